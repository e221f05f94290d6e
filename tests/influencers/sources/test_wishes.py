"""What owners asked for by their platform's own means."""

import pytest

from influencers.sources.base import ProfileRecord
from influencers.sources.wishes import opted_out, opted_out_by, signed_in_only


@pytest.mark.parametrize("labels", [("not-discoverable",), ("noindex",), ("noindex", "not-discoverable")])
def test_who_asked_to_be_left_out_is_left_out(labels):
    assert opted_out(ProfileRecord("1", labels=labels)).startswith("Not discoverable")


@pytest.mark.parametrize("labels", [(), ("spam",), ("!no-unauthenticated",)])
def test_others_are_suggested(labels):
    assert opted_out(ProfileRecord("1", labels=labels)) == "" == opted_out_by(list(labels))


def test_who_asked_for_signed_in_readers_is_for_them_alone():
    assert signed_in_only(["!no-unauthenticated", "x"])
    assert not signed_in_only(["noindex"])
