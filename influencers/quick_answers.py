"""What Data health says of all that is kept beside the database so that answers come quickly.

Rooms further down the way (scoring) tell of theirs themselves, because nothing here may know of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How a part is: (its words, the class of its badge)."""

    WORKING = ("Working", "bg-green-lt")
    CATCHING_UP = ("Catching up", "bg-blue-lt")
    SLOWER = ("Slower for now", "bg-orange-lt")
    LOOK = ("Needs a look", "bg-orange-lt")
    OFF = ("Off", "")

    @property
    def words(self) -> str:
        """The state in words."""
        return self.value[0]

    @property
    def badge(self) -> str:
        """The class of its badge."""
        return self.value[1]


@dataclass(frozen=True)
class Part:
    """One thing that answers quickly: what it is called, how it is, and what to do where it is not well."""

    title: str
    state: State
    text: str
    advice: str = ""


# Each tells of one part, None where there is nothing to tell.
Teller = Callable[[], Part | None]
TELLERS: list[Teller] = []
WORKER = "an admin should look whether the background worker runs"


def quick_answer(teller: Teller) -> Teller:
    """Registers a teller."""
    TELLERS.append(teller)
    return teller


def quick_answers() -> list[Part]:
    """Every part that has something to tell."""
    return [part for teller in TELLERS if (part := teller())]


def number_of_accounts(number: int) -> str:
    """A number of accounts in words."""
    return f"{number:,} account{'' if number == 1 else 's'}"


def copied(title: str, what: str, made: str, changed: int, why: str) -> Part:
    """A copy that answers. what: what comes from it; made: how long ago; why: why a newer one does not."""
    since = f"{number_of_accounts(changed)} changed since; changes show at once all the same."
    text = f"{what}, made {made}. {since if changed else 'Nothing changed since.'}"
    if not why:
        return Part(title, State.WORKING, text)
    text += f" A newer copy cannot be used because {why}; the one before it answers."
    return Part(title, State.LOOK, text, _made_anew("Another copy"))


def not_copied(title: str, does: str, why: str) -> Part:
    """A copy that does not answer, and why. does: what the database itself does meanwhile."""
    text = (
        f"The copy for quick answers is not in use because {why}. Meanwhile the database itself {does}: the"
        " same results, but it takes longer."
    )
    return Part(title, State.SLOWER, text, _made_anew("A new copy"))


def _made_anew(copy: str) -> str:
    return f"{copy} is made by itself; where that does not happen within ten minutes, {WORKER}."
