"""What Data health says of search by words and by meaning."""

from datetime import timedelta

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from influencers import meaning_search, searches_told
from influencers.catalogue.files import folder_of
from influencers.meaning_search import Vectors, write_vectors
from influencers.models import Profile, TextDue
from influencers.quick_answers import State
from influencers.searches_told import meaning, words
from influencers.text.encoder import Space
from influencers.text_index import make_texts
from tests.factories import make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, marketer):
    client.force_login(marketer)
    return client


@pytest.fixture
def own_meaning(settings, tmp_path, monkeypatch):
    settings.VAR_DIR, settings.MEANING = tmp_path, True
    monkeypatch.setattr(searches_told, "installed", lambda: True)
    meaning_search._generation.cache_clear()
    yield
    meaning_search._generation.cache_clear()


def write(number: int):
    vectors = np.eye(number, 4, dtype=np.float32)
    space = Space(np.zeros(4, np.float32), np.eye(4, dtype=np.float32), "")
    return write_vectors(
        Vectors.of([(np.arange(number), np.zeros(number, bool), vectors)]), space, vectors, {"number": number}
    )


def test_changed_accounts_wait_and_are_counted_once():
    one, _ = make_profile(), make_profile()
    Profile.objects.filter(pk=one.pk).update(bio="sourdough")
    assert TextDue.objects.filter(profile_id=one.pk).count() == 2
    assert words().state == State.CATCHING_UP
    assert words().text.startswith("2 accounts changed and are to be read, the first one noted just now.")
    assert words().advice == ""


def test_who_waits_long_is_a_reason_to_look(reader):
    make_profile()
    TextDue.objects.update(noted_at=timezone.now() - timedelta(hours=3))
    make_profile()
    assert words().state == State.LOOK
    page = reader.get(reverse("data_health")).text
    assert "2 accounts changed and are to be read, the first one noted 3 hours ago" in page
    assert "whether the background worker runs" in page


def test_of_very_many_it_is_told_that_there_are_more(monkeypatch):
    monkeypatch.setattr(searches_told, "COUNTED", 2)
    for _ in range(3):
        make_profile()
    assert words().text.startswith("At least 2 accounts changed")


def test_nobody_waits_once_words_are_made():
    make_profile()
    make_texts()
    assert (words().state, words().advice) == (State.WORKING, "")


def test_meaning_that_is_off_tells_how_to_switch_it_on(reader, settings):
    settings.MEANING = False
    assert meaning().state == State.OFF
    assert "write <code>MEANING=1</code> into <code>.env</code>" in reader.get(reverse("data_health")).text


def test_meaning_without_its_package_says_so(own_meaning, monkeypatch):
    monkeypatch.setattr(searches_told, "installed", lambda: False)
    assert (meaning().state, "package is missing" in meaning().text) == (State.LOOK, True)


def test_meaning_tells_how_many_accounts_it_knows_and_since_when(own_meaning):
    assert meaning().state == State.CATCHING_UP
    write(3)
    assert meaning().state == State.WORKING
    assert meaning().text == "3 accounts can be found by what they write about, as read just now."
    assert meaning_search.written() == {"number": 3}


def test_damaged_vectors_are_told_with_the_way_out(own_meaning):
    write(3)
    path = folder_of(meaning_search.KIND) / "1" / "steps.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    assert meaning().state == State.LOOK
    assert "steps.npy does not have its checksum" in meaning().text
    assert "scoring run" in meaning().advice
