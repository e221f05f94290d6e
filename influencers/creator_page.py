"""The page of a creator as a value: accounts, figures with their sources, history, posts, niches."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import F, PositiveBigIntegerField, Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from influencers import refresh
from influencers.chart_data import follower_series, post_series
from influencers.choices import Basis, InfluencerStatus
from influencers.discover_rows import told_by
from influencers.models import Influencer, Post, Profile, ProfileNiche, ReportedFigures, Snapshot, Tag, Tier
from influencers.niche_basis import NOTABLE_SHARE
from influencers.pictures.keeping import with_pictures
from influencers.post_history import PostHistory, PostPoint, post_history, untouched_history
from influencers.rate_words import Rate, rate_of
from influencers.reply_words import Replies, replies_of
from influencers.reported import Claim, claims_of
from influencers.sources.wishes import opted_out_by
from influencers.terms import why_not_measured
from influencers.tiers import tier_of

POSTS_A_PAGE = 10
# A chart of more would not be read; older ones stay in the list below it.
NEWEST_POSTS = 300
NEWEST_DAYS = 400
EVIDENCE_POSTS = 3
MOST_MERGES = 20
TOP = "top"


@dataclass(frozen=True)
class NicheLine:
    """A niche of the account, on what it rests, and the posts that say so; `like` is a sentence that the
    account reads like, where meaning is on."""

    row: ProfileNiche
    words: list[str]
    posts: list[Post]
    like: str = ""


@dataclass(frozen=True)
class CreatorPage:
    """What the page shows; all but the first three are about the `chosen` account.

    `sizes` are its snapshots, oldest first. `points` is one page of its posts. `followers_chart` and
    `posts_chart` are what the charts draw. `withheld` says why nothing may be made of its figures,
    `left_out` that its owner asked not to be suggested.
    """

    creator: Influencer
    accounts: list[Profile]
    chosen: Profile | None
    told: str
    tier: Tier | None
    refreshable: bool
    rate: Rate | None
    history: PostHistory
    sizes: list[Snapshot]
    niches: list[NicheLine]
    reported: list[Claim]
    posts: Page
    points: list[PostPoint]
    order: str
    known_tags: list[str]
    withheld: str
    replies: Replies | None
    left_out: str
    followers_chart: dict
    posts_chart: dict


def find_creator(pk: int, blocked_too: bool) -> Influencer | None:
    """The creator that the address of `pk` means: the one it was merged into, if it was; None where there is
    none to show. `blocked_too` is for those who may see blocked ones."""
    creator = Influencer.objects.filter(pk=pk).first()
    for _ in range(MOST_MERGES):
        if creator is None or creator.status != InfluencerStatus.MERGED:
            break
        creator = Influencer.objects.filter(pk=creator.merged_into_id).first()
    shown = {InfluencerStatus.ACTIVE, InfluencerStatus.BLOCKED} if blocked_too else {InfluencerStatus.ACTIVE}
    return creator if creator and creator.status in shown else None


def creator_page(creator: Influencer, account: str = "", page: str = "", order: str = "") -> CreatorPage:
    """The page of a creator. `account` is the id of one of its accounts (the largest unless told), `page` and
    `order` are of its posts: newest first, or with "top" those with the most reactions.

    A fixed number of queries, whatever the number of accounts and posts.
    """
    accounts = list(_accounts(creator))
    chosen = next((one for one in accounts if str(one.pk) == account), accounts[0] if accounts else None)
    newest = list(_posts(chosen).order_by("-published_at", "-pk")[:NEWEST_POSTS])
    withheld = why_not_measured(chosen) if chosen else ""
    history = (
        untouched_history(newest) if withheld else post_history(newest, chosen.fetched_at if chosen else None)
    )
    order = "" if withheld else order
    sizes = _sizes(chosen)
    posts = Paginator(_ordered(_posts(chosen), order), POSTS_A_PAGE).get_page(page)
    return CreatorPage(
        creator=creator,
        accounts=accounts,
        chosen=chosen,
        told=told_by(chosen) if chosen else "",
        tier=tier_of(chosen, Tier.objects.all()) if chosen else None,
        refreshable=bool(chosen and refresh.source_of(chosen)),
        rate=rate_of(chosen, history) if chosen else None,
        history=history,
        sizes=sizes,
        niches=_niches(chosen),
        reported=claims_of(chosen) if chosen else [],
        posts=posts,
        points=_points(posts, history),
        order=TOP if order == TOP else "",
        known_tags=list(Tag.objects.values_list("name", flat=True)[:500]),
        withheld=withheld,
        replies=replies_of(chosen) if chosen else None,
        left_out=opted_out_by(chosen.labels) if chosen else "",
        followers_chart=follower_series(sizes),
        posts_chart=post_series(history),
    )


def _accounts(creator: Influencer) -> QuerySet[Profile]:
    """A creator's accounts, those that are still there and the largest first."""
    return (
        with_pictures(creator.profiles.select_related("import_file", "primary_niche"))
        .prefetch_related(
            Prefetch("niches", ProfileNiche.objects.select_related("niche", "niche__parent")),
            Prefetch("reported_figures", ReportedFigures.objects.select_related("import_file")),
        )
        .order_by("-handle_is_current", F("followers").desc(nulls_last=True), "pk")
    )


def _posts(profile: Profile | None) -> QuerySet[Post]:
    # With what scoring read in their words, which it keeps beside them.
    return profile.posts.select_related("text") if profile else Post.objects.none()


def _sizes(profile: Profile | None) -> list[Snapshot]:
    """The newest snapshots that tell followers, oldest first."""
    told = Snapshot.objects.filter(profile=profile, followers__isnull=False)
    return list(told.order_by("-day")[:NEWEST_DAYS])[::-1]


def _ordered(posts: QuerySet[Post], order: str) -> QuerySet[Post]:
    if order != TOP:
        return posts.order_by("-published_at", "-pk")
    zero = Value(0, output_field=PositiveBigIntegerField())
    reactions = Coalesce("likes", zero) + Coalesce("comments", zero)
    return posts.order_by(reactions.desc(), "-published_at", "-pk")


def _points(page: Page, history: PostHistory) -> list[PostPoint]:
    """The posts of the page with what the history knows of them; older ones are held against nothing."""
    known = {point.post.pk: point for point in history.points}
    return [known.get(post.pk) or PostPoint(post, None, None) for post in page]


def _niches(profile: Profile | None) -> list[NicheLine]:
    """Niches by what they rest on, the surest and heaviest first; measured ones below a notable share are
    left out where there are others."""
    if profile is None:
        return []
    surest = [Basis.CURATED, Basis.MEASURED, Basis.REPORTED].index
    rows = sorted(profile.niches.all(), key=lambda row: (surest(row.basis), -row.weight, row.niche_id))
    notable = [row for row in rows if row.basis != Basis.MEASURED or row.weight >= NOTABLE_SHARE]
    rows = notable or rows[:3]
    wanted = {pk for row in rows for pk in row.evidence.get("posts", [])[:EVIDENCE_POSTS]}
    posts = profile.posts.in_bulk(wanted) if wanted else {}
    return [
        NicheLine(
            row=row,
            words=row.evidence.get("words", []),
            posts=[posts[pk] for pk in row.evidence.get("posts", [])[:EVIDENCE_POSTS] if pk in posts],
            like=row.evidence.get("like", ""),
        )
        for row in rows
    ]


class NotesChanged(Exception):
    """Somebody else wrote notes in the meantime; nothing was saved."""


@transaction.atomic
def write_notes(creator: Influencer, text: str, before: str) -> None:
    """Keeps `text` as the notes of a creator. Raises NotesChanged where they are no longer `before`."""
    now = timezone.now()
    current = Influencer.objects.select_for_update().get(pk=creator.pk)
    if _plain(current.notes) != _plain(before):
        raise NotesChanged
    current.notes = _plain(text)
    current.updated_at = now
    current.save(update_fields=["notes", "updated_at"])


def _plain(text: str) -> str:
    """A text as a form sends it and the database keeps it: its own line ends, no NUL."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()
