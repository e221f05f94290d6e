"""Words in texts: found as words, in Python and by the database alike."""

import pytest

from campaigns.words import pattern_of, says
from influencers.models import Profile
from tests.factories import make_profile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "word", "there"),
    [
        ("My ACME oven", "acme", True),
        ("Thanks @Acme!", "acme", True),
        ("#acme", "@Acme", True),
        ("acmeology", "acme", False),
        ("Straße", "STRASSE", True),
        ("我爱护肤品牌", "护肤", True),
        ("新しいスキンケアです", "スキンケア", True),
        ("a+b", "a+b", True),
        ("anything", "#", False),
        ("C++ and c", "c++", True),
        ("100% wool", "100%", True),
        ("our code ACME10!", "acme10", True),
        ("ACME100", "acme10", False),
        ("Приве́т", "приве́т", True),
        ("back\\slash", "back\\slash", True),
        ("two  spaces\nhere", "spaces", True),
    ],
)
def test_a_word_is_found_as_a_word(text, word, there):
    assert says(text, word) is there
    make_profile(bio=text)
    found = Profile.objects.filter(bio__iregex=pattern_of([word]))
    assert found.exists() is there, "the database answers alike"
    assert not Profile.objects.filter(bio__iregex=pattern_of(["marzipan", "#"])).exists()
