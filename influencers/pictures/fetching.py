"""A picture from somebody else's server: bounded in time and size, from public addresses only."""

import time
from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from influencers.sources.connections import PrivateAddress, adapter

MAX_BYTES = 2 * 1024 * 1024
TIMEOUT = (5, 10)  # seconds to connect, and without a byte
DEADLINE_SECONDS = 20  # for everything, redirects too
MOST_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)


class NoPicture(Exception):
    """Why there is no picture to be had there; its text is for people."""


def fetch(address: str, trusted: Collection[str] = (), contact: str = "") -> bytes:
    """What a server sends for the address of a picture. Raises NoPicture.

    Addresses that are not public are refused before anything is sent, again after each redirect; `trusted`
    names servers ("host:port") that the operator chose, which may be anywhere.
    """
    end = time.monotonic() + DEADLINE_SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        parts = urlsplit(address)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise NoPicture("Its address is no web address.")
        with _session(guarded=parts.netloc not in trusted, contact=contact) as session:
            try:
                with session.get(address, timeout=TIMEOUT, stream=True, allow_redirects=False) as answer:
                    if answer.status_code not in REDIRECTS:
                        return _content(answer, end)
                    address = urljoin(address, answer.headers.get("Location", ""))
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                raise NoPicture(_words(error)) from error
    raise NoPicture("Its address leads from one to the next without end.")


def _session(guarded: bool, contact: str) -> requests.Session:
    session = requests.Session()
    session.trust_env = not guarded
    session.headers["User-Agent"] = f"Handpick{f' ({contact})' if contact else ''}"
    session.headers["Accept"] = "image/webp,image/jpeg,image/png,image/gif"
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter(guarded))
    return session


def _content(answer: requests.Response, end: float) -> bytes:
    if answer.status_code != 200:
        raise NoPicture(f"Its server answered {answer.status_code}.")
    promised = answer.headers.get("Content-Length", "")
    if promised.isdigit() and int(promised) > MAX_BYTES:
        raise NoPicture("It is larger than 2 MB.")
    content = bytearray()
    while chunk := answer.raw.read1(65536, decode_content=True):
        content += chunk
        if len(content) > MAX_BYTES:
            raise NoPicture("It is larger than 2 MB.")
        if time.monotonic() > end:
            raise NoPicture("Its server took too long.")
    return bytes(content)


def _words(error: BaseException | None) -> str:
    cause = error
    while cause is not None:
        if isinstance(cause, PrivateAddress):
            return "Its address is not a public one, so it is not asked."
        cause = cause.__cause__ or cause.__context__
    return "Its server did not answer in time, or not at all."
