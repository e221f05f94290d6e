"""A new copy is opened beside the one that answers, and a database that was put back is noticed."""

import pytest
from django.db import connection
from django.urls import reverse

from influencers.catalogue import answering, opened
from influencers.catalogue.build import KIND, build, build_if_due
from influencers.catalogue.files import folder_of, newest_number
from influencers.filters import ProfileFilter
from influencers.models import CatalogueCopy, Profile
from tests.factories import make_profile
from tests.influencers.catalogue.opening import Halted, ended

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_files")]


def found(question: str = "") -> set[int]:
    """Who answers, by columns."""
    return set(answering.find(opened.view(), ProfileFilter(question), "name", 1, 50).ids)


def in_base() -> int:
    """How many accounts the generation has that is open."""
    return len(opened.view().base)


def connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


def damage(number: int) -> None:
    path = folder_of(KIND) / str(number) / "ids.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")


def test_while_a_new_copy_is_opened_the_one_before_answers_with_every_change(monkeypatch):
    first = make_profile()
    build()
    assert in_base() == 1
    second = make_profile()
    build()
    before, halted = connections(), Halted(monkeypatch)
    assert in_base() == 1
    halted.wait()
    third = make_profile()
    assert found() == {first.pk, second.pk, third.pk}
    assert in_base() == 1
    halted.go(KIND)
    assert in_base() == 2
    assert found() == {first.pk, second.pk, third.pk}
    assert (connections(), opened.why_not()) == (before, "")


def test_what_changed_since_a_copy_was_made_is_read_beside_as_well(monkeypatch):
    profile = make_profile(followers=10)
    build()
    assert in_base() == 1
    build()
    Profile.objects.filter(pk=profile.pk).update(followers=99)
    halted = Halted(monkeypatch)
    opened.view()
    halted.go(KIND)
    assert opened.in_use()[1] == 1
    assert found("followers_min=99") == {profile.pk}


def test_a_broken_new_copy_leaves_the_one_before_at_work_and_is_told(client, marketer):
    profile = make_profile()
    build()
    opened.view()
    build()
    damage(2)
    opened.view()
    ended(KIND)
    late = make_profile()
    assert found() == {profile.pk, late.pk}
    assert "ids.npy does not have its checksum" in opened.why_not()
    client.force_login(marketer)
    page = client.get(reverse("data_health")).text
    assert "ids.npy does not have its checksum" in page
    assert "the one before it answers" in page
    assert "Needs a look" in page
    assert newest_number(KIND) == 2
    build()
    assert in_base() == 2
    assert opened.why_not() == ""


def test_a_copy_further_back_is_not_asked_again():
    """The log may have forgotten what changed since."""
    make_profile()
    build()
    assert in_base() == 1
    make_profile()
    build()
    build()
    assert in_base() == 2


def test_an_opening_that_nobody_wants_any_more_changes_nothing(monkeypatch):
    make_profile()
    build()
    opened.view()
    build()
    halted = Halted(monkeypatch)
    opened.view()
    halted.wait()
    opened.close()
    halted.go(KIND)
    assert opened.in_use() == ({}, 0)
    assert in_base() == 1


def test_an_opening_that_fails_by_accident_is_tried_again(monkeypatch):
    make_profile()
    build()
    opened.view()
    make_profile()
    build()
    with monkeypatch.context() as patched:
        patched.setattr(opened._copy, "made", lambda generation: 1 / 0)
        patched.setattr("threading.excepthook", lambda told: None)
        assert in_base() == 1
        ended(KIND)
    assert in_base() == 1
    ended(KIND)
    assert in_base() == 2


def put_back(*, copies_from: int | None) -> None:
    """As a restored backup leaves it: the log of changes is another table, and the copies that were made
    after the backup are not known."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE influencers_cataloguechange")
    if copies_from is not None:
        CatalogueCopy.objects.filter(pk__gt=copies_from).delete()


def change_unnoticed(profile: Profile, followers: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE influencers_profile DISABLE TRIGGER USER")
        Profile.objects.filter(pk=profile.pk).update(followers=followers)
        cursor.execute("ALTER TABLE influencers_profile ENABLE TRIGGER USER")


def test_a_backup_from_before_the_copy_is_noticed_at_once_and_a_copy_asked_for(client, marketer):
    profile = make_profile(followers=10)
    build()
    opened.view()
    known = CatalogueCopy.objects.latest("pk").pk
    Profile.objects.filter(pk=profile.pk).update(followers=99)
    build()
    opened.view()
    ended(KIND)
    change_unnoticed(profile, 10)
    put_back(copies_from=known)
    assert opened.view() is None
    assert "put back" in opened.why_not()
    client.force_login(marketer)
    assert "is not in use because the database was put back" in client.get(reverse("data_health")).text
    assert build_if_due() is not None
    assert found("followers_min=99") == set()
    assert found("followers_min=10") == {profile.pk}
    assert opened.why_not() == ""


def test_a_backup_from_after_the_copy_takes_back_what_a_process_read_since():
    profile = make_profile(followers=10)
    build()
    Profile.objects.filter(pk=profile.pk).update(followers=99)
    assert found("followers_min=99") == {profile.pk}
    change_unnoticed(profile, 10)
    put_back(copies_from=None)
    assert found("followers_min=99") == set()
    assert found("followers_min=10") == {profile.pk}


def test_copies_that_could_not_be_written_leave_the_one_before_in_use(monkeypatch):
    make_profile()
    build()

    def full(*asked):
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("influencers.catalogue.build.write_generation", full)
        for _ in range(3):
            with pytest.raises(OSError, match="No space"):
                build()
    opened.close()
    assert in_base() == 1


def test_the_copies_of_which_files_are_kept_are_known():
    make_profile()
    for _ in range(4):
        build()
    assert CatalogueCopy.objects.filter(kind=KIND).count() == 2
