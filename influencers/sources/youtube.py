"""YouTube through the Data API v3 with an API key. An account is its channel id; its handle is a label."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from influencers.sources.base import (
    Allowance,
    AuthNeeded,
    CommentRecord,
    Forbidden,
    Found,
    Gone,
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
from influencers.sources.quotas import Quota, next_midnight
from influencers.sources.reading import (
    hashtags_in,
    language_of,
    mentions_in,
    moment,
    part,
    parts,
    text,
    written_count,
)

BASE_URL = "https://youtube.googleapis.com"
CHANNEL_ID = re.compile(r"^UC[\w-]{22}$")
HANDLE = re.compile(r"^[\w.·-]{2,60}$")
PACIFIC = "America/Los_Angeles"
# The bucket that a call is counted in, where it is not "calls". Posts are read by videos.list all the same:
# batchGetStats tells neither words nor language, and words must be read anew every 30 days too.
BUCKETS = {"search": "search", "videos:batchGetStats": "stats"}
SPENT = {"quotaExceeded", "dailyLimitExceeded"}
TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded"}
NO_LOGIN = {"keyInvalid", "keyExpired", "accessNotConfigured", "authError", "unauthorized"}
GONE = {"channelClosed", "channelSuspended", "accountClosed", "accountSuspended"}
MISSING = {"channelNotFound", "playlistNotFound", "videoNotFound", "notFound"}


class YouTubeSource:
    """Reads public channels, videos and comments. Counts that the owner hides are not told."""

    key = "youtube"
    label = "YouTube"
    limits = Limits(
        batch_size=50,
        posts_page=50,
        max_posts=1000,
        quotas={
            "calls": Quota(10_000, 86_400, zone=PACIFIC, comments=0.1),
            "stats": Quota(10_000, 86_400, zone=PACIFIC),
            # Searches are for people: none is made on a schedule.
            "search": Quota(100, 86_400, zone=PACIFIC, interactive=1.0),
        },
    )
    policy = Policy(
        retention_days=30,
        refresh_from_day=25,
        comment_days=30,
        gone_days=7,
        derived_figures=False,
        whose="YouTube's terms",
        apart=True,
        terms="YouTube's Developer Policies III.E.4: kept for 30 days at most, no derived metrics.",
        instead=(
            "YOUTUBE_DERIVED_METRICS",
            Policy(
                retention_days=36 * 30,
                text_days=30,
                refresh_from_day=25,
                comment_days=30,
                gone_days=7,
                derived_figures=True,
                whose="YouTube's terms",
                apart=True,
                terms="YouTube's amendment on derived metrics: figures for 36 months, words for 30 days.",
            ),
        ),
    )
    needs = credential = ("YOUTUBE_API_KEY",)
    connect = "Make an API key for the YouTube Data API v3 in Google Cloud and set YOUTUBE_API_KEY."
    held_back = ""
    by_handle = False
    lacks: Mapping[str, str] = {}

    def __init__(self, api_key: str, contact: str = "", base_url: str = BASE_URL, **http: Any):
        # In a header, so that the key stands in no address and no proxy's log.
        self.http = Http(base_url, contact, headers={"X-Goog-Api-Key": api_key}, secrets=[api_key], **http)
        self._uploads: dict[str, str] = {}

    @property
    def calls(self) -> int:
        """How many calls were made so far."""
        return self.http.calls

    @property
    def allowance(self) -> Allowance | None:
        """Always None: YouTube says nothing of what is left until it is spent."""
        return self.http.allowance

    def profile(self, handle: str) -> ProfileRecord:
        """The channel of a @handle or channel id. Raises NotFound or another SourceError."""
        name = handle.strip().removeprefix("@")
        if not (CHANNEL_ID.match(name) or HANDLE.match(name)):
            raise NotFound(f"{handle[:80]!r} is not a YouTube handle; one looks like @name.")
        found = self._channels({"id": name} if CHANNEL_ID.match(name) else {"forHandle": f"@{name}"})
        if not found:
            raise NotFound("YouTube knows no such channel.")
        return found[0]

    def profiles(self, platform_ids: Collection[str]) -> Mapping[str, ProfileRecord | SourceError]:
        """Records by channel id, NotFound for those that YouTube leaves out without a word; one call."""
        asked = [platform_id for platform_id in platform_ids if CHANNEL_ID.match(platform_id)]
        query = {"id": ",".join(asked), "maxResults": self.limits.batch_size}
        found = {record.platform_id: record for record in self._channels(query)} if asked else {}
        missing = NotFound("YouTube shows no such channel any more.")
        return {platform_id: found.get(platform_id, missing) for platform_id in platform_ids}

    def posts(self, platform_id: str, since: datetime | None = None) -> Iterator[PostRecord]:
        """The channel's public uploads, newest first, down to `since`; two calls for each 50."""
        query = {
            "part": "contentDetails",
            "playlistId": self._uploads_of(platform_id),
            "maxResults": self.limits.posts_page,
        }
        given = 0
        for page in self._pages("playlistItems", query):
            ids = [text(part(item.get("contentDetails")).get("videoId")) for item in page]
            for post in self._videos([video_id for video_id in ids if video_id]):
                if (since and post.published_at < since) or given == self.limits.max_posts:
                    return
                given += 1
                yield post

    def comments(self, post: PostRecord, limit: int) -> Iterator[CommentRecord]:
        """The newest comments under a video, and what its owner answered them as far as YouTube shows answers
        beside a comment: up to five of them."""
        query = {
            "part": "snippet,replies",
            "videoId": post.platform_post_id,
            "order": "time",
            "textFormat": "plainText",
            "maxResults": min(limit, 100),
        }
        given = 0
        for page in self._pages("commentThreads", query):
            for thread in page:
                if given == limit:
                    return
                given += 1
                snippet = part(thread.get("snippet"))
                owner, said = text(snippet.get("channelId")), part(snippet.get("topLevelComment"))
                yield _comment(said, owner)
                for answer in map(part, parts(part(thread.get("replies")).get("comments"))):
                    if (record := _comment(answer, owner, text(said.get("id")))).by_creator:
                        yield record

    def search(self, words: str, limit: int) -> Iterator[Found]:
        """Channels behind the videos that fit the words best. Each page costs one of 100 searches a day."""
        query = {"part": "snippet", "type": "video", "q": words, "maxResults": 50}
        seen: set[str] = set()
        for page in self._pages("search", query):
            for item in page:
                snippet = part(item.get("snippet"))
                channel = text(snippet.get("channelId"))
                if not channel or channel in seen:
                    continue
                if len(seen) == limit:
                    return
                seen.add(channel)
                yield Found(
                    platform_id=channel,
                    display_name=text(snippet.get("channelTitle")),
                    url=f"https://www.youtube.com/channel/{channel}",
                    seen_at=_address(text(part(item.get("id")).get("videoId"))),
                )

    def _channels(self, query: Mapping[str, Any]) -> list[ProfileRecord]:
        body = self._get("channels", {"part": "snippet,statistics,contentDetails", **query})
        records = [_profile(item) for item in _items(body)]
        for item in _items(body):
            related = part(part(item.get("contentDetails")).get("relatedPlaylists"))
            self._uploads[text(item.get("id"))] = text(related.get("uploads"))
        return records

    def _uploads_of(self, platform_id: str) -> str:
        """The playlist of a channel's uploads."""
        if platform_id not in self._uploads:
            self.profile(platform_id)
        if not self._uploads.get(platform_id):
            raise NotFound("This channel has no list of videos.")
        return self._uploads[platform_id]

    def _videos(self, ids: Sequence[str]) -> list[PostRecord]:
        """Videos by id, newest first; those that are not public are left out by YouTube."""
        if not ids:
            return []
        query = {"part": "snippet,statistics,contentDetails", "id": ",".join(ids)}
        found = [_post(item) for item in _items(self._get("videos", query))]
        return sorted(found, key=lambda post: post.published_at, reverse=True)

    def _pages(self, path: str, query: dict[str, Any]) -> Iterator[list[dict]]:
        trail = Trail(self.label, 3 * self.limits.max_posts // self.limits.posts_page)
        while True:
            body = self._get(path, query)
            yield _items(body)
            token = body.get("nextPageToken")
            if not token:
                return
            query = {**query, "pageToken": trail.follow(str(token))}

    def _get(self, path: str, query: Mapping[str, Any]) -> dict:
        body = self.http.get(f"/youtube/v3/{path}", query, _why, BUCKETS.get(path, "calls"))
        if not isinstance(body, dict):
            raise Unavailable("YouTube answered with JSON of an unknown shape.")
        return body


def quota_renewed(now: datetime) -> datetime:
    """The next midnight in California, when YouTube counts anew; in UTC."""
    return next_midnight(PACIFIC, now)


def _why(answer: Answer) -> SourceError | None:
    """The refusal behind Google's error body: its reasons say more than its status."""
    error = part(part(answer.body).get("error"))
    reasons = {text(each.get("reason")) for each in parts(error.get("errors"))}
    reasons |= {text(each.get("reason")) for each in parts(error.get("details"))}
    if reasons & SPENT:
        return QuotaSpent("YouTube's allowance of the day is used up.", quota_renewed(datetime.now(UTC)))
    if reasons & TOO_FAST:
        return RateLimited("YouTube asked us to pause.", reset_time(answer.headers))
    if reasons & (NO_LOGIN | {"API_KEY_INVALID", "API_KEY_SERVICE_BLOCKED", "SERVICE_DISABLED"}):
        return AuthNeeded("YouTube does not take the API key. Check YOUTUBE_API_KEY.")
    if "commentsDisabled" in reasons:
        return NotSupported("The owner switched comments off under this video.")
    if reasons & GONE:
        return Gone("YouTube closed or suspended this channel.")
    if reasons & MISSING:
        return NotFound("YouTube knows no such channel or video.")
    if "forbidden" in reasons:
        return Forbidden("YouTube refuses to answer this API key.")
    return None


def _items(body: dict) -> list[dict]:
    """The list of an answer; YouTube leaves it out where it is empty."""
    items = body.get("items", [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Unavailable("YouTube's answer lacks its list.")
    if "kind" not in body:
        raise Unavailable("YouTube answered with JSON of an unknown shape.")
    return items


def _profile(item: dict) -> ProfileRecord:
    channel, snippet, figures = text(item.get("id")), part(item.get("snippet")), part(item.get("statistics"))
    if not channel:
        raise Unavailable("YouTube's answer lacks the channel's id.")
    hidden = figures.get("hiddenSubscriberCount") is True
    pictures = part(snippet.get("thumbnails"))
    picture = part(pictures.get("high") or pictures.get("medium") or pictures.get("default"))
    return ProfileRecord(
        platform_id=channel,
        handle=text(snippet.get("customUrl")).removeprefix("@") or None,
        display_name=text(snippet.get("title")),
        bio=text(snippet.get("description")),
        url=f"https://www.youtube.com/channel/{channel}",
        avatar_url=text(picture.get("url")),
        country=text(snippet.get("country")).upper()[:2] or None,
        language=language_of(snippet.get("defaultLanguage")) or None,
        followers=None if hidden else written_count(figures.get("subscriberCount")),
        posts_count=written_count(figures.get("videoCount")),
    )


def _post(item: dict) -> PostRecord:
    snippet, figures = part(item.get("snippet")), part(item.get("statistics"))
    published, video = moment(snippet.get("publishedAt")), text(item.get("id"))
    if published is None or not video:
        raise Unavailable("A video in YouTube's answer lacks its id or time.")
    caption = "\n".join(filter(None, [text(snippet.get("title")), text(snippet.get("description"))]))
    return PostRecord(
        platform_post_id=video,
        published_at=published,
        # The API does not tell a Short from another short video, so none is called one.
        kind="video",
        caption=caption,
        url=_address(video),
        language=language_of(snippet.get("defaultAudioLanguage") or snippet.get("defaultLanguage")),
        hashtags=hashtags_in(caption),
        mentions=mentions_in(caption),
        likes=written_count(figures.get("likeCount")),
        comments=written_count(figures.get("commentCount")),
        views=written_count(figures.get("viewCount")),
    )


def _comment(comment: dict, owner: str, answers: str = "") -> CommentRecord:
    said = part(comment.get("snippet"))
    author, published = text(part(said.get("authorChannelId")).get("value")), moment(said.get("publishedAt"))
    if published is None:
        raise Unavailable("A comment in YouTube's answer has no readable time.")
    return CommentRecord(
        platform_comment_id=text(comment.get("id")),
        author_id=author,
        by_creator=bool(author) and author == owner,
        published_at=published,
        text=text(said.get("textDisplay")),
        likes=written_count(said.get("likeCount")),
        answers=answers,
    )


def _address(video: str) -> str:
    return f"https://www.youtube.com/watch?v={video}" if video else ""
