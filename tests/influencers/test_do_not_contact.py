"""Who asked not to be written to: the address stays out of lists, filters and exports."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from influencers import curation
from influencers.do_not_contact import allow, bar, barred_addresses
from tests.factories import make_influencer, make_profile, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def marketer(client):
    user = make_user()
    client.force_login(user)
    return user


def test_a_marketer_notes_it_and_takes_it_back(client, marketer):
    ann = make_profile(handle="ann", contact="ann@x.test").influencer
    assert "mailto:ann@x.test" in client.get(ann.get_absolute_url()).content.decode()
    address = reverse("creator_contact", args=[ann.pk])
    client.post(address, {"why": "asked by <i>phone</i>"})
    page = client.get(ann.get_absolute_url()).content.decode()
    assert "ann@x.test" not in page
    assert "asked by &lt;i&gt;phone&lt;/i&gt;" in page
    client.post(address, {"may": "yes"})
    ann.refresh_from_db()
    assert (ann.no_contact_since, ann.no_contact_why) == (None, "")
    assert "mailto:ann@x.test" in client.get(ann.get_absolute_url()).content.decode()


def test_lists_filters_and_exports_leave_the_address_out(client, marketer):
    ann = make_profile(handle="ann", contact="ann@x.test")
    make_profile(handle="ben", contact="ben@x.test")
    bar(ann.influencer, "", NOW)
    page = client.get("/", {"contact": "yes"})
    assert [row.profile.handle for row in page.context["page"].rows] == ["ben"]
    everything = client.get("/", {"columns": "contact"}).content.decode()
    assert "ann@x.test" not in everything
    file = b"".join(client.get(reverse("discover_export", args=["csv"])).streaming_content).decode(
        "utf-8-sig"
    )
    rows = {row["Handle"]: row for row in csv.DictReader(io.StringIO(file))}
    assert rows["ann"]["Contact"] == ""
    assert "Asked not to be contacted." in rows["ann"]["Restrictions"]
    assert rows["ben"]["Contact"] == "ben@x.test"


def test_it_follows_a_merge():
    one, other = make_influencer(), make_influencer()
    bar(one, "asked", NOW)
    curation.merge(one, other)
    other.refresh_from_db()
    assert other.no_contact_since == one.no_contact_since


def test_an_address_is_barred_whoever_else_has_it():
    ann = make_profile(contact="Ann@X.test")
    bar(ann.influencer, "", NOW)
    assert barred_addresses(["ann@x.TEST", "ben@x.test", ""]) == {"ann@x.test"}
    allow(ann.influencer)
    assert barred_addresses(["ann@x.test"]) == set()


def test_the_first_reason_stays():
    ann = make_influencer()
    assert bar(ann, "first", NOW)
    assert not bar(ann, "second", NOW)
    assert ann.no_contact_why == "first"
