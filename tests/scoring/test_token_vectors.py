"""Token vectors: distilled, kept in a file, and used for captions."""

import numpy as np
import pytest

from influencers.text.encoder import Space
from influencers.text.word_cuts import Vocabulary
from scoring.core.token_vectors import TokenVectors, distil, tokens_of
from tests.scoring.meaning_fixtures import Letters

SPACE = Space(np.zeros(26), np.eye(26)[:, :20], "space")
COUNTS = {"bread": 10, "bead": 5, "zoo": 1, "面包": 2, "the": 100}


def vectors() -> TokenVectors:
    return distil(Letters(), SPACE, COUNTS, 100)


def test_alike_words_are_near_and_unknown_ones_say_nothing():
    bread, bead, zoo, unknown = vectors().encode(["bread", "bead", "zoo", "xylophone"])
    assert bread @ bead > bread @ zoo
    assert not unknown.any()


def test_rows_have_length_one_and_do_not_depend_on_order_or_repeats():
    made = vectors()
    rows = made.encode(["bread zoo", "zoo, bread! bread", ""])
    assert np.linalg.norm(rows[:2], axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert rows[0] == pytest.approx(rows[1])
    assert not rows[2].any()


def test_common_words_say_less():
    made = vectors()
    with_common = made.encode(["the zoo"])[0]
    assert with_common @ made.encode(["zoo"])[0] > with_common @ made.encode(["the"])[0]


def test_the_same_words_give_the_same_vectors_to_the_byte(tmp_path):
    first, second = vectors(), distil(Letters(), SPACE, dict(reversed(COUNTS.items())), 100)
    assert first.digest == second.digest
    first.save(tmp_path / "a.npz")
    loaded = TokenVectors.load(tmp_path / "a.npz")
    assert loaded.digest == first.digest
    assert loaded.texts == 100
    assert loaded.encode(["bread zoo"]) == pytest.approx(first.encode(["bread zoo"]))
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_a_damaged_file_is_refused(tmp_path):
    vectors().save(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as file:
        parts = {name: file[name] for name in file.files}
    parts["steps"][1, 1] //= 2
    np.savez_compressed(tmp_path / "b.npz", **parts)
    with pytest.raises(ValueError, match="damaged"):
        TokenVectors.load(tmp_path / "b.npz")


def test_progress_is_told():
    told = []
    distil(Letters(), SPACE, COUNTS, 100, told.append)
    assert told == [0]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Fresh bread", ["fresh", "bread"]),
        ("#slowbread", ["slow", "bread"]),
        ("做面包的人", ["做面", "面包", "包的", "的人"]),
        ("see https://x.test and mail a@b.test", ["see", "and", "mail"]),
    ],
)
def test_tokens_are_words_parts_of_hashtags_and_pairs_of_characters(text, tokens):
    assert tokens_of(text, Vocabulary(["slow", "bread"])) == tokens


def test_texts_read_together_are_read_as_each_alone():
    made = vectors()
    texts = ["Bread #zoo_bread", "", "做面包 #面包", "the bead @x", "the the zoo", "#unknown"]
    alone = np.vstack([made.encode([text]) for text in texts])
    assert np.array_equal(made.encode(texts), alone)
    assert alone[2].any()


def test_no_texts_give_no_rows():
    assert vectors().encode([]).shape == (0, 20)
