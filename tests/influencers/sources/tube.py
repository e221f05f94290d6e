"""A YouTube of one's own on the stub: channels and videos; each question and answer is held against Google's
own description."""

from datetime import datetime, timedelta

from influencers.sources.youtube import YouTubeSource
from tests.influencers.sources.google_discovery import wrong_in_answer, wrong_in_request
from tests.influencers.stub import Reply, Stub

CALLS = ("channels", "playlistItems", "videos", "commentThreads")


class Tube:
    """Who is there. `wrong` is what Google would not have taken or said; a test ends by looking at it."""

    def __init__(self, stub: Stub):
        self.stub, self.wrong = stub, []
        self.channels: dict[str, dict] = {}
        self.uploads: dict[str, list[dict]] = {}
        self.threads: dict[str, list[dict]] = {}
        for name in CALLS:
            stub.on(name, self._checked(name))

    def open(self) -> YouTubeSource:
        """The source, to ask this server."""
        return YouTubeSource("key", base_url=self.stub.url)

    def channel(self, letter: str, subscribers: int = 20_000, description: str = "Clay and fire") -> str:
        """The id of a new channel."""
        channel = "UC" + letter * 22
        self.channels[channel] = {
            "kind": "youtube#channel",
            "id": channel,
            "snippet": {
                "title": f"Channel {letter}",
                "description": description,
                "customUrl": f"@channel{letter}",
                "country": "DE",
            },
            "statistics": {
                "subscriberCount": str(subscribers),
                "hiddenSubscriberCount": False,
                "videoCount": "12",
            },
            "contentDetails": {"relatedPlaylists": {"uploads": f"UU{letter * 22}"}},
        }
        return channel

    def video(self, channel: str, number: int, at: datetime, likes: int = 500, title: str = "Glaze") -> str:
        """The id of a new video."""
        video = f"v{number}{channel[2:5]}"
        row = {
            "kind": "youtube#video",
            "id": video,
            "snippet": {
                "publishedAt": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                "channelId": channel,
                "title": title,
                "description": "pottery #ceramics",
            },
            "statistics": {"viewCount": "9000", "likeCount": str(likes), "commentCount": "30"},
        }
        self.uploads.setdefault(channel, []).insert(0, row)
        return video

    def month_of_videos(self, channel: str, now: datetime, **kw) -> None:
        """Ten videos of the weeks before the last two."""
        for number in range(10):
            self.video(channel, number, now - timedelta(days=60 - 4 * number), **kw)

    def comment(self, video: str, number: int, author: str, channel: str, at: datetime, text: str) -> None:
        """A comment under a video."""
        self.threads.setdefault(video, []).append(
            {
                "kind": "youtube#commentThread",
                "id": f"c{number}",
                "snippet": {
                    "channelId": channel,
                    "videoId": video,
                    "topLevelComment": {
                        "kind": "youtube#comment",
                        "id": f"c{number}",
                        "snippet": {
                            "authorDisplayName": f"@author-{author}",
                            "authorChannelId": {"value": author},
                            "textDisplay": text,
                            "likeCount": 0,
                            "publishedAt": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                        },
                    },
                },
            }
        )

    def answer(self, video: str, number: int, author: str, at: datetime, text: str) -> None:
        """An answer below comment `number`."""
        thread = next(one for one in self.threads[video] if one["id"] == f"c{number}")
        below = thread.setdefault("replies", {"comments": []})["comments"]
        below.append(
            {
                "kind": "youtube#comment",
                "id": f"c{number}.{len(below)}",
                "snippet": {
                    "authorDisplayName": f"@author-{author}",
                    "authorChannelId": {"value": author},
                    "textDisplay": text,
                    "parentId": f"c{number}",
                    "publishedAt": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                },
            }
        )

    def _checked(self, name: str):
        path = f"/youtube/v3/{name}"

        def answer(query):
            body = getattr(self, f"_{name}")(query)
            self.wrong += wrong_in_request(path, query) + wrong_in_answer(path, body)
            return Reply(body)

        return answer

    def _channels(self, query):
        if "forHandle" in query:
            wanted = [c for c, row in self.channels.items()
                      if row["snippet"]["customUrl"] == query["forHandle"][0]]  # fmt: skip
        else:
            wanted = query["id"][0].split(",")
        items = [self.channels[channel] for channel in wanted if channel in self.channels]
        return {"kind": "youtube#channelListResponse", **({"items": items} if items else {})}

    def _playlistItems(self, query):
        videos = self.uploads.get("UC" + query["playlistId"][0][2:], [])
        items = [
            {"kind": "youtube#playlistItem", "contentDetails": {"videoId": video["id"]}} for video in videos
        ]
        return {"kind": "youtube#playlistItemListResponse", "items": items}

    def _videos(self, query):
        asked = set(query["id"][0].split(","))
        items = [video for videos in self.uploads.values() for video in videos if video["id"] in asked]
        return {"kind": "youtube#videoListResponse", "items": items}

    def _commentThreads(self, query):
        items = self.threads.get(query["videoId"][0], [])[: int(query["maxResults"][0])]
        return {"kind": "youtube#commentThreadListResponse", "items": items}
