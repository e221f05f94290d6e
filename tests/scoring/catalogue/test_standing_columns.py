"""New columns of scores are opened beside the ones that answer."""

import pytest
from django.utils import timezone

from influencers.models import CatalogueCopy, Niche, Profile
from scoring.catalogue import standing
from scoring.catalogue.building import build
from scoring.catalogue.standing import KIND, everybody_now
from scoring.constants import current_constants
from scoring.niches import current_lexicon
from tests.factories import make_profile
from tests.influencers.catalogue.opening import Halted, ended

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


def everybody():
    return everybody_now(current_lexicon(), current_constants(), 0)


def ids() -> set[int]:
    found = everybody()
    return {
        pk for columns, block, at in found.blocks() for pk in columns.ids[block][found.alive[at]].tolist()
    }


def test_while_new_columns_are_opened_those_before_answer_with_every_change(monkeypatch):
    make_profile()
    build(NOW, True)
    assert len(everybody()) == 1
    make_profile()
    build(NOW, True)
    halted = Halted(monkeypatch)
    before = everybody()
    halted.wait()
    make_profile()
    assert ids() == set(Profile.objects.values_list("pk", flat=True))
    assert everybody().parts[0] is before.parts[0]
    halted.go(KIND)
    assert len(everybody().parts[0]) == 2
    assert ids() == set(Profile.objects.values_list("pk", flat=True))
    assert standing.refused() == ""


def test_broken_columns_leave_those_before_at_work():
    make_profile()
    build(NOW, True)
    everybody()
    path = build(NOW, True) / "ids.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    everybody()
    ended(KIND)
    make_profile()
    assert ids() == set(Profile.objects.values_list("pk", flat=True))
    assert standing.why_not() == ""
    assert "ids.npy" in standing.refused()


def test_columns_that_do_not_serve_are_not_waited_with():
    make_profile()
    build(NOW, True)
    everybody()
    Niche.objects.create(slug="kites", name="Kites", parent=Niche.objects.filter(parent=None).first())
    assert everybody() is None
    assert build(NOW) is not None
    assert len(everybody()) == 1


def test_a_database_that_was_put_back_to_before_asks_for_new_columns():
    make_profile()
    assert build(NOW) is not None
    assert build(NOW) is None
    assert len(everybody()) == 1
    CatalogueCopy.objects.filter(kind=KIND).delete()
    standing.forget()
    assert everybody() is None
    assert "put back" in standing.why_not()
    assert build(NOW) is not None
    assert len(everybody()) == 1
