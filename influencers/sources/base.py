"""What every source answers: frozen records, typed refusals, declared limits and policy."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from influencers.sources.quotas import Quota

ROUND_ACCOUNTS = 25


@dataclass(frozen=True, slots=True)
class ProfileRecord:
    """An account as its source tells it. None means "not told" and changes nothing; "" is empty there."""

    platform_id: str
    handle: str | None = None
    display_name: str | None = None
    bio: str | None = None
    url: str | None = None
    avatar_url: str | None = None
    country: str | None = None
    language: str | None = None
    account_kind: str | None = None
    is_verified: bool | None = None
    followers: int | None = None
    following: int | None = None
    posts_count: int | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostRecord:
    """A post as its source tells it. A count of None is hidden or does not exist there; it is never 0."""

    platform_post_id: str
    published_at: datetime
    kind: str = "text"
    caption: str = ""
    url: str = ""
    language: str = ""
    hashtags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    views: int | None = None
    paid_flag: bool | None = None


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """A comment under a post. `text` and `author_id` are for reading features from and are never stored."""

    platform_comment_id: str
    author_id: str
    by_creator: bool
    published_at: datetime
    text: str = ""
    likes: int | None = None
    # Id of the comment that this one answers; "" where it stands directly under the post.
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An account that a search came upon. It has a handle or an id, and often no more than that."""

    handle: str | None = None
    platform_id: str | None = None
    display_name: str | None = None
    bio: str | None = None
    url: str | None = None
    followers: int | None = None
    seen_at: str = ""  # address of the post that led there
    country: str | None = None
    language: str | None = None
    account_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many calls the platform said are left, and when it starts to count anew."""

    remaining: int
    limit: int | None = None
    resets_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a source takes in one call, how much we ask of it, and how many calls it takes of which kind.

    `quotas` hold where the platform does not say otherwise in its answers.
    """

    batch_size: int
    posts_page: int
    max_posts: int
    quotas: "Mapping[str, Quota]" = field(default_factory=dict)

    @property
    def round_size(self) -> int:
        """How many accounts one round takes on."""
        return max(self.batch_size, ROUND_ACCOUNTS)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a platform's terms let us do with what its source told.

    `retention_days`: how long figures may be kept without being read again, `text_days` the same of words
    (None: as long as they are of use; words by default as long as figures); `refresh_from_day`: from which
    day on they are read again before others. `comment_days`: how long features of comments are kept.
    `derived_figures`: whether rates, niches and scores may be made of them. `whose`: the terms in two words.
    `apart`: whether its figures may not be added up or compared in one figure with those of other platforms.
    `search_by_click_only`: searches come from a person's click, never from a schedule.
    `gone_days`: how many days after an account left the platform what the source told of it goes (None: it
    stays, marked). `instead`: (setting, policy that holds once that setting says "accepted").
    """

    retention_days: int | None
    derived_figures: bool
    terms: str
    search_by_click_only: bool = False
    text_days: int | None = None
    refresh_from_day: int | None = None
    comment_days: int = 90
    gone_days: int | None = None
    whose: str = ""
    apart: bool = False
    instead: "tuple[str, Policy] | None" = None

    @property
    def words_days(self) -> int | None:
        """How long words may be kept."""
        return self.text_days or self.retention_days


class SourceError(Exception):
    """A source did not give what was asked. `kind` is for code, the text is for people.

    `retry` says whether asking again later can help; a refusal that concerns the whole source, and not
    the one account, sets `whole_source`.
    """

    kind: ClassVar[str] = "unavailable"
    retry: ClassVar[bool] = True
    whole_source: bool = False

    def __init__(self, text: str):
        super().__init__(text)
        self.text = text


class NotFound(SourceError):
    """No such account or post there (any more)."""

    kind = "not_found"
    retry = False


class Gone(SourceError):
    """The account existed and was deactivated, suspended or deleted."""

    kind = "gone"
    retry = False


class NotSupported(SourceError):
    """The source cannot do this at all, or not for this kind of account."""

    kind = "not_supported"
    retry = False


class BadRequest(SourceError):
    """We asked in a way that the source does not take: a fault of ours."""

    kind = "bad_request"
    retry = False


class Unavailable(SourceError):
    """No usable answer: down, too slow, cut off, too large, not what its documentation says."""

    kind = "unavailable"


class Refused(SourceError):
    """The source answers nobody with these credentials for now; `until` is None where it told no time.

    `whole_source` is False where only one of a source's many servers said so.
    """

    whole_source = True

    def __init__(self, text: str, until: datetime | None = None, whole_source: bool = True):
        super().__init__(text)
        self.until, self.whole_source = until, whole_source


class RateLimited(Refused):
    """Too many calls in a short time."""

    kind = "rate_limited"


class QuotaSpent(Refused):
    """The allowance of the day (or month) is used up; `bucket` names which, where it is not that of the
    call."""

    kind = "quota_spent"
    bucket: str = ""


class BudgetSpent(QuotaSpent):
    """By our own count the allowance is used up, so nobody was asked."""


class AuthNeeded(Refused):
    """The credentials are missing, expired or revoked: a person must connect the source again."""

    kind = "auth_needed"


class Forbidden(Refused):
    """The source knows us and says no."""

    kind = "forbidden"


class Source(Protocol):
    """One platform's official API. An implementation is cheap to make; its only state is its connection.

    `needs`: settings without which it is not connected, and `connect`: how a person gets them.
    `held_back`: why accounts are not refreshed by it even then; "" where they are.
    `by_handle`: the platform looks accounts up by name only, so a stored id just proves who answers.
    `lacks`: what it cannot do ("search", "comments") and why; asking for that raises NotSupported.
    `credential`: the settings that tell whose calls the platform counts.
    """

    key: str
    label: str
    limits: Limits
    policy: Policy
    needs: tuple[str, ...]
    connect: str
    held_back: str
    by_handle: bool
    lacks: Mapping[str, str]
    credential: tuple[str, ...]
    calls: int
    allowance: Allowance | None

    def profile(self, handle: str) -> ProfileRecord:
        """The account of a handle (or id). Raises SourceError."""
        ...

    def profiles(self, platform_ids: Collection[str]) -> Mapping[str, ProfileRecord | SourceError]:
        """For each id its record, or the reason why there is none. At most `limits.batch_size` ids.

        Raises SourceError only where the whole call failed.
        """
        ...

    def posts(self, platform_id: str, since: datetime | None = None) -> Iterator[PostRecord]:
        """The account's own posts, newest first, back to `since` or to the end.

        A SourceError may be raised after some posts were given; those are good.
        """
        ...

    def comments(self, post: PostRecord, limit: int) -> Iterator[CommentRecord]:
        """At most `limit` comments under a post that this source gave, each followed by what the author of
        the post answered it; what others say among themselves is left out. Raises SourceError."""
        ...

    def search(self, words: str, limit: int) -> Iterator[Found]:
        """At most `limit` accounts for words or, where they begin with #, for a hashtag; each once.

        A SourceError may be raised after some were given; those are good.
        """
        ...
