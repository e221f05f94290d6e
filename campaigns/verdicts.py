"""Which estimate was right: what settled posts gained against what was expected of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from campaigns.models import Candidate
from campaigns.results import Line

# Fewer posts say little about an estimate.
FEW = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """n posts: `within` of them in the expected range; middle: median of gained over expected; off: median
    distance from the expected, as a share of it."""

    label: str
    n: int
    within: int
    middle: float
    off: float

    @property
    def words(self) -> str:
        """The verdict as sentences."""
        gap = self.middle - 1
        if abs(gap) < 0.05:
            what = "just what was expected"
        else:
            what = f"{abs(gap):.0%} {'more' if gap > 0 else 'fewer'} engagements than expected"
        if self.n == 1:
            where = "inside" if self.within else "outside"
            return f"The one settled post landed {where} the expected range; it got {what}."
        return (
            f"{self.within} of {self.n} posts landed in the expected range. The middle post got {what}; half "
            f"of them were off by at most {self.off:.0%}."
        )


def verdict(label: str, lines: Sequence[Line]) -> Verdict | None:
    """What settled lines say of the estimate; None where none of them had one."""
    judged = [line for line in lines if line.settled and line.times_expected is not None]
    if not judged:
        return None
    ratios = [line.times_expected for line in judged]
    off = median(abs(ratio - 1) for ratio in ratios)
    return Verdict(label, len(judged), sum(bool(line.within) for line in judged), median(ratios), off)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Over all that may be compared, by platform, by creator; `fees` is a sentence about estimated fees."""

    whole: Verdict | None
    platforms: list[Verdict]
    creators: list[tuple[Candidate, Verdict]]
    waiting: int
    fees: str

    @property
    def few(self) -> bool:
        """Whether there are too few posts to judge an estimate by."""
        return sum(one.n for one in self.platforms) < FEW


def verdicts(lines: Sequence[Line], fees: str) -> Verdicts:
    """The verdicts of a campaign. What its source wants apart is judged by its platform alone."""
    platforms: dict[str, list[Line]] = {}
    creators: dict[int, list[Line]] = {}
    for line in lines:
        name = line.row.candidate.profile.get_platform_display()
        platforms.setdefault(name, []).append(line)
        creators.setdefault(line.row.candidate_id, []).append(line)
    by_platform = [own for name in sorted(platforms) if (own := verdict(name, platforms[name]))]
    by_creator = [
        (own[0].row.candidate, found)
        for own in creators.values()
        if (found := verdict(f"@{own[0].row.candidate.profile.handle}", own))
    ]
    mixed = [line for line in lines if not line.known.apart]
    whole = verdict("All posts", mixed) if len(by_platform) > 1 else None
    waiting = sum(line.counts is not None and not line.settled for line in lines)
    return Verdicts(whole, by_platform, by_creator, waiting, fees)
