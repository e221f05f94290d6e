"""A job as its page shows it: how far it is, what was found, what was left out and why."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from influencers.finding.keep import keepable
from influencers.models import Discovery, DiscoveryFind, DiscoveryStep, Profile
from influencers.models.discovery import DiscoveryState, Outcome, StepState
from influencers.sources.registry import policy_of, source_class

FINDS_A_PAGE = 50
KEPT, LEFT_OUT, ALL = "kept", "left-out", "all"
COLOURS = {
    Outcome.FITS: "bg-green-lt", Outcome.WAITING: "bg-blue-lt", Outcome.FAILED: "bg-red-lt",
    Outcome.BLOCKED: "bg-orange-lt", Outcome.OPTED_OUT: "bg-orange-lt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the finds: what stands in the address, in words, and how many."""

    value: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class FindRow:
    """One find: the row, the account of the catalogue that it is or became, whether it can be kept."""

    find: DiscoveryFind
    profile: Profile | None
    keepable: bool

    @property
    def colour(self) -> str:
        """The class of its badge."""
        return "bg-green-lt" if self.find.keep_id else COLOURS.get(self.find.outcome, "bg-secondary-lt")

    @property
    def verdict(self) -> str:
        """What became of it, in words."""
        return "Kept" if self.find.keep_id else self.find.get_outcome_display()


class JobPage:
    """One job. What a template does not ask for is not computed."""

    def __init__(self, discovery: Discovery, show: str = "", number: str = ""):
        self.discovery = discovery
        self._show, self._number = show, number

    @cached_property
    def counts(self) -> dict[str, int]:
        """{outcome: finds} of those that nobody kept, and {"kept": finds}."""
        rows = self.discovery.finds.order_by().values_list("outcome")
        counted = dict(rows.filter(keep__isnull=True).annotate(n=Count("pk")))
        return counted | {KEPT: self.discovery.finds.filter(keep__isnull=False).count()}

    @cached_property
    def found(self) -> int:
        """All finds: those that fit, are kept, left out, or wait."""
        return sum(self.counts.values())

    @property
    def looked_at(self) -> int:
        """Finds with a verdict."""
        return self.found - self.counts.get(Outcome.WAITING, 0)

    @property
    def fits(self) -> int:
        """Finds that fit and can be kept."""
        return self.counts.get(Outcome.FITS, 0)

    @property
    def kept(self) -> int:
        """Finds that somebody kept."""
        return self.counts[KEPT]

    @property
    def left_out(self) -> int:
        """Finds that were left out, each with its reason."""
        return self.looked_at - self.fits - self.kept

    @cached_property
    def steps(self) -> list[DiscoveryStep]:
        """The searches."""
        return list(self.discovery.steps.order_by("pk"))

    @property
    def steps_done(self) -> int:
        """Searches that are over."""
        return sum(step.state != StepState.WAITING for step in self.steps)

    @property
    def unasked(self) -> int:
        """Accounts that the platforms themselves left out of their answers, as the owners asked for."""
        return sum(step.opted_out for step in self.steps)

    @cached_property
    def by_click(self) -> dict[str, int]:
        """{platform: searches left} of platforms that want a person's click for each round of searches."""
        left: dict[str, int] = {}
        for step in self.steps:
            policy = policy_of(step.source, settings)
            if step.state == StepState.WAITING and policy and policy.search_by_click_only:
                label = source_class(step.source).label
                left[label] = left.get(label, 0) + 1
        return {} if self.discovery.state in ("queued", "running") else left

    @property
    def resumable(self) -> bool:
        """Whether a click can let the job go on."""
        state = self.discovery.state
        if state in (DiscoveryState.QUEUED, DiscoveryState.RUNNING):
            return False
        failed = any(step.state == StepState.FAILED for step in self.steps) or self.counts.get(Outcome.FAILED)
        waits = self.steps_done < len(self.steps) or self.counts.get(Outcome.WAITING)
        return bool(waits or (failed and state != DiscoveryState.PAUSED))

    @cached_property
    def tabs(self) -> list[Tab]:
        """Fits, kept, left out with each reason that occurs, all."""
        reasons = [outcome for outcome in Outcome if outcome not in (Outcome.FITS, Outcome.WAITING)]
        found = [Tab(Outcome.FITS.value, "Fits", self.fits), Tab(KEPT, "Kept", self.kept)]
        found.append(Tab(LEFT_OUT, "Left out", self.left_out))
        found += [Tab(one.value, one.label, self.counts[one]) for one in reasons if self.counts.get(one)]
        if waiting := self.counts.get(Outcome.WAITING):
            found.append(Tab(Outcome.WAITING.value, "Not looked at yet", waiting))
        return [*found, Tab(ALL, "All", self.found)]

    @cached_property
    def show(self) -> str:
        """The tab that is open; the first that holds something unless the address names one."""
        known = [tab.value for tab in self.tabs]
        if self._show in known:
            return self._show
        return next((tab.value for tab in self.tabs if tab.count), ALL)

    @cached_property
    def page_obj(self) -> Page:
        """The finds of this page of this tab."""
        rows = self._shown(self.discovery.finds.select_related("step", "keep")).order_by("pk")
        return Paginator(rows, FINDS_A_PAGE).get_page(self._number)

    @property
    def page_range(self):
        """The numbers of the pages that are offered."""
        return self.page_obj.paginator.get_elided_page_range(self.page_obj.number)

    @cached_property
    def rows(self) -> list[FindRow]:
        """The finds of the page with the accounts that they are or became."""
        finds = list(self.page_obj)
        profiles = Profile.objects.shown().in_bulk([one.profile_id for one in finds if one.profile_id])
        can = set(
            keepable(self.discovery).filter(pk__in=[one.pk for one in finds]).values_list("pk", flat=True)
        )
        return [FindRow(one, profiles.get(one.profile_id), one.pk in can) for one in finds]

    @property
    def some_keepable(self) -> bool:
        """Whether anything on this page can be selected."""
        return any(row.keepable for row in self.rows)

    @cached_property
    def keeps(self):
        """Each click on "keep", the latest first."""
        return list(self.discovery.keeps.select_related("by"))

    @cached_property
    def opened(self) -> Profile | None:
        """The one account that a search of Discover was after, once it is in the catalogue."""
        if not self.discovery.keep_at_once:
            return None
        ids = self.discovery.finds.exclude(profile_id=None).values("profile_id")
        return Profile.objects.shown().filter(pk__in=ids).first()

    def _shown(self, finds: QuerySet) -> QuerySet:
        if self.show == ALL:
            return finds
        if self.show == KEPT:
            return finds.filter(keep__isnull=False)
        finds = finds.filter(keep__isnull=True)
        if self.show == LEFT_OUT:
            return finds.exclude(Q(outcome=Outcome.FITS) | Q(outcome=Outcome.WAITING))
        return finds.filter(outcome=self.show)
