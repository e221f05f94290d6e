"""`python -m benchmarks._slow_platform DELAY LIMIT WINDOW`: a platform far away, for `benchmarks.refresh`.

It prints its address, answers each call after DELAY seconds as Instagram or Bluesky would, takes LIMIT calls
in each WINDOW of seconds and refuses what comes beyond. `/log` tells [[taken, refused] of each window].
"""

import json
import sys
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

POSTS = 3
_delay, _limit, _window = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
_log: dict[int, list[int]] = defaultdict(lambda: [0, 0])
_lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        address = urlsplit(self.path)
        if address.path == "/log":
            self._say(200, [_log[window] for window in sorted(_log)], {})
        else:
            self._platform(address.path, parse_qs(address.query))

    def _platform(self, path: str, query: dict[str, list[str]]) -> None:
        window = int(time.time() // _window)
        with _lock:
            taken = _log[window][0] < _limit
            _log[window][0 if taken else 1] += 1
            left = _limit - _log[window][0]
        time.sleep(_delay)
        headers = {
            "RateLimit-Limit": str(_limit),
            "RateLimit-Remaining": str(left),
            "RateLimit-Reset": str((window + 1) * _window),
        }
        body = answer(path, query) if taken else {"error": "RateLimitExceeded"}
        self._say(200 if taken else 429, body, headers)

    def _say(self, status: int, body: object, headers: dict[str, str]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Says nothing."""


def answer(path: str, query: dict[str, list[str]]) -> object:
    """What the platform knows of the accounts asked for."""
    method = path.rsplit("/", 1)[-1]
    if method == "app.bsky.actor.getProfiles":
        return {"profiles": [_bluesky_account(actor) for actor in query["actors"]]}
    if method == "app.bsky.feed.getAuthorFeed":
        return {"feed": [{"post": _bluesky_post(query["actor"][0], number)} for number in range(POSTS)]}
    name = query["fields"][0].partition("username(")[2].partition(")")[0]
    return {"business_discovery": _instagram_account(name)}


def _instagram_account(name: str) -> dict:
    media = [
        {
            "id": f"{name}-{number}",
            "caption": "Glaze day #pottery",
            "like_count": 100 + number,
            "comments_count": 10,
            "timestamp": _day(number) + "T10:00:00+0000",
            "media_type": "IMAGE",
            "permalink": f"https://instagram.example/p/{name}{number}/",
        }
        for number in range(POSTS)
    ]
    return {
        "id": f"id-{name}",
        "username": name,
        "name": name.title(),
        "followers_count": 20_000,
        "follows_count": 300,
        "media_count": POSTS,
        "media": {"data": media},
    }


def _bluesky_account(actor: str) -> dict:
    handle = f"h{actor.rpartition(':')[2]}.example.com"
    return {
        "did": actor,
        "handle": handle,
        "followersCount": 20_000,
        "followsCount": 300,
        "postsCount": POSTS,
    }


def _bluesky_post(actor: str, number: int) -> dict:
    written = _day(number) + "T10:00:00Z"
    return {
        "uri": f"at://{actor}/app.bsky.feed.post/{number}",
        "author": {"did": actor},
        "record": {"text": "Glaze day", "createdAt": written},
        "indexedAt": written,
        "likeCount": 100,
        "replyCount": 10,
        "repostCount": 1,
    }


def _day(number: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - (number + 2) * 86_400))


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
