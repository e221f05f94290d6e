"""Niches and briefs by meaning, with the real sentence model (method, 5 and 11)."""

import numpy as np
import pytest

from influencers.text.encoder import plain
from scoring.core.lexicon import default_lexicon
from scoring.core.meaning import Examples, brief_fit, creator_vectors, shares_by_meaning, surroundings
from scoring.core.niche import niche_shares
from scoring.core.niche_fit import target
from tests.scoring.planted import NOW, post, posts_frame, profiles_frame

LEXICON = default_lexicon()
NAMES = (*LEXICON.leaves, "other")


def read(meaning, *bios, posts=()):
    return niche_shares(
        profiles_frame(*({"bio": b} for b in bios)), posts_frame(*posts), NOW, LEXICON, meaning=meaning
    )


def best(meaning, bio: str) -> str:
    return NAMES[int(read(meaning, bio).leaning[0].argmax())]


@pytest.mark.parametrize(
    ("bio", "leaf"),
    [
        ("wheat and rye, risen slowly overnight", "baking"),
        ("so bleibt das Gesicht länger jung und glatt", "skincare"),
        ("je cours dix kilomètres tous les matins", "running"),
        ("ให้ความรู้เรื่องหุ้นและการลงทุน", "investing"),
        ("обзоры смартфонов и ноутбуков", "gadgets"),
        ("обожаю свою собаку", "dogs"),
    ],
)
def test_a_bio_without_any_listed_word_finds_its_niche(meaning, bio, leaf):
    assert not LEXICON.find(bio)
    assert best(meaning, bio) == leaf


@pytest.mark.parametrize("bio", ["DM for collabs 📩", "sígueme en mi otra cuenta 👇", "🤍", "follow!"])
def test_a_bio_that_says_nothing_names_no_niche(meaning, bio):
    found = read(meaning, bio)
    assert np.isnan(found.shares).all()
    assert NAMES[int(found.leaning[0].argmax())] == "other"


def test_words_come_first_and_meaning_fills_what_they_leave_open(meaning):
    alone = niche_shares(profiles_frame({"bio": "sourdough"}), posts_frame(), NOW, LEXICON).shares[0]
    both = read(meaning, "sourdough").shares[0]
    baking = LEXICON.leaves.index("baking")
    assert both[baking] > 0.9
    assert both[baking] >= alone[baking] - 0.05
    assert read(meaning, "").shares.shape == (1, len(NAMES))
    assert np.isnan(read(meaning, "").shares).all()


def test_captions_tell_a_niche_by_their_meaning(meaning):
    captions = ("slow and crusty, fermented", "a crusty starter", "starter, slow and fermented")
    assert not [hit for text in captions for hit in LEXICON.find(text)]
    posts = [post(caption=text) for text in captions]
    found = read(meaning, "", posts=posts)
    assert NAMES[int(found.shares[0].argmax())] == "baking"
    evidence = found.evidence[0][LEXICON.leaves.index("baking")]
    assert evidence["like"]
    assert set(evidence["posts"]) <= {one["post_id"] for one in posts}
    assert evidence["posts"]


def test_what_words_tell_of_a_caption_is_not_overruled_by_its_meaning(meaning):
    posts = [
        post(caption=text)
        for text in ("sourdough, slow like a golden retriever", "croissant and rescue dogs")
    ]
    by_words = niche_shares(profiles_frame({"bio": ""}), posts_frame(*posts), NOW, LEXICON)
    assert read(meaning, "", posts=posts).shares == pytest.approx(by_words.shares)


def test_a_subject_that_is_no_niche_has_none(meaning):
    found = read(meaning, "vereniging voor schaken, elke dinsdag toernooi in het buurthuis")
    assert NAMES[int(found.leaning[0].argmax())] == "other"


def test_every_creator_has_one_vector_of_length_one(meaning):
    found = read(meaning, "vegan recipes", "", posts=[post(caption="plants on my plate")])
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx([1, 0], abs=1e-3)
    assert np.linalg.norm(read(meaning, "", posts=[post(caption="bread")]).vectors) == pytest.approx(
        1, abs=1e-3
    )


def test_slow_bread_finds_sourdough_bakers_in_any_language(meaning):
    bios = [
        "sourdough baker", "酸种面包师", "panadera de masa madre", "roti sourdough buatan sendiri",
        *("football fan", "crypto news", "mama of two", "gamer", "cars and bikes", "fashion looks"),
        *("travel the world", "makeup tutorials", "tech reviews", "book lover", "memes", "cat videos"),
    ]  # fmt: skip
    vectors = read(meaning, *bios).vectors
    wanted, notes = target({}, ["slow bread"], LEXICON, meaning)
    fit = brief_fit(vectors, wanted.vector, surroundings(vectors))
    assert set(np.argsort(-fit)[:4]) == {0, 1, 2, 3}
    assert not notes


def test_words_that_no_niche_lists_count_as_the_niches_they_read_like(meaning):
    wanted, notes = target({}, ["levain and hydration of dough"], LEXICON, meaning)
    assert LEXICON.leaves[int(wanted.leaves.argmax())] == "baking"
    assert not notes
    silent, _ = target({}, ["qqqq"], LEXICON, meaning)
    assert silent.asked


def test_a_rows_shares_do_not_depend_on_the_rows_beside_it(meaning):
    together = read(meaning, "bakes bread", "lifts weights", "sells bitcoin").leaning
    alone = np.vstack(
        [read(meaning, bio).leaning for bio in ("bakes bread", "lifts weights", "sells bitcoin")]
    )
    assert together == pytest.approx(alone, abs=1e-6)


def test_the_vote_of_the_examples_is_shared_out_and_silence_shared_evenly():
    examples = Examples(np.eye(3, dtype=np.float32), np.arange(3), np.arange(3), ("a", "b", "c"), 3)
    shares = shares_by_meaning(np.array([[1, 0, 0], [0, 0, 0]], dtype=np.float32), examples, 20)
    assert shares.sum(axis=1) == pytest.approx([1, 1])
    assert shares[0, 0] > 0.99
    assert shares[1] == pytest.approx([1 / 3] * 3)


def test_the_bio_is_worth_one_and_a_half_posts_in_a_creators_vector():
    bio, post_ = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    vector = creator_vectors(bio, post_, np.array([0]), np.array([1.0]))[0]
    assert vector[0] / vector[1] == pytest.approx(1.5)


def test_the_fit_is_a_half_at_the_catalogues_mean_and_unknown_without_a_vector():
    draw = np.random.default_rng(1)
    sample = draw.normal(size=(500, 4)).astype(np.float32)
    around = surroundings(sample)
    brief = np.array([1.0, 0, 0, 0])
    fit = brief_fit(np.vstack([around.mean, sample[:3], np.zeros(4)]).astype(np.float32), brief, around)
    assert fit[0] == pytest.approx(0.5, abs=1e-6)
    assert np.isnan(fit[-1])
    z = (sample[:, 0] - sample[:, 0].mean()) / sample[:, 0].std(ddof=1)
    assert fit[1:4] == pytest.approx(np.clip(0.5 + z[:3] / 4, 0, 1), abs=1e-5)


def test_a_catalogue_of_one_kind_cannot_be_compared():
    same = np.tile(np.array([[1.0, 0]], dtype=np.float32), (5, 1))
    assert np.isnan(brief_fit(same, np.array([1.0, 0]), surroundings(same))).all()
    assert np.isnan(brief_fit(same[:1], np.array([1.0, 0]), surroundings(same[:1]))).all()


def test_addresses_and_fancy_letters_do_not_hide_what_is_said():
    assert plain("𝓫𝓪𝓴𝓮𝓻 https://shop.test/x a@b.test #slow_bread") == "baker slow bread"
