"""The log of changes: what a reader asks for since a mark, whoever commits when."""

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from influencers.catalogue.changes import forget_before, mark, number_since, since
from influencers.choices import Basis
from influencers.curation import block
from influencers.do_not_contact import bar
from influencers.models import Influencer, Profile, ProfileNiche, Tag
from influencers.schedule import Priority
from tests.factories import make_niche, make_profile, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(transactional_db):
    """A second connection to the same database: somebody else's transaction."""
    found = connection.copy()
    yield found
    found.close()


def changed(before: str) -> set[int]:
    return set(since(before)[0])


CHANGES = {
    "a new size": lambda p: Profile.objects.filter(pk=p.pk).update(followers=F("followers") + 1),
    "a figure that becomes unknown": lambda p: Profile.objects.filter(pk=p.pk).update(percentile=None),
    "a label": lambda p: Profile.objects.filter(pk=p.pk).update(labels=["noindex"]),
    "a contact": lambda p: Profile.objects.filter(pk=p.pk).update(contact="a@example.com"),
    "its creator is blocked": lambda p: block([p.influencer]),
    "its creator is not to be written to": lambda p: bar(p.influencer, "asked", timezone.now()),
    "its creator's name": lambda p: Influencer.objects.filter(pk=p.influencer_id).update(name="Zoë"),
    "a tag": lambda p: p.influencer.tags.add(make_tag()),
    "a tag less": lambda p: p.influencer.tags.clear(),
    "a tag that goes": lambda p: Tag.objects.filter(influencers=p.influencer).delete(),
    "another creator": lambda p: Profile.objects.filter(pk=p.pk).update(influencer=make_profile().influencer),
    "a niche": lambda p: ProfileNiche.objects.create(profile=p, niche=make_niche("New"), basis=Basis.CURATED),
    "a niche less": lambda p: p.niches.all().delete(),
    "the weight of a niche": lambda p: p.niches.update(weight=0.1),
    "the basis of a niche": lambda p: p.niches.update(basis=Basis.CURATED),
    "it goes": lambda p: Profile.objects.filter(pk=p.pk).delete(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_what_lists_show_or_count_is_noted_when_it_changes(change):
    profile = make_profile(niche=make_niche("Food"), tags=[make_tag()], percentile=0.5)
    bystander = make_profile(niche=make_niche("Food"), tags=[make_tag()])
    before, pk = mark(), profile.pk
    # What the present transaction itself wrote is told each time: the rows above are among it.
    connection.cursor().execute("DELETE FROM influencers_cataloguechange")
    CHANGES[change](profile)
    found = changed(before)
    assert pk in found
    assert bystander.pk not in found


@pytest.mark.django_db
def test_a_new_account_is_noted_and_what_lists_never_show_is_not():
    profile = make_profile()
    before = mark()
    assert profile.pk in changed(before)
    connection.cursor().execute("DELETE FROM influencers_cataloguechange")
    Profile.objects.filter(pk=profile.pk).update(
        priority=Priority.WANTED, claimed_until=timezone.now(), failures=3, last_error="no answer"
    )
    Profile.objects.filter(pk=profile.pk).update(followers=profile.followers)
    Influencer.objects.filter(pk=profile.influencer_id).update(notes="calls back")
    assert not changed(before)


def test_each_change_is_told_once(other):
    profile = make_profile()
    before = mark()
    Profile.objects.filter(pk=profile.pk).update(followers=1)
    ids, after = since(before)
    assert ids == [profile.pk]
    assert since(after)[0] == []
    assert number_since(before, 10) == 1
    assert number_since(after, 10) == 0


def test_what_commits_late_is_not_missed(other):
    """A transaction that wrote before a mark and commits after it, with others that came and went between."""
    slow, quick = make_profile(), make_profile()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE influencers_profile SET followers = 1 WHERE id = %s", [slow.pk])
        Profile.objects.filter(pk=quick.pk).update(followers=2)
        at = mark()
        assert changed(at) == set()
        Profile.objects.filter(pk=quick.pk).update(followers=3)
        ids, later = since(at)
        assert ids == [quick.pk]
        cursor.execute("COMMIT")
    assert changed(later) == {slow.pk}
    assert changed(at) == {slow.pk, quick.pk}


def test_what_a_transaction_writes_after_its_own_mark_is_told(other):
    """Also where others began and ended meanwhile: to a snapshot its own transaction is over by then."""
    one, two, three = make_profile(), make_profile(), make_profile()
    with transaction.atomic():
        Profile.objects.filter(pk=one.pk).update(followers=1)
        with other.cursor() as cursor:
            cursor.execute("UPDATE influencers_profile SET followers = 1 WHERE id = %s", [three.pk])
        before = mark()
        Profile.objects.filter(pk=two.pk).update(followers=1)
        ids, after = since(before)
        assert set(ids) == changed(after) == {one.pk, two.pk}
    assert changed(after) == {one.pk, two.pk}


def test_what_was_taken_back_is_never_told(other):
    profile = make_profile()
    before = mark()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE influencers_profile SET followers = 1 WHERE id = %s", [profile.pk])
        cursor.execute("ROLLBACK")
    assert changed(before) == set()


def test_what_is_forgotten_is_what_all_marks_have_seen(other):
    first, second = make_profile(), make_profile()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE influencers_profile SET followers = 1 WHERE id = %s", [first.pk])
        old = mark()
        Profile.objects.filter(pk=second.pk).update(followers=1)
        new = mark()
        forget_before([new, old])
        cursor.execute("COMMIT")
    assert changed(old) == {first.pk, second.pk}
    assert changed(new) == {first.pk}
    # As if nothing were running anywhere on this server: what runs keeps the log from being shortened.
    end = mark().split(":")[1]
    forget_before([f"{end}:{end}:"])
    assert number_since(old, 10) == 0


def test_an_upsert_notes_what_it_made_and_what_it_changed(other):
    there = make_profile(platform_id="1", handle="there")
    before = mark()
    new = Profile(influencer=there.influencer, platform="instagram", platform_id="2", handle="new")
    there.followers = 5
    with transaction.atomic():
        Profile.objects.bulk_create(
            [Profile(influencer=there.influencer, platform="instagram", platform_id="1", handle="there",
                     followers=5, source="file"), new],
            update_conflicts=True, unique_fields=["platform", "platform_id"], update_fields=["followers"],
        )  # fmt: skip
    assert changed(before) == set(Profile.objects.values_list("pk", flat=True))
