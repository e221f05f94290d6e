"""Known fees: entered and taken away by marketers, told in the history, undone by curators."""

from datetime import date
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse

from influencers import history
from influencers.models import CurrencyRate, Fee
from influencers.money import UnknownRate, convert, rates
from tests.factories import make_fee, make_profile, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client, marketer):
    """enter(profile, **form): what the page says after a marketer sent the form."""
    client.force_login(marketer)

    def send(profile, **form) -> str:
        form = {"amount": "250", "currency": "USD", "told_on": "2026-11-02"} | form
        answer = client.post(reverse("fee_enter", args=[profile.pk]), form, follow=True)
        return " ".join(str(message) for message in answer.context["messages"])

    return send


def test_a_fee_is_kept_with_who_and_when_and_undone_by_a_curator(enter, client, marketer):
    profile = make_profile()
    assert "Kept: USD 250.00 for short video, as of 2026-11-02." in enter(
        profile, kind="short", note="By mail"
    )
    fee = Fee.objects.get(profile=profile)
    assert (fee.amount, fee.kind, fee.told_on, fee.note) == (250, "short", date(2026, 11, 2), "By mail")
    assert fee.entered_by == marketer
    change = history.of_creator(profile.influencer)[0]
    assert change.who == str(marketer)
    assert change.can_undo
    assert "USD 250.00" in change.lines[0].after
    curator = make_user("curator")
    client.force_login(curator)
    client.post(reverse("undo_change", args=[change.cid]))
    assert not Fee.objects.exists()
    profile.refresh_from_db()
    assert profile.data_changed_at > fee.entered_at


def test_a_fee_taken_away_comes_back_by_undo(client, marketer):
    fee = make_fee(make_profile(), "99.50", note="Flat")
    client.force_login(marketer)
    client.post(reverse("fee_remove", args=[fee.pk]))
    assert not Fee.objects.exists()
    newest = history.of_creator(fee.profile.influencer)[0]
    history.undo(newest.cid, marketer)
    back = Fee.objects.get()
    assert (back.pk, back.amount, back.note, back.profile_id) == (
        fee.pk,
        Decimal("99.50"),
        "Flat",
        fee.profile_id,
    )


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"amount": "-5"}, "A fee cannot be negative."),
        ({"currency": "CHF"}, "Nobody has entered a rate for CHF yet."),
        ({"currency": "euro"}, "at most 3 characters"),
        ({"amount": ""}, "required"),
    ],
)
def test_what_cannot_be_kept_is_said(enter, form, words):
    assert words in enter(make_profile(), **form)
    assert not Fee.objects.exists()


def test_the_database_keeps_negative_fees_out():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_fee(make_profile(), "-1")


def test_only_entered_rates_convert():
    CurrencyRate.objects.create(currency="EUR", usd=Decimal("1.08"))
    CurrencyRate.objects.create(currency="GBP", usd=Decimal("1.35"))
    known = rates()
    assert convert(Decimal(100), "EUR", "USD", known) == 108
    assert convert(Decimal(100), "EUR", "GBP", known) == 80
    with pytest.raises(UnknownRate, match="Nobody has entered a rate for JPY yet"):
        convert(Decimal(100), "JPY", "USD", known)
    with pytest.raises(ValueError, match="negative"):
        convert(Decimal(-1), "EUR", "USD", known)


def test_a_changed_rate_makes_accounts_with_such_fees_stale(client):
    client.force_login(make_user("curator"))
    rate = CurrencyRate.objects.create(currency="EUR", usd=Decimal("1.08"))
    euro, dollar = make_profile(), make_profile()
    make_fee(euro, currency="EUR")
    make_fee(dollar)
    before = euro.data_changed_at, dollar.data_changed_at
    form = {"currency": "EUR", "usd": "1.20", "as_of": "2026-11-03"}
    address = reverse("admin:influencers_currencyrate_change", args=[rate.pk])
    assert client.post(address, form).status_code == 302
    for profile in (euro, dollar):
        profile.refresh_from_db()
    assert euro.data_changed_at > before[0]
    assert dollar.data_changed_at == before[1]
    cid = LogEntry.objects.get_for_object(rate).filter(action=LogEntry.Action.UPDATE).first().cid
    between = euro.data_changed_at
    history.undo(cid, make_user("curator"))
    rate.refresh_from_db()
    euro.refresh_from_db()
    assert rate.usd == Decimal("1.08")
    assert euro.data_changed_at > between
