"""What the owner of an account asked for by its platform's own means, read from the labels of its record."""

from collections.abc import Iterable

from influencers.sources.base import ProfileRecord

# Labels by which an owner asks not to be suggested to strangers, and what a reader is told.
LEFT_OUT = {
    "not-discoverable": "Not discoverable: its owner asked on Mastodon to be left out of discovery.",
    "noindex": "Not discoverable: its owner asked on Mastodon to be left out of search engines.",
}
# The label by which an owner on Bluesky asks to be shown only to people who are signed in.
SIGNED_IN_ONLY = "!no-unauthenticated"


def opted_out(record: ProfileRecord) -> str:
    """Why an account must not be suggested to anybody; "" where its owner asked for nothing."""
    return opted_out_by(record.labels)


def opted_out_by(labels: Iterable[str]) -> str:
    """The same from labels alone, as an account in the catalogue keeps them."""
    return next((LEFT_OUT[label] for label in sorted(labels) if label in LEFT_OUT), "")


def signed_in_only(labels: Iterable[str]) -> bool:
    """Whether the account may be shown only to people who are signed in: no client page, no file."""
    return SIGNED_IN_ONLY in labels
