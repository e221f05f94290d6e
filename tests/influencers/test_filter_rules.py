"""Rules as texts: written and read again, and what is no rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influencers.filter_rules import MOST_DEPTH, MOST_LETTERS, MOST_PARTS, Leaf, NoRule, Rule, read_rule

KINDS = st.sampled_from(["any", "all", "none"])
LEAVES = st.builds(Leaf, st.sampled_from(["niche", "q", "er_min"]), st.text(max_size=12))


def joined(parts) -> st.SearchStrategy[Rule]:
    several = st.lists(parts, min_size=1, max_size=4, unique=True).map(tuple)
    return st.builds(Rule, KINDS, several)


RULES = joined(LEAVES | joined(LEAVES | joined(LEAVES)))


def read(text: str) -> Rule:
    return read_rule(text, lambda name, value: value).rule


@given(RULES)
def test_what_is_written_is_read_again(rule):
    if len(str(rule)) <= MOST_LETTERS:
        assert read(str(rule)) == rule


@given(st.text(alphabet="anyloe(;):\\q ", max_size=40))
def test_any_text_is_a_rule_or_is_told_to_be_none(text):
    try:
        rule = read(text)
    except NoRule:
        return
    assert read(str(rule)) == rule


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("any(q:a", "a bracket is not closed"),
        ("any()", "a filter with a value is missing"),
        ("q:a", "it must begin with"),
        ("any(q:a))", "something follows its end"),
        ("some(q:a)", "it cannot be read"),
        ("any(" * (MOST_DEPTH + 1) + "q:a" + ")" * (MOST_DEPTH + 1), "deep"),
        (f"any({';'.join(f'q:{n}' for n in range(MOST_PARTS + 1))})", "more than"),
        (f"any(q:{'a' * MOST_LETTERS})", "longer than"),
        ("(" * 5_000, "longer than"),
    ],
)
def test_what_is_wrong_is_said(text, why):
    with pytest.raises(NoRule, match=why.replace("(", r"\(")):
        read(text)


def test_a_part_that_is_there_already_counts_once():
    assert str(read("any(q:a;q:b;q:a)")) == "any(q:a;q:b)"
    assert str(read("any(q:a)").having((), Leaf("q", "a"))) == "any(q:a)"


@pytest.mark.parametrize(
    ("text", "rule", "dropped"),
    [
        ("any(q:a;er_min:x;q:b)", "any(q:a;q:b)", ["er_min:x"]),
        ("all(none(er_min:x;er_min:y);q:b)", "all(q:b)", ["er_min:x", "er_min:y"]),
        ("none(q:a;all(q:b;er_min:\\(x))", "none(q:a;all(q:b))", ["er_min:(x"]),
    ],
)
def test_a_condition_without_sense_leaves_the_rest_of_its_rule(text, rule, dropped):
    def refusing(name, value):
        if name == "er_min":
            raise NoRule("Write a percentage.")
        return value

    found = read_rule(text, refusing)
    assert (str(found.rule), found.dropped) == (rule, [(one, "Write a percentage.") for one in dropped])
    with pytest.raises(NoRule, match=r"“er_min:z” is not something that can be asked for \(write a perc"):
        read_rule("any(er_min:z)", refusing)


def test_parts_are_taken_away_and_added_by_their_place():
    rule = read("any(q:a;all(q:b;q:c))")
    assert str(rule.without((0,))) == "any(all(q:b;q:c))"
    assert str(rule.without((1, 0))) == "any(q:a;all(q:c))"
    assert str(rule.without((1, 0)).without((1, 0))) == "any(q:a)"
    assert read("any(q:a)").without((0,)) is None
    assert str(rule.having((1,), Leaf("q", "d"))) == "any(q:a;all(q:b;q:c;q:d))"
    assert rule.at((1,)) == rule.parts[1]
    assert rule.at((0,)) is rule.at((7,)) is rule.at((1, 5)) is None
