"""A running Bluesky network on loopback, and what a test does there: join, follow, post, rename, leave."""

import contextlib
import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from select import select
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import requests

from tests.network.install import HERE, NetworkInstallError, installed, node_command

READY_SECONDS = 60


class BlueskyNetwork:
    """Addresses of the servers, and writes through the PDS's public methods, as its users' apps make them.

    An account is known by its short name; `network.dids[name]` is its id, `NAME.test` its first handle.
    """

    def __init__(self, addresses: dict[str, str]):
        self.pds = addresses["pds"]
        self.appview = addresses["appview"]
        self.dids: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._session = requests.Session()
        self._numbers = count(1)

    def join(self, name: str, display_name: str = "", bio: str = "") -> str:
        """Opens an account; its DID."""
        account = {"handle": f"{name}.test", "email": f"{name}@mail.test", "password": f"{name}-pass"}
        answer = self._call("com.atproto.server.createAccount", None, account)
        self.dids[name], self._tokens[name] = answer["did"], answer["accessJwt"]
        if display_name or bio:
            record = {"displayName": display_name, "description": bio}
            self._put(name, "app.bsky.actor.profile", record, rkey="self")
        return self.dids[name]

    def fresh(self, prefix: str = "account", **profile: str) -> str:
        """Opens an account under a name that no other test uses; the name."""
        name = f"{prefix}{next(self._numbers)}"
        self.join(name, **profile)
        return name

    def follow(self, follower: str, followed: str) -> str:
        """One account follows another; the URI of the follow."""
        return self._put(follower, "app.bsky.graph.follow", {"subject": self.dids[followed]})["uri"]

    def unfollow(self, follower: str, uri: str) -> None:
        """Takes a follow back."""
        where = {"repo": self.dids[follower], "collection": "app.bsky.graph.follow"}
        self._call("com.atproto.repo.deleteRecord", follower, {**where, "rkey": uri.rsplit("/", 1)[1]})

    def post(
        self,
        name: str,
        text: str,
        at: datetime | None = None,
        tags: tuple[str, ...] = (),
        mentions: tuple[str, ...] = (),
        reply_to: dict | None = None,
        root: dict | None = None,
        langs: tuple[str, ...] = ("en",),
    ) -> dict:
        """Publishes; {"uri", "cid"}. Each of `tags` and `mentions` must stand in the text, with # or @.

        `root` is the post that `reply_to` answers, where that is an answer itself.
        """
        facets = [
            _facet(text, f"#{tag}", {"$type": "app.bsky.richtext.facet#tag", "tag": tag}) for tag in tags
        ]
        for other in mentions:
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": self.dids[other]}
            facets.append(_facet(text, f"@{other}.test", feature))
        record = {"text": text, "facets": facets, "langs": list(langs)}
        if reply_to:
            record["reply"] = {"root": root or reply_to, "parent": reply_to}
        return self._put(name, "app.bsky.feed.post", record, at)

    def like(self, name: str, post: dict) -> None:
        """Likes a post."""
        self._put(name, "app.bsky.feed.like", {"subject": post})

    def repost(self, name: str, post: dict) -> None:
        """Reposts a post."""
        self._put(name, "app.bsky.feed.repost", {"subject": post})

    def picture(self, name: str, content: bytes, kind: str = "image/jpeg") -> None:
        """Gives an account a picture."""
        headers = {"Authorization": f"Bearer {self._tokens[name]}", "Content-Type": kind}
        url = f"{self.pds}/xrpc/com.atproto.repo.uploadBlob"
        answer = self._session.post(url, data=content, headers=headers, timeout=20)
        answer.raise_for_status()
        self._put(name, "app.bsky.actor.profile", {"avatar": answer.json()["blob"]}, rkey="self")

    def rename(self, name: str, handle: str) -> None:
        """Gives an account another handle; the old one is free from then on."""
        self._call("com.atproto.identity.updateHandle", name, {"handle": handle})

    def deactivate(self, name: str) -> None:
        """The account's owner switches it off."""
        self._call("com.atproto.server.deactivateAccount", name, {})

    def activate(self, name: str) -> None:
        """The account's owner switches it on again."""
        self._call("com.atproto.server.activateAccount", name, {})

    def seen(self, actor: str) -> dict:
        """What the AppView tells of an account now; the error body where it refuses."""
        url = f"{self.appview}/xrpc/app.bsky.actor.getProfile"
        return self._session.get(url, params={"actor": actor}, timeout=10).json()

    def feed_size(self, name: str) -> int:
        """How many entries the first page of an account's feed has now."""
        url = f"{self.appview}/xrpc/app.bsky.feed.getAuthorFeed"
        query = {"actor": self.dids[name], "limit": 100}
        return len(self._session.get(url, params=query, timeout=10).json().get("feed", []))

    def _put(
        self, name: str, collection: str, record: dict, at: datetime | None = None, **where: str
    ) -> dict:
        moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
        record = {"$type": collection, "createdAt": moment.replace("+00:00", "Z"), **record}
        body = {"repo": self.dids[name], "collection": collection, "record": record, **where}
        answer = self._call("com.atproto.repo.createRecord", name, body)
        return {"uri": answer["uri"], "cid": answer["cid"]}

    def _call(self, method: str, name: str | None, body: dict) -> dict:
        headers = {"Authorization": f"Bearer {self._tokens[name]}"} if name else {}
        # A method without input refuses even an empty one.
        sent = {"json": body} if body or method.endswith("deactivateAccount") else {}
        answer = self._session.post(f"{self.pds}/xrpc/{method}", headers=headers, timeout=20, **sent)
        if not answer.ok:
            raise RuntimeError(
                f"{method} of {name or 'nobody'} was refused: {answer.status_code} {answer.text}"
            )
        return answer.json() if answer.content else {}


@contextlib.contextmanager
def running(database_url: str, limits: bool = False) -> Iterator[BlueskyNetwork]:
    """The network, in a database of its own on the given server; everything is removed at the end."""
    packages, (node, _) = installed(), node_command()
    name = f"bluesky_network_{os.getpid()}_{secrets.token_hex(3)}"
    with (
        tempfile.TemporaryDirectory(prefix="bluesky-network-") as scratch,
        _database(database_url, name) as url,
    ):
        environment = {
            **{key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")},
            "NETWORK_PACKAGES": str(packages),
            "NETWORK_DATABASE": url,
            "NETWORK_SCRATCH": scratch,
            "NETWORK_LIMITS": "1" if limits else "0",
            "LOG_ENABLED": "0",
            "NODE_ENV": "test",
        }
        log = Path(scratch) / "log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [node, HERE / "servers.mjs"],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        try:
            yield BlueskyNetwork(_ready(process, log))
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdin.close()
            process.stdout.close()


def _ready(process: subprocess.Popen, log: Path) -> dict[str, str]:
    """The addresses that the servers say; a loud failure with their log when they say none in time."""
    readable, _, _ = select([process.stdout], [], [], READY_SECONDS)
    line = process.stdout.readline() if readable else ""
    if not line:
        how = f"ended with {process.wait(5)}" if readable else f"was not ready in {READY_SECONDS} s"
        raise NetworkInstallError(f"The local Bluesky network {how}:\n{log.read_text()[-4000:]}")
    return json.loads(line)


@contextlib.contextmanager
def _database(server: str, name: str) -> Iterator[str]:
    """The URL of a new database beside the given one."""
    connection = psycopg2.connect(server)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            try:
                yield urlunsplit(urlsplit(server)._replace(path=f"/{name}", query=""))
            finally:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        connection.close()


def _facet(text: str, part: str, feature: dict) -> dict:
    """Marks `part` of the text; the protocol counts in bytes of UTF-8."""
    start = len(text[: text.index(part)].encode())
    end = start + len(part.encode())
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}
