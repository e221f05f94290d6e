"""A local server that answers as a platform on a bad day: whatever a test tells it to."""

import contextlib
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CHUNK = b"x" * 65536


@dataclass
class Reply:
    """One answer. `body` may be JSON-able, text or bytes; the rest are ways to misbehave."""

    body: object = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False  # says nothing
    drip: bool = False  # says one byte now and then
    cut: bool = False  # closes without a word
    cut_within: bool = False  # closes in the middle of the body
    endless: int = 0  # sends up to so many bytes


class Stub:
    """What the server does and what it saw: `requests` holds (method name, query) of each call."""

    def __init__(self, url: str, closing: threading.Event):
        self.url, self.closing = url, closing
        self.requests: list[tuple[str, dict[str, list[str]]]] = []
        self.agents: list[str] = []
        self.bytes_sent = 0
        self._plan: list[Reply] = []
        self._by_method: dict[str, Callable[[dict[str, list[str]]], Reply]] = {}

    def answers(self, *replies: Reply) -> None:
        """The next answers, in order; the last one is given from then on."""
        self._plan = list(replies)

    def on(self, method: str, reply: Callable[[dict[str, list[str]]], Reply]) -> None:
        """Answers each call of a method by what `reply` makes of its query."""
        self._by_method[method] = reply

    def reply_to(self, method: str, query: dict[str, list[str]]) -> Reply:
        self.requests.append((method, query))
        if method in self._by_method:
            return self._by_method[method](query)
        return self._plan.pop(0) if len(self._plan) > 1 else self._plan[0]

    def calls(self, method: str) -> list[dict[str, list[str]]]:
        """The queries of all calls of a method."""
        return [query for name, query in self.requests if name == method]


@contextlib.contextmanager
def stub_server() -> Iterator[Stub]:
    """A stub on a free port of loopback."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits 40 ms for the receipt of its headers

        def do_GET(self):
            address = urlsplit(self.path)
            stub.agents.append(self.headers["User-Agent"])
            reply = stub.reply_to(address.path.rsplit("/", 1)[-1], parse_qs(address.query))
            with contextlib.suppress(ConnectionError):
                self.give(reply)

        def give(self, reply: Reply) -> None:
            if reply.cut:
                self.close_connection = True
                return
            if reply.hang:
                closing.wait(20)
                return
            body = reply.body
            if not isinstance(body, bytes):
                body = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            length = len(body) + 500 * reply.cut_within + 1000 * reply.drip + reply.endless
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(body)
            self.misbehave(reply)

        def misbehave(self, reply: Reply) -> None:
            self.close_connection = reply.cut_within or reply.drip or bool(reply.endless)
            while reply.drip and not closing.wait(0.05):
                self.wfile.write(b" ")
            while stub.bytes_sent < reply.endless:
                self.wfile.write(CHUNK)
                stub.bytes_sent += len(CHUNK)

        def log_message(self, *args):
            """Keeps the test output clean."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request, client_address):
            """A client that hangs up is what many tests are about; anything else is shown."""
            if not isinstance(sys.exc_info()[1], OSError):
                super().handle_error(request, client_address)

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    stub = Stub(f"http://127.0.0.1:{server.server_address[1]}", closing)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
