"""Whether meaning is on, and what then reads by it: the sentence model and the vectors distilled from it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from influencers.text.encoder import installed
from scoring.core.lexicon import Lexicon
from scoring.core.meaning import Meaning
from scoring.core.token_vectors import TokenVectors
from scoring.sentence_model import meaning_of, space


def switched_on() -> bool:
    """Whether meaning is wanted and can be had."""
    return bool(settings.MEANING) and installed()


def space_now() -> str:
    """Names the space of the vectors that count; "" where meaning is off."""
    return space().digest if switched_on() else ""


def token_vectors_file() -> Path:
    """Where the distilled vectors of this model and space are kept."""
    return Path(settings.VAR_DIR) / "meaning" / f"tokens-{space().digest[:12]}.npz"


def progress_file() -> Path:
    """Holds the share that is done while they are made."""
    return token_vectors_file().with_suffix(".progress")


def token_vectors() -> TokenVectors | None:
    """The distilled vectors, None before they are made and where meaning is off."""
    if not switched_on():
        return None
    path = token_vectors_file()
    return _loaded(path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=1)
def _loaded(path: Path, changed: int) -> TokenVectors:
    return TokenVectors.load(path)


def current_meaning(lexicon: Lexicon) -> Meaning | None:
    """What reads by meaning on this lexicon; None where it is off or the package is missing."""
    return _meaning(lexicon.digest, lexicon, token_vectors()) if switched_on() else None


def read_by(lexicon: Lexicon) -> list[str]:
    """What tells scores apart that were read with other vectors; [] where meaning is off."""
    meaning = current_meaning(lexicon)
    return [meaning.whole.digest, meaning.quick.digest if meaning.quick else ""] if meaning else []


@dataclass(frozen=True, slots=True)
class Status:
    """state: "off", "missing" (wanted, but the package is not there), "preparing" or "on"; done: share of the
    word vectors that is made; words: how many there are."""

    state: str
    done: float = 1.0
    words: int = 0


def status() -> Status:
    """How far meaning is, for people."""
    if not settings.MEANING:
        return Status("off")
    if not installed():
        return Status("missing", 0)
    if made := token_vectors():
        return Status("on", 1, len(made.vocabulary))
    progress = progress_file()
    return Status("preparing", float(progress.read_text() or 0) if progress.exists() else 0)


_made: dict[tuple[str, str], Meaning] = {}


def _meaning(digest: str, lexicon: Lexicon, quick: TokenVectors | None) -> Meaning:
    key = (digest, quick.digest if quick else "")
    if key not in _made:
        _made.clear()
        _made[key] = meaning_of(lexicon, quick)
    return _made[key]
