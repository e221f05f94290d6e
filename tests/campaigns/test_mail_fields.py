"""The fields of a mail."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.mail_fields import FIELDS, STARTERS, filled, unknown, values_of
from tests.factories import make_campaign, make_candidate, make_influencer, make_profile, make_user


@pytest.mark.parametrize(
    ("text", "becomes", "missing"),
    [
        ("Hello {name}", "Hello Ann", []),
        ("Hello { NAME }", "Hello Ann", []),
        ("{fee} for you", "[fee?] for you", ["fee"]),
        ("{fee|a fair fee} for you", "a fair fee for you", []),
        ("{fee|}for you", "for you", []),
        ("{name|you}", "Ann", []),
        ("{fee} and {fee}", "[fee?] and [fee?]", ["fee"]),
        ("{{name}} {name.__class__} {% now 'Y' %}", "{Ann} {name.__class__} {% now 'Y' %}", []),
    ],
)
def test_fields_are_filled(text, becomes, missing):
    assert filled(text, {"name": "Ann", "fee": ""}) == (becomes, missing)


def test_a_field_nobody_knows_is_named():
    assert unknown("{first name}", "{Name} {nam} {nam|x} {handle}") == ["nam"]


@given(st.text())
def test_what_a_creator_is_called_is_never_read_as_a_field(name):
    text, _ = filled("{name|x}", {"name": "".join(name.split("\n")), "fee": "secret"})
    assert text == ("".join(name.split("\n")) or "x")


@pytest.mark.django_db
def test_values_come_from_the_creator_the_brief_and_the_writer():
    campaign = make_campaign(
        brand_names=["Fernhill"], hashtags=["fern", "hill"], codes=["FERN10"], currency="EUR",
        product_value=Decimal("45.50"), name="Autumn",
    )  # fmt: skip
    profile = make_profile(handle="ann", influencer=make_influencer(name="Ann  Lee\nBcc: x@y.test"))
    candidate = make_candidate(
        campaign, profile, currency="EUR", fee_quoted=Decimal("900"), fee_agreed=Decimal("0")
    )
    sender = make_user(username="mara", first_name="Mara", email="mara@fernhill.test")
    values = values_of(campaign, candidate, sender, "https://x.test/no")
    assert set(values) == set(FIELDS)
    assert values["name"] == "Ann Lee Bcc: x@y.test"
    assert values["first_name"] == "Ann"
    assert (values["hashtags"], values["code"], values["product_value"]) == (
        "#fern #hill",
        "FERN10",
        "EUR 45.50",
    )
    assert values["fee"] == "EUR 0"
    assert (values["sender"], values["sender_mail"]) == ("Mara", "mara@fernhill.test")


def test_letters_to_begin_with_use_known_fields_and_tell_how_to_stop_them():
    for subject, body in STARTERS.values():
        assert unknown(subject, body) == []
        assert "{opt_out}" in body
