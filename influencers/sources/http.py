"""HTTP as every source speaks it: bounded in time and size, typed refusals, no secret in any message."""

import json
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from influencers.sources.base import (
    Allowance,
    AuthNeeded,
    BadRequest,
    Forbidden,
    NotFound,
    RateLimited,
    Refused,
    SourceError,
    Unavailable,
)
from influencers.sources.connections import PrivateAddress, adapter
from influencers.sources.quotas import CALLS, NO_LIMIT, Purse

CONNECT_SECONDS = 5
READ_SECONDS = 15
DEADLINE_SECONDS = 30  # for one whole answer, so that a server that drips holds no worker
MAX_BYTES = 5 * 1024 * 1024
LONGEST_PAUSE = timedelta(days=1)  # a reset time beyond this is taken for nonsense
SECRET_WORDS = re.compile(
    r"(?i)((?:access_?token|api_?key|\bkey|secret|password|authorization|bearer)[\"']?\s*[=:\s]\s*[\"']?)[^\s\"'&,}]+"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; `body` is None where it was not JSON."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def error(self) -> str:
        """The short code in the `error` field of the body, as the AT Protocol names its refusals."""
        code = self.body.get("error") if isinstance(self.body, dict) else ""
        return code if isinstance(code, str) else ""


class Http:
    """Reads from one server. Each question is paid for before it is asked, each try anew.

    `guarded` is for a host that a user typed: addresses that are not public are refused before anything is
    sent. Redirects are never followed: an API that moved must be told anew. `purse` pays, for `account` where
    a source's servers count by themselves; `read_allowance` reads from headers what is left.
    """

    def __init__(
        self,
        base_url: str,
        contact: str = "",
        headers: Mapping[str, str] | None = None,
        secrets: Collection[str] = (),
        guarded: bool = False,
        read_seconds: float = READ_SECONDS,
        deadline_seconds: float = DEADLINE_SECONDS,
        max_bytes: int = MAX_BYTES,
        purse: Purse = NO_LIMIT,
        account: str = "",
        read_allowance: Callable[[Mapping[str, str]], Allowance | None] | None = None,
    ):
        self.base_url = base_url.rstrip("/")
        self.host = urlsplit(base_url).hostname or base_url
        self.secrets = tuple(secret for secret in secrets if secret)
        self.timeout = (CONNECT_SECONDS, read_seconds)
        self.deadline_seconds = deadline_seconds
        self.max_bytes = max_bytes
        self.purse, self.account = purse, account
        self.read_allowance = read_allowance or allowance_in
        self.calls = 0
        self.allowance: Allowance | None = None
        self.session = requests.Session()
        self.session.headers.update(
            {"User-Agent": f"Handpick{f' ({contact})' if contact else ''}", "Accept": "application/json"}
        )
        self.session.headers.update(headers or {})
        self.session.trust_env = not guarded
        # Proxies and certificates of the environment are looked up once, not for each call.
        self.carried = self.session.merge_environment_settings(self.base_url, {}, True, None, None)
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, adapter(guarded))

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        explain: Callable[[Answer], SourceError | None] = lambda answer: None,
        kind: str = CALLS,
    ) -> Any:
        """The JSON body of a good answer. Raises SourceError; `explain` may name a refusal first, `kind` says
        what kind of call is paid for."""
        return self.ask(path, params, explain, kind).body

    def ask(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        explain: Callable[[Answer], SourceError | None] = lambda answer: None,
        kind: str = CALLS,
    ) -> Answer:
        """A good answer with its headers; otherwise as `get`."""
        receipt, answer = self._asked(path, params, kind)
        left = self.read_allowance(answer.headers)
        self.allowance = left or self.allowance
        refusal = self._refusal(answer, explain)
        self.purse.told(receipt, left, refusal if isinstance(refusal, Refused) else None)
        if refusal:
            raise refusal
        return answer

    def _asked(
        self, path: str, params: Mapping[str, Any] | None, kind: str, again: bool = True
    ) -> tuple[Any, Answer]:
        """The receipt for a question, and the answer. Where the connection broke before one began, it is paid
        for and asked once more, at once; longer pauses belong to the schedule."""
        receipt = self.purse.pay(kind, self.account)
        self.calls += 1
        try:
            return receipt, self._read(path, params)
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise Unavailable(f"{self.host} did not answer in time.") from error
        except requests.exceptions.SSLError as error:
            raise Unavailable(f"{self.host} has no valid certificate.") from error
        except requests.ConnectionError as error:
            if _caused_by(error, PrivateAddress):
                raise BadRequest(f"{self.host} is not a public address, so it is not asked.") from error
            if again:
                return self._asked(path, params, kind, again=False)
            raise Unavailable(f"{self.host} cannot be reached.") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise Unavailable(f"The connection to {self.host} was cut off within an answer.") from error

    def _read(self, path: str, params: Mapping[str, Any] | None) -> Answer:
        end = time.monotonic() + self.deadline_seconds
        # Without what a session adds to each: cookies, and logins that lie about in a .netrc.
        question = requests.Request("GET", f"{self.base_url}{path}", self.session.headers, params=params)
        with self.session.send(
            question.prepare(), timeout=self.timeout, allow_redirects=False, **self.carried
        ) as response:
            content = bytearray()
            while chunk := response.raw.read1(65536, decode_content=True):
                content += chunk
                if len(content) > self.max_bytes:
                    raise Unavailable(
                        f"{self.host} sent more than {self.max_bytes // 1_000_000} MB in one answer."
                    )
                if time.monotonic() > end:
                    raise Unavailable(
                        f"{self.host} took more than {self.deadline_seconds:g} s for one answer."
                    )
            promised = response.headers.get("Content-Length", "")
            plain = not response.headers.get("Content-Encoding")
            if plain and promised.isdigit() and int(promised) > len(content):
                raise Unavailable(f"The connection to {self.host} was cut off within an answer.")
            return Answer(response.status_code, _json(bytes(content)), response.headers)

    def _refusal(self, answer: Answer, explain: Callable[[Answer], SourceError | None]) -> SourceError | None:
        """Why an answer is not what was asked for, or None when it is."""
        status, host = answer.status, self.host
        if status == 429 or (status == 503 and "Retry-After" in answer.headers):
            return RateLimited(f"{host} asked us to pause.", reset_time(answer.headers))
        if named := explain(answer):  # also where the status is 200: some refuse that way
            return named
        if status == 200 and answer.body is not None:
            return None
        if status == 200:
            what = answer.headers.get("Content-Type", "").split(";")[0] or "something unknown"
            return Unavailable(f"{host} answered with {what} that cannot be read as JSON.")
        if status == 401:
            return AuthNeeded(f"{host} wants a valid login.")
        if status == 403:
            return Forbidden(f"{host} refuses to answer.", reset_time(answer.headers))
        if status == 404:
            return NotFound(f"{host} knows no such thing.")
        if 400 <= status < 500:
            detail = self.redacted(answer.error or "no reason given")
            return BadRequest(f"{host} did not take our question ({status}, {detail}).")
        if 300 <= status < 400:
            return Unavailable(f"{host} points to another address; redirects are not followed.")
        return Unavailable(f"{host} has a fault of its own ({status}).")

    def redacted(self, text: str) -> str:
        """The text without secrets, at most 200 characters of it."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return SECRET_WORDS.sub(r"\1***", text)[:200]


def reset_time(headers: Mapping[str, str], now: datetime | None = None) -> datetime | None:
    """When calls are welcome again: Retry-After (seconds or a date), or a reset header (epoch or ISO 8601).

    None where the server told no time, or one that is past or more than a day ahead.
    """
    now = now or datetime.now(UTC)
    for name in ("Retry-After", "RateLimit-Reset", "X-RateLimit-Reset"):
        moment = _moment(headers.get(name), now)
        if moment and now < moment <= now + LONGEST_PAUSE:
            return moment
    return None


def _moment(text: str | None, now: datetime) -> datetime | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        return _date(text)
    # Seconds to wait are small numbers, seconds since 1970 large ones.
    try:
        return now + timedelta(seconds=number) if number < 10_000_000 else datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _date(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def allowance_in(headers: Mapping[str, str]) -> Allowance | None:
    """What the answer's headers say is left; None where they say nothing that can be read."""
    for prefix in ("RateLimit", "X-RateLimit"):
        remaining, limit = headers.get(f"{prefix}-Remaining", ""), headers.get(f"{prefix}-Limit", "")
        if remaining.isdigit():
            return Allowance(int(remaining), int(limit) if limit.isdigit() else None, reset_time(headers))
    return None


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether `kind` stands behind an error; the HTTP libraries wrap each other's."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None
