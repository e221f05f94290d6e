"""What people change of words and numbers: what it does, what is refused, and that it can be taken back."""

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from influencers.models import Niche, Profile
from scoring.constants import current_constants, current_weights
from scoring.core.lexicon import NICHES_FILE, build_lexicon, default_lexicon
from scoring.core.ranges import changeable, range_of
from scoring.core.schema import Brief
from scoring.core.weights import CONSTANTS, DEFAULT_WEIGHTS, VERSION
from scoring.models import Override, PostText, ScoreRun
from scoring.models.run import Trigger
from scoring.niches import current_lexicon, lexicon_of
from scoring.rank import rank_profiles
from scoring.run import score_all, score_stale
from scoring.word_forms import AdWordForm, ConstantForm, NicheWordForm, WeightForm
from tests.scoring.small_catalogue import make_catalogue

pytestmark = pytest.mark.django_db


def word(action: str, text: str, target: str = "baking", language: str = "en", value=None) -> Override:
    return Override.objects.create(
        kind="niche_word", action=action, target=target, word=text, language=language, value=value, why="test"
    )


def leaves(text: str) -> set[str]:
    lexicon = current_lexicon()
    return {lexicon.leaves[hit.leaf] for hit in lexicon.find(text, language="en")}


def test_a_word_is_added_taken_out_and_weighed():
    assert leaves("my doughwhisk") == set()
    word("add", "doughwhisk")
    assert leaves("my doughwhisk") == {"baking"}
    word("remove", "sourdough", language="")
    assert leaves("sourdough") == set()
    before = current_lexicon().exact["bread"][0].weight
    word("weigh", "bread", language="", value=0.25)
    assert current_lexicon().exact["bread"][0].weight == before / 4
    Override.objects.all().delete()
    assert current_lexicon().digest == current_lexicon().digest
    assert leaves("sourdough") == {"baking"}


def test_what_ships_with_the_app_is_not_touched():
    digest = default_lexicon().digest
    word("add", "doughwhisk")
    current_lexicon()
    assert default_lexicon().digest == digest
    assert "doughwhisk" not in NICHES_FILE.read_text()


def test_a_change_to_a_niche_that_is_gone_has_no_effect():
    word("add", "doughwhisk", target="gone")
    assert "doughwhisk" not in current_lexicon().exact


def test_a_word_of_sponsorship_is_added_and_taken_out():
    profile = make_catalogue(1)[0]
    profile.posts.update(caption="So happy with this #thanksto my friends")
    assert detected(profile) == 0
    Override.objects.create(
        kind="ad_word", action="add", target="strong", language="en", word="#thanksto", why="test"
    )
    assert detected(profile) == 1
    Override.objects.all().delete()
    assert detected(profile) == 0


def detected(profile: Profile) -> float:
    """The share of the posts that were read as surely sponsored."""
    score_all(timezone.now())
    read = PostText.objects.filter(post__profile=profile)
    return read.filter(sponsored_probability__gte=0.9).count() / read.count()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"word": "#ad"}, "“#ad” is on this list already."),
        ({"action": "remove"}, "“#thanksto” is not on this list in this language."),
        ({"word": "##"}, "A word needs a letter."),
        ({"target": "loud"}, "There is no list “loud”."),
        ({"language": "xx"}, "There are no words of this language yet."),
    ],
)
def test_words_of_sponsorship_that_cannot_be_are_refused_in_words(given, says):
    form = AdWordForm(
        {"target": "strong", "action": "add", "word": "#thanksto", "language": "en", "why": "w"} | given
    )
    assert says in str(form.errors.as_data())


def test_a_ranking_uses_the_changed_weights_and_constants():
    make_catalogue(12)
    score_all(timezone.now())
    brief = Brief(niches={"baking": 1})

    def weights() -> dict[str, float]:
        (best, *_) = rank_profiles(brief, Profile.objects.all(), timezone.now()).ranked
        return {part.criterion: part.weight for part in best.parts}

    before = weights()
    Override.objects.create(kind="weight", action="set", target="niche", value=0.6, why="test")
    after = weights()
    assert after["niche"] > before["niche"]
    assert sum(after.values()) == pytest.approx(1)


def test_numbers_and_weights_are_changed():
    Override.objects.create(kind="constant", action="set", target="half_life_days", value=30, why="test")
    Override.objects.create(kind="constant", action="set", target="newest_posts", value=50, why="test")
    Override.objects.create(kind="weight", action="set", target="niche", value=0.5, why="test")
    constants = current_constants()
    assert (constants.half_life_days, constants.newest_posts) == (30, 50)
    assert isinstance(constants.newest_posts, int)
    weights = current_weights()
    assert sum(weights.values()) == pytest.approx(1)
    assert weights["niche"] / weights["engagement"] == pytest.approx(0.5 / DEFAULT_WEIGHTS["engagement"])
    Override.objects.all().delete()
    assert current_constants() == CONSTANTS
    assert current_weights() == DEFAULT_WEIGHTS


def test_a_change_makes_a_new_run_that_keeps_both_hashes_and_what_was_changed():
    profiles = make_catalogue(12)
    (first,) = score_all(timezone.now())
    assert (first.version, first.overrides, first.overrides_hash) == (VERSION, [], "")
    assert score_stale(timezone.now()) == 0
    word("remove", "sourdough", language="")
    assert score_stale(timezone.now()) == 12
    second = ScoreRun.objects.latest("pk")
    assert second.trigger == Trigger.CHANGED
    assert second.files_hash == first.files_hash
    assert second.overrides_hash
    assert second.data_hash != first.data_hash
    assert second.version == f"{VERSION}+{second.overrides_hash[:6]}"
    assert set(Profile.objects.values_list("score_version", flat=True)) == {second.version}
    assert not profiles[0].niches.exists()
    assert score_stale(timezone.now()) == 0
    Override.objects.all().delete()
    assert "sourdough" not in lexicon_of(second).exact, "a run counts the words that it began with"
    assert score_stale(timezone.now()) == 12
    assert ScoreRun.objects.latest("pk").data_hash == first.data_hash
    assert profiles[0].niches.exists()


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"target": "no-such"}, "target", "There is no niche “no-such”."),
        ({"word": "sourdough"}, "word", "“sourdough” is a word of this niche already."),
        ({"word": "Sourdough"}, "word", "“Sourdough” is a word of this niche already."),
        ({"word": "#"}, "word", "A word needs a letter."),
        ({"word": "ba*"}, "word", "Before a * there must be four letters, or it fits too much."),
        ({"word": ""}, "word", "Which word?"),
        ({"language": ""}, "language", "Say which language the word is of."),
        ({"language": "xx"}, "language", "There are no words of this language yet."),
        ({"why": ""}, "why", "Say why, so that others can judge it later."),
        ({"action": "remove"}, "word", "“doughwhisk” is no word of this niche in this language."),
        ({"action": "weigh"}, "value", "Say how much the word counts; 1 is usual."),
        ({"action": "weigh", "value": "9"}, "value", "A weight lies between 0.05 and 3."),
    ],
)
def test_words_that_cannot_be_are_refused_in_words(given, field, says):
    form = NicheWordForm(
        {"target": "baking", "action": "add", "word": "doughwhisk", "language": "en", "why": "w"} | given
    )
    assert form.errors.get(field) == [says]


@pytest.mark.parametrize(
    ("form", "given", "says"),
    [
        (ConstantForm, {"target": "sibling_share", "value": "1.5"}, "sibling_share lies between 0 and 1."),
        (ConstantForm, {"target": "half_life_days", "value": "5"}, "half_life_days lies between 9 and 900."),
        (ConstantForm, {"target": "half_life_days", "value": "nan"}, "Enter a number."),
        (
            ConstantForm,
            {"target": "newest_posts", "value": "90.5"},
            "newest_posts counts something: a whole number, please.",
        ),
        (ConstantForm, {"target": "half_life_days", "value": "90"}, "That is its value already."),
        (
            ConstantForm,
            {"target": "z90", "value": "2"},
            "There is no constant “z90” that can be changed.",
        ),
        (WeightForm, {"target": "niche", "percent": "95"}, "A weight lies between 0% and 90%."),
        (WeightForm, {"target": "charm", "percent": "5"}, "There is no criterion “charm”."),
    ],
)
def test_numbers_that_cannot_be_are_refused_in_words(form, given, says):
    assert says in str(form({"why": "w", **given}).errors.as_data())


def test_every_constant_that_can_be_changed_has_a_range_around_what_ships():
    for name in changeable():
        low, high = range_of(name)
        assert low <= getattr(CONSTANTS, name) <= high, name


def test_the_same_thing_is_changed_once(admin_person):
    given = {"target": "half_life_days", "value": "60", "why": "w"}
    assert ConstantForm(given).is_valid()
    for expected in (True, False):
        form = ConstantForm(given | {"value": "60" if expected else "70"})
        assert form.is_valid()
        assert bool(form.save(admin_person)) == expected
    assert "was changed already" in str(form.non_field_errors())


def test_an_admin_changes_a_word_and_takes_it_back_with_a_history(client, admin_person):
    client.force_login(admin_person)
    given = {
        "target": "baking",
        "action": "add",
        "word": "doughwhisk",
        "language": "en",
        "why": "asked by Ana",
    }
    form = {f"niche_word-{name}": value for name, value in given.items()}
    answer = client.post(reverse("score_words_add"), {"kind": "niche_word", **form}, follow=True)
    page = answer.content.decode()
    assert "“doughwhisk” added to baking (en)" in page
    assert "asked by Ana" in page
    row = Override.objects.get()
    assert row.by == admin_person
    again = client.post(reverse("score_words_add"), {"kind": "niche_word", **form})
    assert (again.status_code, Override.objects.count()) == (422, 1)
    assert "is a word of this niche already" in again.content.decode()
    client.post(reverse("score_words_undo", args=[row.pk]))
    assert not Override.objects.exists()
    log = LogEntry.objects.get_for_model(Override).order_by("pk")
    assert [(entry.action, entry.actor) for entry in log] == [
        (LogEntry.Action.CREATE, admin_person), (LogEntry.Action.DELETE, admin_person),
    ]  # fmt: skip
    assert "doughwhisk" in client.get(reverse("score_words")).content.decode()


def test_a_curator_sees_the_words_and_changes_none(client, curator):
    client.force_login(curator)
    row = word("add", "doughwhisk")
    page = client.get(reverse("score_words") + "?niche=baking").content.decode()
    assert "sourdough" in page
    assert "Take back" not in page
    assert client.post(reverse("score_words_undo", args=[row.pk])).status_code == 403
    assert Override.objects.exists()


def test_weights_of_words_are_part_of_a_tree():
    tree = {
        "ambiguous": [], "weak": [], "weights": {"bread": 2.0},
        "niches": [{"slug": "food", "name": "Food", "children": [
            {"slug": "baking", "name": "Baking", "words": {"en": ["bread", "cake"]}}]}],
    }  # fmt: skip
    lexicon = build_lexicon(tree)
    assert [lexicon.exact[w][0].weight for w in ("bread", "cake")] == [2.0, 1.0]


def test_the_list_of_niches_is_the_leaves_of_the_catalogue():
    form = NicheWordForm()
    slugs = {slug for slug, _ in form.fields["target"].choices}
    assert slugs == set(Niche.objects.filter(children=None).values_list("slug", flat=True))
