"""Sets of rows as bits and lists: what plain Python sets say of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from influencers.catalogue import bits
from influencers.catalogue.held import Held, held


@st.composite
def tables(draw):
    """(number of rows, {(row, value)}, a set of rows)."""
    size = draw(st.integers(0, 200))
    rows = st.integers(0, max(size - 1, 0))
    pairs = draw(st.sets(st.tuples(rows, st.sampled_from([-1, 0, 1, 2, 7, 2**40])), max_size=300))
    among = draw(st.sets(rows))
    return size, pairs if size else set(), among if size else set()


def of(rows: set[int], size: int) -> bits.Words:
    return bits.of_rows(np.array(sorted(rows), np.int64), size)


def rows_in(words: bits.Words, size: int) -> set[int]:
    return set(np.flatnonzero(bits.unpack(words, size)).tolist())


@given(tables())
def test_a_set_packed_is_the_set(table):
    size, _, among = table
    words = of(among, size)
    assert rows_in(words, size) == among
    assert bits.count(words) == len(among)
    assert len(words) == len(bits.nothing(size))
    assert bits.pack(bits.unpack(words, size)).tolist() == words.tolist()


@given(tables(), st.data())
def test_hits_are_membership(table, data):
    size, _, among = table
    asked = data.draw(st.lists(st.integers(0, max(size - 1, 0)), max_size=20)) if size else []
    assert bits.hits(of(among, size), np.array(asked, np.int64)).tolist() == [at in among for at in asked]


@given(tables())
def test_values_are_held_by_the_rows_that_have_them(table):
    size, pairs, among = table
    rows, values = (np.array([pair[at] for pair in sorted(pairs)], np.int64) for at in (0, 1))
    kept = held(rows, values, size)
    reopened = Held.opened(size, kept.kept("x"), "x")
    for own in (kept, reopened):
        for value in {value for _, value in pairs} | {5}:
            expected = {row for row, of_row in pairs if of_row == value}
            assert rows_in(own.having(value), size) == expected
        assert rows_in(own.having_any([0, 7, 5]), size) == {row for row, value in pairs if value in (0, 7)}
        counted = {value: sum(row in among for row, v in pairs if v == value) for _, value in pairs}
        assert own.counted(of(among, size)) == {value: n for value, n in counted.items() if n}


def test_the_frequent_are_bits_and_the_rare_are_rows():
    size = 1000
    rows = np.concatenate([np.arange(0, size, 2), np.array([3, 999])])
    kept = held(rows, np.array([1] * 500 + [2, 2]), size)
    assert kept.bits.shape == (1, 16)
    assert kept.rows.tolist() == [3, 999]


def test_having_does_not_hand_out_what_may_be_written_to():
    kept = held(np.arange(10), np.zeros(10, np.int64), 10)
    before = kept.counted(kept.having(0))
    found = kept.having_any([0])
    found &= bits.nothing(10)
    assert kept.counted(kept.having(0)) == before
