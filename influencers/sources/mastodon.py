"""Mastodon and what speaks its API. An account is name@server; its home server is asked, as only that one
knows all of its figures. Names never change there: who moves gets a new account."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

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
    RateLimited,
    Refused,
    SourceError,
    Unavailable,
)
from influencers.sources.http import Answer, Http
from influencers.sources.paging import Trail
from influencers.sources.quotas import Quota
from influencers.sources.reading import count, each_once, language_of, moment, part, parts, plain, text

NAME = re.compile(r"^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?$")
SERVER = re.compile(r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")
STATUS = re.compile(r"^https://([^/]+)/.*?([A-Za-z0-9]+)$")
# The next page as the server names it: <address>; rel="next".
NEXT = re.compile(r'<([^>]+)>\s*;[^,]*rel="?next"?')
KINDS = {"image": "photo", "video": "video", "gifv": "video"}


class MastodonSource:
    """Reads public accounts and posts. There are no view counts on Mastodon.

    `instance` is the operator's own choice of server: it is searched, and takes the token where there is one.
    Other servers are asked without a login, at public addresses only. `addresses` says where a server is
    found that is not at https:// and its name.
    """

    key = "mastodon"
    label = "Mastodon"
    # Of each server by itself.
    limits = Limits(
        batch_size=1, posts_page=40, max_posts=1000, quotas={"calls": Quota(300, 300, comments=0.1)}
    )
    policy = Policy(
        retention_days=None,
        gone_days=30,
        derived_figures=True,
        terms="Each server's own rules; who does not want to be discovered is left out of searches.",
    )
    needs = ("MASTODON_INSTANCE",)
    credential = ()
    connect = (
        "Name the server that Handpick may search, such as https://mastodon.social, in MASTODON_INSTANCE."
    )
    held_back = ""
    by_handle = False
    lacks: Mapping[str, str] = {}

    def __init__(
        self,
        instance: str,
        token: str = "",
        contact: str = "",
        addresses: Mapping[str, str] | None = None,
        **http: Any,
    ):
        instance = instance if "://" in instance else f"https://{instance}"
        self.home = (urlsplit(instance).hostname or "").lower()
        self.token, self.contact, self.options = token, contact, http
        self.trusted = {self.home: instance.rstrip("/"), **(addresses or {})}
        self.servers: dict[str, Http] = {}
        # Accounts that searches left out because their owners did not agree to be discovered.
        self.left_out = 0
        self._ids: dict[str, str] = {}

    @property
    def calls(self) -> int:
        """How many calls were made so far, at all servers."""
        return sum(http.calls for http in self.servers.values())

    @property
    def allowance(self) -> Allowance | None:
        """Always None: each server counts by itself, and is heeded by itself."""
        return None

    def profile(self, handle: str) -> ProfileRecord:
        """The account of name@server, or of a name on our own server. Raises NotFound, Gone and others."""
        name, server = self._named(handle)
        body = self._get(server, "/api/v1/accounts/lookup", {"acct": name})
        record = _profile(body, server)
        self._ids[record.platform_id] = text(body.get("id"))
        return record

    def profiles(self, platform_ids: Collection[str]) -> Mapping[str, ProfileRecord | SourceError]:
        """Records or reasons by id, one call each; the refusal of one server is no word about the others."""
        found: dict[str, ProfileRecord | SourceError] = {}
        for platform_id in platform_ids:
            try:
                found[platform_id] = self.profile(platform_id)
            except SourceError as error:
                found[platform_id] = error
        return found

    def posts(self, platform_id: str, since: datetime | None = None) -> Iterator[PostRecord]:
        """The account's own posts (no replies, no boosts), newest first, down to `since` or the end."""
        if platform_id not in self._ids:
            self.profile(platform_id)
        server, path = platform_id.rpartition("@")[2], f"/api/v1/accounts/{self._ids[platform_id]}/statuses"
        query: dict[str, Any] = {
            "limit": self.limits.posts_page,
            "exclude_replies": "true",
            "exclude_reblogs": "true",
        }
        trail, given = Trail(self.label, 3 * self.limits.max_posts // self.limits.posts_page), 0
        while True:
            answer = self._ask(server, path, query)
            for item in _items(answer.body):
                if item.get("reblog") or item.get("in_reply_to_id"):
                    continue
                post = _post(item, server)
                if (since and post.published_at < since) or given == self.limits.max_posts:
                    return
                given += 1
                yield post
            following = NEXT.search(answer.headers.get("Link", ""))
            if not following:
                return
            # Where the server sends us on, but never to another server and never to another list.
            query = parse_qs(urlsplit(trail.follow(following[1])).query)

    def comments(self, post: PostRecord, limit: int) -> Iterator[CommentRecord]:
        """Direct replies to a post that its server knows of, and what its author answered them."""
        match = STATUS.match(post.platform_post_id)
        if not match:
            raise NotFound("This is not the address of a Mastodon post.")
        server, number = match[1].lower(), match[2]
        creator = part(self._get(server, f"/api/v1/statuses/{number}", {})).get("account")
        creator_id = text(part(creator).get("id"))
        replies = parts(self._get(server, f"/api/v1/statuses/{number}/context", {}).get("descendants"))
        for reply in [reply for reply in replies if reply.get("in_reply_to_id") == number][:limit]:
            said = _comment(reply, server, creator_id)
            yield said
            below = [one for one in replies if reply.get("id") and one.get("in_reply_to_id") == reply["id"]]
            for one in below:
                if text(part(one.get("account")).get("id")) == creator_id:
                    yield _comment(one, server, creator_id, said.platform_comment_id)

    def search(self, words: str, limit: int) -> Iterator[Found]:
        """Accounts that our own server knows: by words, or by their newest posts with a hashtag. Who does not
        want to be discovered, and bots, are left out."""
        if words.startswith("#"):
            tag = quote(words.lstrip("#"), safe="")
            answer = self._ask(self.home, f"/api/v1/timelines/tag/{tag}", {"limit": 40})
            hits = [(part(item.get("account")), text(item.get("url"))) for item in _items(answer.body)]
        else:
            query = {"q": words, "type": "accounts", "limit": min(limit, 40)}
            body = self._get(self.home, "/api/v2/search", query)
            hits = [(account, "") for account in _items(body.get("accounts"))]
        seen: dict[str, Found] = {}
        unasked: set[str] = set()
        for account, seen_at in hits:
            if account.get("discoverable") is True and not account.get("bot") and not account.get("noindex"):
                found = _found(account, self.home, seen_at)
                seen.setdefault(found.platform_id or "", found)
            else:
                unasked.add(text(account.get("id")))
        self.left_out += len(unasked)
        yield from list(seen.values())[:limit]

    def _named(self, handle: str) -> tuple[str, str]:
        """(name, server) of a handle."""
        name, _, server = handle.strip().removeprefix("@").partition("@")
        server = server.lower() or self.home
        if not NAME.match(name) or not (server in self.trusted or SERVER.match(server)):
            raise NotFound(f"{handle[:80]!r} is not a Mastodon handle; one looks like name@mastodon.social.")
        return name, server

    def _server(self, name: str) -> Http:
        if name not in self.servers:
            mine = name == self.home and self.token
            self.servers[name] = Http(
                self.trusted.get(name, f"https://{name}"),
                self.contact,
                headers={"Authorization": f"Bearer {self.token}"} if mine else None,
                secrets=[self.token],
                guarded=name not in self.trusted,
                account=name,
                **self.options,
            )
        return self.servers[name]

    def _ask(self, server: str, path: str, query: Mapping[str, Any]) -> Answer:
        http = self._server(server)
        left, label = http.allowance, f"{server} asked us to pause."
        if left and left.remaining == 0 and left.resets_at and left.resets_at > datetime.now(UTC):
            raise RateLimited(label, left.resets_at, whole_source=False)
        try:
            return http.ask(path, query, _why)
        except Refused as refusal:
            # One server among thousands: the others are asked as before.
            refusal.whole_source = False
            raise

    def _get(self, server: str, path: str, query: Mapping[str, Any]) -> dict:
        body = self._ask(server, path, query).body
        if not isinstance(body, dict):
            raise Unavailable("Mastodon answered with JSON of an unknown shape.")
        return body


def _why(answer: Answer) -> SourceError | None:
    return Gone("The account was deleted or suspended on its server.") if answer.status == 410 else None


def _items(body: Any) -> list[dict]:
    if not isinstance(body, list) or not all(isinstance(item, dict) for item in body):
        raise Unavailable("Mastodon's answer lacks its list.")
    return body


def _full_name(acct: str, server: str) -> str:
    """name@server; a server leaves itself out of the names of its own accounts."""
    return (acct if "@" in acct else f"{acct}@{server}").lower()


def _profile(body: dict, server: str) -> ProfileRecord:
    """The record. Raises Gone for one that is suspended or moved on."""
    acct = text(body.get("acct"))
    if not acct or not text(body.get("id")):
        raise Unavailable("Mastodon's answer lacks the account's id or name.")
    if body.get("suspended") is True:
        raise Gone("Its server suspended this account.")
    if moved := part(body.get("moved")):
        raise Gone(f"The owner moved to @{_full_name(text(moved.get('acct')), server)}.")
    name = _full_name(acct, server)
    kind = "bot" if body.get("bot") is True else "group" if body.get("group") is True else "person"
    wishes = {"not-discoverable": body.get("discoverable") is False, "noindex": body.get("noindex") is True}
    return ProfileRecord(
        platform_id=name,
        handle=name,
        display_name=text(body.get("display_name")),
        bio=plain(body.get("note")),
        url=text(body.get("url")) if text(body.get("url")).startswith("https://") else None,
        avatar_url=text(body.get("avatar_static")) or text(body.get("avatar")),
        account_kind=kind,
        followers=count(body.get("followers_count")),
        following=count(body.get("following_count")),
        posts_count=count(body.get("statuses_count")),
        labels=tuple(sorted(wish for wish, said in wishes.items() if said)),
    )


def _found(account: dict, server: str, seen_at: str) -> Found:
    name = _full_name(text(account.get("acct")), server)
    return Found(
        handle=name,
        platform_id=name,
        display_name=text(account.get("display_name")),
        bio=plain(account.get("note")),
        url=text(account.get("url")) or None,
        # Another server's counts are only what this one happened to see.
        followers=count(account.get("followers_count")) if name.endswith(f"@{server}") else None,
        seen_at=seen_at,
    )


def _comment(reply: dict, server: str, creator_id: str, answers: str = "") -> CommentRecord:
    author = part(reply.get("account"))
    return CommentRecord(
        platform_comment_id=text(reply.get("uri")) or text(reply.get("id")),
        author_id=_full_name(text(author.get("acct")), server),
        by_creator=text(author.get("id")) == creator_id,
        published_at=_published(reply),
        text=plain(reply.get("content")),
        likes=count(reply.get("favourites_count")),
        answers=answers,
    )


def _published(item: dict) -> datetime:
    published = moment(item.get("created_at"))
    if published is None:
        raise Unavailable("A post in Mastodon's answer has no readable time.")
    return published


def _post(item: dict, server: str) -> PostRecord:
    if not text(item.get("uri")):
        raise Unavailable("A post in Mastodon's answer lacks its address.")
    shares, quotes = count(item.get("reblogs_count")), count(item.get("quotes_count"))
    warning, content = text(item.get("spoiler_text")), plain(item.get("content"))
    return PostRecord(
        platform_post_id=item["uri"],
        published_at=_published(item),
        kind=_kind(item),
        caption="\n".join(filter(None, [warning, content])),
        url=text(item.get("url")),
        language=language_of(item.get("language")),
        hashtags=each_once((text(tag.get("name")) for tag in parts(item.get("tags"))), 150),
        mentions=each_once(
            (_full_name(text(named.get("acct")), server) for named in parts(item.get("mentions"))), 200
        ),
        likes=count(item.get("favourites_count")),
        comments=count(item.get("replies_count")),
        shares=None if shares is None else shares + (quotes or 0),
    )


def _kind(item: dict) -> str:
    media = [KINDS.get(text(each.get("type")), "text") for each in parts(item.get("media_attachments"))]
    if media:
        return "carousel" if len(media) > 1 and set(media) == {"photo"} else media[0]
    return "link" if part(item.get("card")).get("url") else "text"
