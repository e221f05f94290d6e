"""Bluesky through the public AppView, without login. An account is its DID; its handle is a label."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from influencers.sources.base import (
    Allowance,
    CommentRecord,
    Found,
    Gone,
    Limits,
    NotFound,
    Policy,
    PostRecord,
    ProfileRecord,
    SourceError,
    Unavailable,
)
from influencers.sources.http import Answer, Http
from influencers.sources.paging import Trail
from influencers.sources.quotas import Quota
from influencers.sources.reading import count, each_once, language_of, moment, part, parts, text, words

HANDLE = re.compile(r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")
DID = re.compile(r"^did:[a-z]+:[A-Za-z0-9._:%-]+$")
# `error` codes of an account that exists and is not to be seen; the words beside them differ by version.
GONE = {
    "AccountDeactivated": "The owner switched this account off.",
    "AccountTakedown": "Bluesky suspended this account.",
    "AccountSuspended": "Bluesky suspended this account.",
    "AccountDeleted": "The owner deleted this account.",
}
KINDS = {
    "app.bsky.embed.images": "photo",
    "app.bsky.embed.video": "video",
    "app.bsky.embed.external": "link",
}


class BlueskySource:
    """Reads public accounts and posts. There are no view counts on Bluesky."""

    key = "bluesky"
    label = "Bluesky"
    limits = Limits(
        batch_size=25, posts_page=100, max_posts=1000, quotas={"calls": Quota(3000, 300, comments=0.1)}
    )
    policy = Policy(
        retention_days=None,
        gone_days=30,
        derived_figures=True,
        terms="Public data of the AT Protocol; deletion on request; no bulk keyword search.",
        search_by_click_only=True,
    )
    needs = credential = ()
    connect = ""
    held_back = ""
    by_handle = False
    lacks: Mapping[str, str] = {}

    def __init__(self, base_url: str, contact: str = "", **http: Any):
        self.http = Http(base_url, contact, **http)

    @property
    def calls(self) -> int:
        """How many calls were made so far."""
        return self.http.calls

    @property
    def allowance(self) -> Allowance | None:
        """What the last answer said is left."""
        return self.http.allowance

    def profile(self, handle: str) -> ProfileRecord:
        """The account of a handle or DID. Raises NotFound, Gone, or another SourceError."""
        actor = handle.strip().removeprefix("@")
        if not (DID.match(actor) or HANDLE.match(actor := actor.lower())):
            raise NotFound(f"{handle[:80]!r} is not a Bluesky handle; one looks like name.bsky.social.")
        return _profile(self._get("app.bsky.actor.getProfile", {"actor": actor}, _why_no_profile))

    def profiles(self, platform_ids: Collection[str]) -> Mapping[str, ProfileRecord | SourceError]:
        """Records by DID, or the reason why there is none; one call for up to 25, one more for each missing.

        The batch call leaves out whom it does not show, without a word: those are asked one by one.
        """
        asked = [platform_id for platform_id in platform_ids if DID.match(platform_id)]
        found: dict[str, ProfileRecord | SourceError] = {
            platform_id: NotFound("This account has no valid Bluesky id.")
            for platform_id in platform_ids
            if platform_id not in asked
        }
        if asked:
            body = self._get("app.bsky.actor.getProfiles", {"actors": asked})
            records = map(_profile, _items(body, "profiles"))
            found |= {record.platform_id: record for record in records if record.platform_id in asked}
        for platform_id in asked:
            if platform_id not in found:
                found[platform_id] = self._alone(platform_id)
        return found

    def posts(self, platform_id: str, since: datetime | None = None) -> Iterator[PostRecord]:
        """The account's own posts (no replies, no reposts), newest first, down to `since` or the end."""
        query = {"actor": platform_id, "filter": "posts_no_replies", "limit": self.limits.posts_page}
        trail, given = Trail(self.label, 3 * self.limits.max_posts // self.limits.posts_page + 1), 0
        while True:
            body = self._get("app.bsky.feed.getAuthorFeed", query, _why_no_feed)
            for item in _items(body, "feed"):
                post = _own_post(item, platform_id)
                if post is None:
                    continue
                if (since and post.published_at < since) or given == self.limits.max_posts:
                    return
                given += 1
                yield post
            cursor = body.get("cursor")
            if not cursor:
                return
            query["cursor"] = trail.follow(str(cursor))

    def comments(self, post: PostRecord, limit: int) -> Iterator[CommentRecord]:
        """Direct replies to a post, and what its author answered them; the rest is talk among readers."""
        query = {"uri": post.platform_post_id, "depth": 2, "parentHeight": 0}
        thread = part(self._get("app.bsky.feed.getPostThread", query, _why_no_profile).get("thread"))
        creator = post.platform_post_id.removeprefix("at://").split("/")[0]
        replies = [reply for reply in parts(thread.get("replies")) if part(reply.get("post"))]
        for reply in replies[:limit]:
            said = _comment(part(reply.get("post")), creator)
            yield said
            for below in parts(reply.get("replies")):
                if part(part(below.get("post")).get("author")).get("did") == creator:
                    yield _comment(part(below.get("post")), creator, said.platform_comment_id)

    def search(self, words: str, limit: int) -> Iterator[Found]:
        """Accounts by words; for a hashtag the authors of its newest posts, where Bluesky answers without a
        login at all. One call: without a login there is no second page."""
        if words.startswith("#"):
            query = {"q": words, "tag": words.lstrip("#"), "sort": "latest", "limit": 100}
            posts = _items(self._get("app.bsky.feed.searchPosts", query), "posts")
            hits = [_found(part(post.get("author")), text(post.get("uri"))) for post in posts]
        else:
            query = {"q": words, "limit": min(limit, 100)}
            hits = [
                _found(actor) for actor in _items(self._get("app.bsky.actor.searchActors", query), "actors")
            ]
        yield from list({hit.platform_id: hit for hit in reversed(hits) if hit.platform_id}.values())[::-1][
            :limit
        ]

    def _alone(self, platform_id: str) -> ProfileRecord | SourceError:
        try:
            return self.profile(platform_id)
        except SourceError as error:
            if error.whole_source:
                raise
            return error

    def _get(self, method: str, query: Mapping[str, Any], explain=lambda answer: None) -> dict:
        body = self.http.get(f"/xrpc/{method}", query, explain)
        if not isinstance(body, dict):
            raise Unavailable("Bluesky answered with JSON of an unknown shape.")
        return body


def _why_no_profile(answer: Answer) -> SourceError | None:
    """Bluesky says 400 for all of these; we check the spelling first, so InvalidRequest is "not found"."""
    if answer.error in GONE:
        return Gone(GONE[answer.error])
    if answer.error in ("InvalidRequest", "NotFound"):
        return NotFound("Bluesky knows no such account.")
    return None


def _why_no_feed(answer: Answer) -> SourceError | None:
    """The feed of a deactivated account is just "not found"; it does not say more."""
    return _why_no_profile(answer) or (
        Gone("The account blocks its readers.")
        if answer.error in ("BlockedActor", "BlockedByActor")
        else None
    )


def _items(body: dict, name: str) -> list[dict]:
    items = body.get(name)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unavailable(f"Bluesky's answer lacks its list of {name}.")
    return items


def _profile(body: dict) -> ProfileRecord:
    did, handle = body.get("did"), body.get("handle")
    if not isinstance(did, str) or not isinstance(handle, str):
        raise Unavailable("Bluesky's answer lacks the account's id or handle.")
    verified = body.get("verification")
    labels = {text(label.get("val")) for label in parts(body.get("labels")) if not label.get("neg")}
    return ProfileRecord(
        platform_id=did,
        # "handle.invalid" says that the name's owner no longer vouches for it: there is no handle to show.
        handle=None if handle == "handle.invalid" else handle,
        display_name=text(body.get("displayName")),
        bio=text(body.get("description")),
        avatar_url=text(body.get("avatar")),
        is_verified=verified.get("verifiedStatus") == "valid" if isinstance(verified, dict) else None,
        followers=count(body.get("followersCount")),
        following=count(body.get("followsCount")),
        posts_count=count(body.get("postsCount")),
        labels=tuple(sorted(labels)),
    )


def _comment(reply: dict, creator: str, answers: str = "") -> CommentRecord:
    author, record = part(reply.get("author")), part(reply.get("record"))
    return CommentRecord(
        platform_comment_id=text(reply.get("uri")),
        author_id=text(author.get("did")),
        by_creator=author.get("did") == creator,
        published_at=_published(record.get("createdAt"), reply.get("indexedAt")),
        text=text(record.get("text")),
        likes=count(reply.get("likeCount")),
        answers=answers,
    )


def _found(body: dict, seen_at: str = "") -> Found:
    handle = text(body.get("handle"))
    return Found(
        handle=handle if handle != "handle.invalid" else None,
        platform_id=text(body.get("did")) or None,
        display_name=text(body.get("displayName")),
        bio=body.get("description") if isinstance(body.get("description"), str) else None,
        seen_at=seen_at,
    )


def _own_post(item: dict, did: str) -> PostRecord | None:
    """The post of a feed item; None for a repost, a pinned copy, or what is not the account's own."""
    post = item.get("post")
    if item.get("reason") or not isinstance(post, dict):
        return None
    author, record, uri = post.get("author"), post.get("record"), post.get("uri")
    if not (isinstance(author, dict) and isinstance(record, dict) and isinstance(uri, str)):
        raise Unavailable("A post in Bluesky's answer lacks its author, text or address.")
    if author.get("did") != did or record.get("reply"):
        return None
    tags, mentions = _marked(record)
    reposts, quotes = count(post.get("repostCount")), count(post.get("quoteCount"))
    return PostRecord(
        platform_post_id=uri,
        published_at=_published(record.get("createdAt"), post.get("indexedAt")),
        kind=_kind(record.get("embed")),
        caption=text(record.get("text")),
        url=f"https://bsky.app/profile/{did}/post/{uri.rsplit('/', 1)[-1]}",
        language=language_of(next(iter(words(record.get("langs"))), "")),
        hashtags=tags,
        mentions=mentions,
        likes=count(post.get("likeCount")),
        comments=count(post.get("replyCount")),
        shares=None if reposts is None else reposts + (quotes or 0),
        saves=count(post.get("bookmarkCount")),
    )


def _published(written: Any, indexed: Any) -> datetime:
    """When a post appeared: the author's own time, but never later than Bluesky saw it. Old posts that were
    brought along from elsewhere keep their old time."""
    own, seen = moment(written), moment(indexed)
    if own is None and seen is None:
        raise Unavailable("A post in Bluesky's answer has no readable time.")
    return min(known for known in (own, seen) if known)


def _marked(record: dict) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(hashtags, mentions) of a post, in lower case without # and @, each once. Positions count bytes."""
    written = text(record.get("text")).encode()
    tags = words(record.get("tags"))
    mentions = []
    for facet in parts(record.get("facets")):
        index = part(facet.get("index"))
        start, end = count(index.get("byteStart")), count(index.get("byteEnd"))
        for feature in parts(facet.get("features")):
            kind = text(feature.get("$type"))
            if kind.endswith("#tag") and isinstance(feature.get("tag"), str):
                tags.append(feature["tag"])
            elif kind.endswith("#mention"):
                mentions.append(written[start or 0 : end or 0].decode(errors="ignore").removeprefix("@"))
    return each_once(tags, 150), each_once(mentions, 200)


def _kind(embed: Any) -> str:
    """A quote with a picture is a picture; a quote alone is text."""
    if not isinstance(embed, dict):
        return "text"
    inner = embed.get("media") if embed.get("$type") == "app.bsky.embed.recordWithMedia" else embed
    inner = inner if isinstance(inner, dict) else {}
    kind = KINDS.get(text(inner.get("$type")), "text")
    return "carousel" if kind == "photo" and len(inner.get("images") or []) > 1 else kind
