"""Everything that a client link can answer, as bytes: pages, downloads, pictures, errors, headers."""

import io
import zipfile
from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from campaigns.models import ShareLink
from campaigns.sharing.links import key_of, revoke

NO_KEY = "0" * 16


def everything(link: ShareLink, token: str, candidate, now) -> dict[str, bytes]:
    """{what was asked: all bytes of the answer}; names of addresses stand before the first space. Ends with
    the link revoked."""
    found, key = {}, key_of(link, candidate.pk)
    for what, answer in _asked(link, token, candidate, now):
        # Random digits must not look like a figure by chance.
        found[what] = bytes_of(answer).replace(token.encode(), b"TOKEN").replace(key.encode(), b"KEY")
    return found


def bytes_of(answer) -> bytes:
    """Headers, cookies and body of an answer; a workbook is unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(body))
        body = b"\n".join(book.read(name) for name in book.namelist())
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return b"\n".join((heads.encode(), answer.cookies.output().encode(), body))


def _asked(link: ShareLink, token: str, candidate, now) -> Iterator[tuple[str, object]]:
    visitor, key = Client(), key_of(link, candidate.pk)

    def get(where: str, *parts):
        return visitor.get(reverse(where, args=[token, *parts]))

    def post(where: str, **form):
        return visitor.post(reverse(where, args=[token]), form)

    yield "client_page first", get("client_page")
    yield "client_page HEAD", visitor.head(reverse("client_page", args=[token]))
    yield "client_page without its end", visitor.get(reverse("client_page", args=[token]).rstrip("/"))
    yield "client_decide without a name", post("client_decide", creator=key, verdict="approve")
    yield "client_name", post("client_name", name="Ana")
    yield "client_decide without a reason", post("client_decide", creator=key, verdict="decline")
    yield "client_decide nonsense", post("client_decide", creator=key, verdict="maybe")
    yield "client_decide nobody", post("client_decide", creator=NO_KEY, verdict="approve")
    yield "client_decide GET", get("client_decide")
    yield "client_decide", post("client_decide", creator=key, verdict="approve")
    yield "client_comment empty", post("client_comment", creator=key, text=" ")
    yield "client_comment", post("client_comment", creator=key, text="What about May?")
    yield "client_page after", get("client_page")
    yield "client_export csv", get("client_export", "csv")
    yield "client_export xlsx", get("client_export", "xlsx")
    yield "client_export pdf", get("client_export", "pdf")
    yield "client_data", get("client_data")
    digest = candidate.profile.avatar.digest
    yield "client_picture", get("client_picture", key, digest)
    yield "client_picture of nobody", get("client_picture", NO_KEY, digest)
    yield "client_picture another", get("client_picture", key, "0" * 16)
    yield "client_password", post("client_password", password="x")
    revoke(link, None, now)
    for name in ("client_page", "client_data"):
        yield f"{name} revoked", get(name)
    yield "client_export revoked", get("client_export", "csv")
