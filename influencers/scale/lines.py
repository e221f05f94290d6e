"""Accounts and their posts as lines of COPY: pure, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from influencers.choices import InfluencerStatus, RefreshStatus, Source
from influencers.scale.people import DAY, PLATFORM_NAMES, YEAR, People
from influencers.scale.phrases import Phrases
from influencers.scale.posts import Posts

NULL = r"\N"
_MOMENT = "%s+00"


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of a table and how a line of them looks: `%` where rows differ. What all rows share stands in
    the template itself."""

    columns: tuple[str, ...]
    template: str

    @classmethod
    def of(cls, **columns: str) -> "Table":
        return cls(tuple(columns), "\t".join(columns.values()) + "\n")

    def lines(self, *values: Iterable) -> bytes:
        """The lines of rows whose values, column by column, are these."""
        template = self.template
        return "".join([template % row for row in zip(*values, strict=True)]).encode()


INFLUENCERS = Table.of(
    id="%d", name="%s", status=InfluencerStatus.ACTIVE.value, status_reason="", notes="", no_contact_why="",
    created_at=_MOMENT, updated_at=_MOMENT,
)  # fmt: skip
# Not refreshed: what is measured stays as it was written. Should a person ask for it, the demo source goes on
# from the figures in the id.
PROFILES = Table.of(
    id="%d", influencer_id="%d", platform="%s", platform_id="demo:%s:%s:%s:steady:%d:%s:%d", handle="%s",
    handle_is_current="t", display_name="%s", bio="%s", url="", country="%s", language="%s", contact="%s",
    account_kind="%s", is_verified="%s", reported_category="", followers="%d", following="%d",
    posts_count="%d", source=Source.DEMO.value, fetched_at=_MOMENT, last_post_at="%s", curated_fields="{}",
    labels="{}", bound_source="", bound_values="{}", er_basis="", n_posts="0", score_version="",
    priority="0", failures="0", refresh_status=RefreshStatus.UNSUPPORTED.value, last_error_kind="",
    last_error="", created_at=_MOMENT, data_changed_at=_MOMENT, updated_at=_MOMENT,
)  # fmt: skip
POSTS = Table.of(
    profile_id="%d", platform_post_id="%d", published_at=_MOMENT, kind="%s", caption="%s", url="",
    language="%s", hashtags="{%s}", mentions="{%s}", likes="%s", comments="%s", shares="%s", saves="%s",
    views="%s", paid_flag="%s", source=Source.DEMO.value, fetched_at=_MOMENT,
)  # fmt: skip
SNAPSHOTS = Table.of(
    profile_id="%d", day="%s", followers="%d", following="%d", posts_count="%d", source=Source.DEMO.value
)
# An account has fewer posts than this.
_POST_NUMBERS = 1_000_000


def influencer_lines(people: People, owners: list[int], until: datetime) -> bytes:
    """The creators of these accounts under the ids in `owners`."""
    moment = [f"{until:%Y-%m-%dT%H:%M:%S}"] * len(people)
    return INFLUENCERS.lines(owners, people.name, moment, moment)


def profile_lines(
    people: People, posts: Posts, phrases: Phrases, owners: list[int], ids: list[int], until: datetime
) -> bytes:
    """The accounts under the ids in `ids`, those of the creators in `owners`."""
    moment = [f"{until:%Y-%m-%dT%H:%M:%S}"] * len(people)
    roots = np.array([leaf.root for leaf in phrases.leaves], dtype=object)[people.leaf_at]
    languages = _languages(phrases)[people.language_at]
    platforms = PLATFORM_NAMES[people.platform_at]
    posted = np.bincount(posts.of, minlength=len(people))
    newest = np.zeros(len(people), dtype=np.int64)
    newest[posts.of] = posts.published  # the newest of each is the last
    last = np.array([f"{at}+00" for at in _moments(newest)], dtype=object)
    last[posted == 0] = NULL
    day = [f"{until:%Y%m%d}"] * len(people)
    return PROFILES.lines(
        ids, owners, platforms, platforms, roots, languages, people.followers.tolist(), day,
        people.number.tolist(), people.handle, people.name, people.bio, people.country, languages,
        people.contact, people.kind, _truth(people.verified), people.followers.tolist(),
        people.following.tolist(), (people.earlier_posts + posted).tolist(), _moments(people.fetched), last,
        moment, moment, moment,
    )  # fmt: skip


def post_lines(people: People, posts: Posts, phrases: Phrases, ids: list[int]) -> bytes:
    """The posts of the accounts with these ids."""
    of = posts.of
    fetched = np.array(_moments(people.fetched), dtype=object)
    return POSTS.lines(
        np.array(ids)[of].tolist(), (people.number[of] * _POST_NUMBERS + posts.slot).tolist(),
        _moments(posts.published), posts.kind, posts.caption,
        _languages(phrases)[people.language_at[of]], posts.hashtags, posts.mentions, _told(posts.likes),
        _told(posts.comments), _told(posts.shares), _told(posts.saves), _told(posts.views),
        np.array(["f", "t", NULL], dtype=object)[posts.paid], fetched[of],
    )  # fmt: skip


def snapshot_lines(people: People, weeks: int, ids: list[int], dice: np.random.Generator) -> bytes:
    """Weekly figures of these accounts, as many as `weeks`; the last are those that the account shows."""
    back = np.tile(np.arange(weeks)[::-1], len(people))
    of = np.repeat(np.arange(len(people)), weeks)
    years = 7 * back / YEAR
    size = np.exp(-people.growth[of] * years + np.where(back, dice.normal(0, 0.004, len(of)), 0))
    days = (people.fetched[of] // DAY - 7 * back).astype("datetime64[D]")
    earlier = (people.earlier_posts[of] / (1 + years)).astype(np.int64)
    return SNAPSHOTS.lines(
        np.array(ids)[of].tolist(), np.datetime_as_string(days).tolist(),
        np.round(people.followers[of] * size).astype(np.int64).tolist(), people.following[of].tolist(),
        earlier.tolist(),
    )  # fmt: skip


def _moments(seconds: np.ndarray) -> list[str]:
    return np.datetime_as_string(seconds.astype("datetime64[s]")).tolist()


def _told(figures: np.ndarray) -> np.ndarray:
    """Figures of which those below 0 are not told."""
    told = np.array(figures.tolist(), dtype=object)
    told[figures < 0] = NULL
    return told


def _truth(values: np.ndarray) -> list[str]:
    return np.where(values, "t", "f").tolist()


def _languages(phrases: Phrases) -> np.ndarray:
    return np.array(phrases.languages, dtype=object)
