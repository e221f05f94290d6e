"""Instagram through the Graph API: business_discovery looks up professional accounts by name, and hashtag
search gives posts without their authors. An account is its Instagram id; only its name can be asked for."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from influencers.sources.base import (
    Allowance,
    AuthNeeded,
    BadRequest,
    CommentRecord,
    Forbidden,
    Found,
    Limits,
    NotFound,
    NotSupported,
    Policy,
    PostRecord,
    ProfileRecord,
    QuotaSpent,
    RateLimited,
    SourceError,
    Unavailable,
)
from influencers.sources.http import Answer, Http, reset_time
from influencers.sources.paging import Trail
from influencers.sources.quotas import Quota
from influencers.sources.reading import count, hashtags_in, mentions_in, moment, part, parts, text

BASE_URL = "https://graph.facebook.com/v26.0"
NAME = re.compile(r"^[A-Za-z0-9_.]{1,30}$")
PROFILE_FIELDS = (
    "id", "username", "name", "biography", "website", "profile_picture_url",
    "followers_count", "follows_count", "media_count",
)  # fmt: skip
MEDIA_FIELDS = (
    "id", "caption", "like_count", "comments_count", "view_count", "timestamp",
    "media_type", "media_product_type", "permalink",
)  # fmt: skip
HASHTAG_FIELDS = ("id", "caption", "permalink", "timestamp")
KINDS = {"IMAGE": "photo", "VIDEO": "video", "CAROUSEL_ALBUM": "carousel"}
TOO_FAST = {4, 17, 32, 341, 613}
FAULT_THERE = {1, 2}
NO_LOGIN = {102, 190}
NOT_FOUND = {24, 110}
HASHTAGS_SPENT = 18


class InstagramSource:
    """Reads professional (business and creator) accounts; Instagram shows no others."""

    key = "instagram"
    label = "Instagram"
    limits = Limits(
        batch_size=1,
        posts_page=25,
        max_posts=500,
        quotas={
            "calls": Quota(200, 3600, rolling=True),
            "hashtags": Quota(30, 7 * 86_400, words=True),
        },
    )
    policy = Policy(
        retention_days=None,
        gone_days=30,
        derived_figures=True,
        terms="Meta Platform Terms 3.d: kept only as long as needed, deleted on request; never sold.",
    )
    needs = ("INSTAGRAM_USER_ID", "INSTAGRAM_TOKEN")
    credential = ("INSTAGRAM_USER_ID",)  # a new token has no new allowance
    connect = (
        "Connect a professional account of your own through a Meta app with App Review, "
        "then set INSTAGRAM_USER_ID and INSTAGRAM_TOKEN."
    )
    held_back = ""
    by_handle = True
    lacks: Mapping[str, str] = {"comments": "Instagram shows comments only to the owner of a post."}

    def __init__(self, user_id: str, token: str, base_url: str = BASE_URL, **http: Any):
        # In a header, so that the token stands in no address and no proxy's log.
        self.http = Http(
            base_url,
            headers={"Authorization": f"Bearer {token}"},
            secrets=[token],
            read_allowance=_allowance,
            **http,
        )
        self.user_id = user_id
        self._names: dict[str, str] = {}
        self._first_pages: dict[str, dict] = {}

    @property
    def calls(self) -> int:
        """How many calls were made so far."""
        return self.http.calls

    @property
    def allowance(self) -> Allowance | None:
        """What is left, in per cent: Instagram tells no numbers, and no time at which it starts anew."""
        return self.http.allowance

    def profile(self, handle: str) -> ProfileRecord:
        """The professional account of a name. Raises NotFound for all others: Instagram does not tell them
        apart from names that nobody has."""
        name = handle.strip().removeprefix("@")
        if not NAME.match(name):
            raise NotFound(f"{handle[:80]!r} is not an Instagram handle.")
        found = self._discovery(name, PROFILE_FIELDS)
        record = _profile(found)
        self._names[record.platform_id] = name
        # The first posts come in the same call; they are used up once.
        self._first_pages[record.platform_id] = part(found.get("media"))
        return record

    def profiles(self, platform_ids: Collection[str]) -> Mapping[str, ProfileRecord | SourceError]:
        """Records of accounts whose names this source has seen; NotSupported for the others."""
        found: dict[str, ProfileRecord | SourceError] = {}
        for platform_id in platform_ids:
            try:
                record = self.profile(self._name_of(platform_id))
                same = record.platform_id == platform_id
                found[platform_id] = record if same else NotFound("The name belongs to another account now.")
            except SourceError as error:
                if error.whole_source:
                    raise
                found[platform_id] = error
        return found

    def posts(self, platform_id: str, since: datetime | None = None) -> Iterator[PostRecord]:
        """The account's posts, newest first, down to `since` or the end."""
        name = self._name_of(platform_id)
        page = self._first_pages.pop(platform_id, None)
        page = part(self._discovery(name, ()).get("media")) if page is None else page
        trail, given = Trail(self.label, 3 * self.limits.max_posts // self.limits.posts_page), 0
        while True:
            for item in _items(page):
                post = _post(item)
                if (since and post.published_at < since) or given == self.limits.max_posts:
                    return
                given += 1
                yield post
            after = part(part(page.get("paging")).get("cursors")).get("after")
            if not after:
                return
            page = part(self._discovery(name, (), trail.follow(str(after))).get("media"))

    def comments(self, post: PostRecord, limit: int) -> Iterator[CommentRecord]:
        """Not here."""
        raise NotSupported(self.lacks["comments"])

    def search(self, words: str, limit: int) -> Iterator[Found]:
        """Accounts that the top posts of a hashtag mention: Instagram does not tell who wrote them. Each new
        hashtag is one of 30 in seven days. Raises NotSupported for other words."""
        if not words.startswith("#"):
            raise NotSupported("Instagram has no search for words. Search for a #hashtag instead.")
        self.http.purse.pay_for_word("hashtags", words.lstrip("#").lower())
        query = {"user_id": self.user_id, "q": words.lstrip("#")}
        tags = parts(self._get("ig_hashtag_search", query).get("data"))
        if not tags:
            return
        fields = {"user_id": self.user_id, "fields": ",".join(HASHTAG_FIELDS), "limit": 50}
        body = self._get(f"{text(tags[0].get('id'))}/top_media", fields)
        seen: set[str] = set()
        for item in _items(body):
            for name in mentions_in(text(item.get("caption"))):
                if len(seen) < limit and name not in seen and NAME.match(name):
                    seen.add(name)
                    yield Found(handle=name, seen_at=text(item.get("permalink")))

    def _name_of(self, platform_id: str) -> str:
        if platform_id not in self._names:
            raise NotSupported("Instagram finds accounts by name only; ask for this one by its handle first.")
        return self._names[platform_id]

    def _discovery(self, name: str, fields: tuple[str, ...], after: str = "") -> dict:
        """What business_discovery tells of an account: `fields`, and a page of posts."""
        cursor = f".after({after})" if re.fullmatch(r"[\w=+/-]+", after) else ""
        if after and not cursor:
            raise Unavailable("Instagram's next page has an address that cannot be read.")
        media = f"media.limit({self.limits.posts_page}){cursor}{{{','.join(MEDIA_FIELDS)}}}"
        wanted = ",".join((*fields, media))
        body = self._get(self.user_id, {"fields": f"business_discovery.username({name}){{{wanted}}}"})
        found = body.get("business_discovery")
        if not isinstance(found, dict):
            raise Unavailable("Instagram's answer lacks the account.")
        return found

    def _get(self, path: str, query: Mapping[str, Any]) -> dict:
        body = self.http.get(f"/{path}", query, _why)
        if not isinstance(body, dict):
            raise Unavailable("Instagram answered with JSON of an unknown shape.")
        return body


def _why(answer: Answer) -> SourceError | None:
    """The refusal behind Meta's error body: its code says more than the status."""
    error = part(part(answer.body).get("error"))
    code = error.get("code")
    if not isinstance(code, int):
        return None
    if code in TOO_FAST:
        return RateLimited("Instagram asked us to pause.", reset_time(answer.headers))
    if code == HASHTAGS_SPENT:
        spent = QuotaSpent("The 30 hashtags of the last seven days are used up.", whole_source=False)
        spent.bucket = "hashtags"
        return spent
    if code in FAULT_THERE:
        return Unavailable("Instagram has a fault of its own.")
    if code in NO_LOGIN:
        return AuthNeeded("Instagram's token expired or was taken back. Make a new INSTAGRAM_TOKEN.")
    if code in NOT_FOUND:
        return NotFound("No professional account has this name: private, personal, renamed or deleted.")
    if code == 10 or 200 <= code < 300 or code == 368:
        return Forbidden("Instagram refuses: the app lacks a permission, or is blocked.")
    return BadRequest(f"Instagram did not take our question (code {code}).")


def _allowance(headers: Mapping[str, str]) -> Allowance | None:
    """What X-App-Usage leaves: 100 less the highest of its percentages."""
    try:
        usage = json.loads(headers.get("X-App-Usage", ""))
        used = max(value for value in usage.values() if isinstance(value, (int, float)))
        return Allowance(max(0, int(100 - used)), 100)
    except (ValueError, AttributeError, OverflowError):
        return None


def _items(page: Mapping[str, Any]) -> list[dict]:
    """The posts of a page; an account without posts has no list at all."""
    items = page.get("data", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unavailable("Instagram's answer lacks its list.")
    return items


def _profile(body: dict) -> ProfileRecord:
    if not text(body.get("id")) or not text(body.get("username")):
        raise Unavailable("Instagram's answer lacks the account's id or name.")
    return ProfileRecord(
        platform_id=body["id"],
        handle=body["username"],
        # Empty fields are left out of an answer.
        display_name=text(body.get("name")),
        bio=text(body.get("biography")),
        avatar_url=text(body.get("profile_picture_url")),
        account_kind="professional",
        followers=count(body.get("followers_count")),
        following=count(body.get("follows_count")),
        posts_count=count(body.get("media_count")),
    )


def _post(item: dict) -> PostRecord:
    published, number = moment(item.get("timestamp")), text(item.get("id"))
    if published is None or not number:
        raise Unavailable("A post in Instagram's answer lacks its id or time.")
    caption = text(item.get("caption"))
    reel = item.get("media_product_type") == "REELS"
    return PostRecord(
        platform_post_id=number,
        published_at=published,
        kind="short" if reel else KINDS.get(text(item.get("media_type")), "photo"),
        caption=caption,
        url=text(item.get("permalink")),
        hashtags=hashtags_in(caption),
        mentions=mentions_in(caption),
        likes=count(item.get("like_count")),
        comments=count(item.get("comments_count")),
        views=count(item.get("view_count")),
    )
