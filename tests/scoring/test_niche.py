"""Niches by words: what is found, how it is weighed, and how it fits a brief (method, 5 and 11)."""

import numpy as np
import pytest

from scoring.core.lexicon import build_lexicon, default_lexicon
from scoring.core.niche import niche_shares
from scoring.core.niche_fit import niche_fit, root_shares, shares_of, target
from tests.scoring.planted import NOW, post, posts_frame, profiles_frame

LEXICON = default_lexicon()
LEVEL_1 = [
    *("beauty", "fashion", "food", "fitness", "travel", "home", "family", "pets", "tech", "gaming", "money"),
    *("learning", "creative", "entertainment", "cars", "sustainability"),
]


def found(text: str, tags=(), language="", hint="") -> set[str]:
    return {LEXICON.leaves[hit.leaf] for hit in LEXICON.find(text, tags, language, hint)}


def shares(*posts, **profile):
    result = niche_shares(profiles_frame(profile), posts_frame(*posts), NOW, LEXICON)
    return result, {leaf: result.shares[0, k] for k, leaf in enumerate((*LEXICON.leaves, "other"))}


def fit(own: dict, niches: dict, words=()) -> float:
    return float(niche_fit(shares_of(own, LEXICON)[None], target(niches, words, LEXICON)[0], LEXICON)[0])


def test_the_tree_has_the_fixed_first_level_and_words_in_fourteen_languages():
    assert list(LEXICON.roots) == LEVEL_1
    assert len(set(LEXICON.leaves)) == len(LEXICON.leaves)
    assert not set(LEXICON.leaves) & set(LEXICON.roots)


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("My sourdough needs a day", "baking"),
        ("Sauerteigbrot? Heute wird gebacken", "baking"),
        ("今天分享护肤步骤", "skincare"),
        ("毎日の筋トレを記録しています", "training"),
        ("오늘의 집밥 레시피를 공유해요", "cooking"),
        ("أفضل العطور والمكياج", "makeup"),
        ("Ręcznie szydełkowane misie", "diy"),
        ("Görsel: sıfır atık yaşam", "green-living"),
        ("resep masakan rumahan", "cooking"),
        ("Ma pâtisserie préférée", "baking"),
        ("illustrations for picture books", "illustration"),
        ("hikes and summits", "outdoor"),
        ("home décor and DÉCORATION", "interior"),
    ],
)
def test_words_are_found_in_any_script(text, leaf):
    assert leaf in found(text)


def test_chinese_words_are_found_without_spaces_and_single_characters_only_alone():
    assert "cats" in found("猫")
    assert found("猫王是歌手") == {"music"}


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("Ich liebe mein Auto und das Fahren", "cars-moto"),
        ("Die neue Mode ist da und ich bin dabei", "style"),
        ("oggi faccio la pasta per la mia famiglia", "cooking"),
        ("bugün çok güzel bir pasta yaptım", "baking"),
        ("J'adore le chat de ma voisine", "cats"),
    ],
)
def test_an_ambiguous_word_counts_in_its_language(text, leaf):
    assert leaf in found(text)


def test_a_word_counts_in_its_other_number_unless_that_says_something_else():
    assert "baking" in found("one cupcake a day")
    assert "investing" in found("bought my first shares")
    assert "investing" not in found("share this with a friend")
    assert "style" not in found("a brass band in town")


def test_a_word_that_is_common_in_another_language_counts_in_its_own_alone():
    assert "music" in found("dans provası", language="tr")
    assert "music" not in found("dans la rue", language="fr")


def test_an_ambiguous_word_does_not_count_in_another_language():
    assert "baking" not in found("oggi faccio la pasta per la mia famiglia")
    assert found("We put it on auto mode and left") == set()
    assert found("Join the chat and let us know") == set()


def test_the_language_that_the_platform_tells_goes_before_a_guess():
    assert "baking" in found("pasta", language="tr")
    assert "cooking" in found("pasta", language="it")


@pytest.mark.parametrize(
    ("tag", "leaves"),
    [
        ("veganfood", {"vegan", "cooking"}),
        ("VeganRecipe", {"vegan", "cooking"}),
        ("bakinglover", {"baking"}),
        ("skincaretips2026", {"skincare"}),
        ("homedecor", {"interior"}),
        ("素食", {"vegan"}),
        ("zero_waste", {"green-living"}),
    ],
)
def test_hashtags_are_split_into_words(tag, leaves):
    assert leaves <= found("", [tag])


def test_a_word_weighs_more_in_hashtags_and_bios_than_in_a_caption():
    said = {"bio": "Hello there"}
    _, caption = shares(post(caption="sourdough"), post(caption="sourdough"), **said)
    _, tagged = shares(post(hashtags=["sourdough"]), post(hashtags=["sourdough"]), **said)
    e = np.exp
    weight = 2 * 0.5 ** (30 / 90)
    prior = 1.5 * 0.1
    assert caption["baking"] == pytest.approx(weight * e(1.5) / (e(1.5) + e(1)) / (weight + prior))
    assert tagged["baking"] == pytest.approx(weight * e(2) / (e(2) + e(1)) / (weight + prior))
    _, bio = shares(bio="sourdough")
    assert bio["baking"] == pytest.approx(e(2) / (e(2) + e(1)))


def test_a_bio_that_is_not_there_does_not_count_as_being_about_something_else():
    _, without = shares(post(caption="sourdough"), post(caption="sourdough"))
    assert without["baking"] == pytest.approx(np.exp(1.5) / (np.exp(1.5) + np.e))
    row, nothing = shares()
    assert np.isnan(nothing["other"])
    assert row.strength[0] > 0


def test_one_word_of_a_bio_is_outweighed_by_three_posts():
    captions = ("Marathon on Sunday", "Another half marathon done", "My marathon plan, week 3")
    _, found = shares(*(post(caption=caption) for caption in captions), bio="Black coffee first")
    assert max(found, key=found.get) == "running"


def test_a_post_adds_at_most_four_to_a_niche():
    row, most = shares(post(hashtags=["sourdough", "croissant", "cupcakes", "brownies"]))
    weight = 0.5 ** (30 / 90)
    assert most["baking"] == pytest.approx(weight * np.exp(4) / (np.exp(4) + np.e) / row.strength[0])


def test_shares_sum_to_one_and_roots_sum_their_leaves():
    row, by_leaf = shares(post(caption="sourdough and a hike"), post(caption="vegan recipe"), bio="coffee")
    assert sum(by_leaf.values()) == pytest.approx(1)
    food = root_shares(row.shares, LEXICON)[0, LEVEL_1.index("food")]
    assert food == pytest.approx(sum(by_leaf[k] for k in ("cooking", "baking", "dining", "vegan")))


def test_without_any_niche_word_the_niche_is_unknown():
    row, _ = shares(post(caption="Hello there"), bio="she/her")
    assert np.isnan(row.shares).all()
    assert (row.texts[0], row.telling[0]) == (1, 0)


def test_evidence_names_words_and_posts():
    row, _ = shares(
        post(caption="sourdough", post_id="new", age=5),
        post(caption="sourdough bread", post_id="old", age=50),
    )
    baking = row.evidence[0][LEXICON.leaves.index("baking")]
    assert baking == {"words": ["sourdough", "bread"], "posts": ["new", "old"]}


def test_the_same_niches_fit_fully_and_strange_ones_not_at_all():
    assert fit({"baking": 1}, {"baking": 1}) == pytest.approx(1)
    assert fit({"baking": 3, "dogs": 1}, {"baking": 0.75, "dogs": 0.25}) == pytest.approx(1)
    assert fit({"baking": 1}, {"cars-moto": 1}) == 0


def test_a_sibling_fits_better_than_a_stranger_and_less_than_the_niche_itself():
    near = fit({"cooking": 1}, {"baking": 1})
    # Four leaves of food, each given 0.35 of its siblings: 0.35 + 0.35 + 0.35 + 0.35 of 2.05.
    assert near == pytest.approx(4 * 0.35 / 2.05)


def test_a_whole_root_is_met_by_any_of_its_leaves():
    assert fit({"baking": 1}, {"food": 1}) == pytest.approx(1)
    assert fit({"food": 1}, {"food": 1}) == pytest.approx(1)
    assert fit({"baking": 0.6, "dogs": 0.4}, {"food": 1}) == pytest.approx(0.6)
    assert fit({"baking": 1}, {"food/baking": 1}) == pytest.approx(1)


def test_words_of_a_brief_stand_for_their_niches():
    assert fit({"baking": 1}, {}, ["sourdough"]) == pytest.approx(1)
    assert fit({"dogs": 1}, {"dogs": 1}, ["sourdough"]) == pytest.approx(0.7)


def test_what_a_brief_names_in_vain_is_said():
    wanted, notes = target({"knitting-for-cats": 1}, ["xyzzy"], LEXICON)
    assert not wanted.asked
    assert len(notes) == 2
    assert "knitting-for-cats" in notes[0]
    assert "xyzzy" in notes[1]


def test_a_word_of_two_leaves_counts_half_for_each():
    words = {"en": ["plate"]}
    tree = {
        "ambiguous": [],
        "weak": [],
        "niches": [
            {"slug": "a", "name": "A", "children": [{"slug": "b", "name": "B", "words": words}]},
            {"slug": "c", "name": "C", "children": [{"slug": "d", "name": "D", "words": words}]},
        ],
    }
    assert [hit.weight for hit in build_lexicon(tree).find("a plate")] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("tag", "leaves"),
    [
        ("veganfood", {"vegan", "cooking"}),
        ("slowbread", {"baking"}),
        ("sgfoodie", {"dining"}),
        ("OOTDindonesia", {"style"}),
        ("petsofinstagram", {"dogs"}),
        ("cryptotradingsignals", {"investing"}),
        # "pet" and "art" stand in these only by their letters.
        ("petiteoutfits", {"style"}),
        ("kulinerjakarta", {"dining"}),
        ("adidasMY", set()),
        ("護肤日常", {"vlog"}),
        # A listed word is no other niche by its parts.
        ("gaming", {"video-games"}),
        ("minecraft", {"video-games"}),
        ("universidad", {"education"}),
        ("vintage", {"secondhand"}),
        ("ceramics", {"diy"}),
        ("vegandessert", {"vegan", "baking"}),
    ],
)
def test_the_words_of_a_hashtag_are_evidence_and_its_letters_are_not(tag, leaves):
    assert found("", [tag]) == leaves


@pytest.mark.parametrize(
    ("text", "leaf"),
    [("💄", "makeup"), ("Just me 🎮", "video-games"), ("👩‍🍳🍳", "cooking"), ("✈️ 2026", "trips")],
)
def test_an_emoji_is_weak_evidence(text, leaf):
    assert found(text) == {leaf}
    assert {hit.weight for hit in LEXICON.find(text)} == {0.5}


def test_everyday_emoji_are_no_evidence():
    assert found("📩 🤍 ✨ 👇 😂 🔥 ❤️") == set()


def test_daily_life_is_a_niche_of_its_own():
    assert found("mi vida diaria, un poco de todo") == {"vlog"}
    assert LEXICON.roots[LEXICON.parent[LEXICON.leaves.index("vlog")]] == "entertainment"
