"""Whom rules find, what they are called, and that all that asks a question keeps them."""

import pytest

from influencers import saved_searches as searches
from influencers.filter_rules import MOST_RULES
from influencers.filters import ProfileFilter
from influencers.search import counts_without, find
from influencers.selection import results_of
from tests.factories import make_niche, make_profile, make_tag, make_tier, make_user
from tests.influencers.discover_page import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    food = make_niche("Cuisine")
    make_tier("Micro", 10_000, 50_000)
    baking = make_niche("Sourdough", food)
    tag = make_tag("asked before")
    make_profile(handle="baker", niche=baking, country="DE", followers=20_000, engagement_rate=0.05)
    make_profile(
        handle="cook", niche=food, country="US", followers=900, engagement_rate=0.01, is_verified=True
    )
    make_profile(handle="chess", niche=make_niche("Chess club"), country="US", tags=[tag], is_verified=False)
    make_profile(handle="nothing", country="", followers=None)
    return tag


def handles(query: str) -> set[str]:
    return set(ProfileFilter(query).qs.values_list("handle", flat=True))


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (["any(niche:sourdough;country:US)"], {"baker", "cook", "chess"}),
        (["all(niche:cuisine;country:US)"], {"cook"}),
        (["none(country:US)"], {"baker", "nothing"}),
        (["none(er_min:3)"], {"cook", "chess", "nothing"}),
        (["none(followers_max:1k)"], {"baker", "chess", "nothing"}),
        (["none(verified:no)"], {"baker", "cook", "nothing"}),
        (["none(tier:micro;tag:{tag})"], {"cook", "nothing"}),
        (["none(none(er_min:3))"], {"baker"}),
        (["none(none(none(er_min:3)))"], {"cook", "chess", "nothing"}),
        (["any(tag:{tag};all(niche:cuisine;none(country:US)))"], {"chess", "baker"}),
        (["none(niche:unknown)"], {"baker", "cook", "chess"}),
        (["any(niche:cuisine)", "none(country:US)"], {"baker"}),
        (["any(contact:no)", "none(last_post:30)"], {"baker", "cook", "chess", "nothing"}),
    ],
)
def test_who_is_found(people, rules, found):
    """What is not known of somebody is no reason to leave them out."""
    asked = "&".join(f"rule={rule.format(tag=people.pk)}" for rule in rules)
    assert handles(asked) == found
    assert not ProfileFilter(asked).ignored


@pytest.mark.parametrize("query", ["niche=cuisine", "country=US", "er_min=3", "q=baker", "verified=unknown"])
def test_a_condition_finds_whom_its_filter_finds(people, query):
    plain, everybody = handles(query), handles("")
    condition = query.replace("=", ":")
    assert handles(f"rule=any({condition})") == handles(f"rule=all({condition})") == plain
    assert handles(f"rule=none({condition})") == everybody - plain


def test_rules_narrow_beside_filters_and_every_count_is_under_them(people):
    asked = ProfileFilter("niche=cuisine&rule=none(country:US)&rule=any(country:DE;country:US)")
    answer = find(asked, "name", 1, 50)
    assert answer.total == 1
    assert answer.facets["country"] == {"DE": 1}
    assert answer.facets["niche"] == {"cuisine": 1, "sourdough": 1, "unknown": 0}
    assert counts_without(asked) == {"niche": 1, "rule": 2}


def test_a_rule_that_makes_no_sense_is_told_and_the_others_count(people):
    asked = ProfileFilter("rule=any(niche:nonsense)&rule=none(country:US)&rule=any(demo:1)&rule=xyz")
    assert [one.label for one in asked.ignored] == ["Rule"] * 3
    assert "“niche:nonsense” is not something that can be asked for" in asked.ignored[0].reason
    assert asked.pairs() == [("rule", "none(country:US)")]
    assert asked.qs.count() == 2


def test_a_bad_condition_is_named_with_its_reason_and_the_rest_of_its_rule_counts(client, signed_in, people):
    asked = ProfileFilter("rule=any(niche:sourdough;niche:gone;er_min:lots)")
    assert asked.pairs() == [("rule", "any(niche:sourdough)")]
    assert [(one.value, one.reason) for one in asked.ignored] == [
        ("niche:gone", "There is no such choice. The rest of the rule counts."),
        ("er_min:lots", "Write a percentage such as 2.5. The rest of the rule counts."),
    ]
    shown = client.get("/", {"rule": "none(country:US;tag:12345)"}).content.decode()
    assert "Part of a rule" in shown
    assert "tag:12345" in shown
    assert "The rest of the rule counts." in shown
    assert "none(country:US)" in shown
    assert "cook" not in handles("rule=none(country:US;tag:12345)")


def test_no_address_holds_rules_without_end():
    asked = ProfileFilter("&".join(f"rule=any(q:{n})" for n in range(MOST_RULES + 3)))
    assert len(asked.asked["rule"]) == MOST_RULES
    assert {one.reason for one in asked.ignored} == {
        f"This is not a rule: there are at most {MOST_RULES} rules."
    }


def test_what_was_wrong_with_a_filter_is_still_told_beside_rules():
    asked = ProfileFilter("country=XX&rule=any(country:DE)")
    assert asked.asked["rule"] == ["any(country:DE)"]
    assert [one.label for one in asked.ignored] == ["Country"]


def test_the_words_of_a_rule(people):
    rule = (
        f"any(niche:sourdough;q:rye bread;tag:{people.pk};all(followers_min:10k;country:unknown;tier:micro))"
    )
    asked = ProfileFilter(f"rule={rule}")
    assert asked.words("rule", asked.asked["rule"][0]) == (
        "any of: niche Sourdough or words “rye bread” or tag: asked before or "
        "(all of: from 10K followers and country not known and Micro)"
    )


def test_saved_searches_and_selections_keep_rules(people):
    query = "country=US&rule=none(niche:chess-club;q:a\\;b)"
    kept = searches.keep(make_user(), "Not chess", query, shared=False)
    assert {one.handle for one in results_of(kept.query)} == {"cook"}
    assert {one.handle for one in results_of(query)} == {"cook"}
    shown = page(searches.address_of(kept).partition("?")[2], kept.owner)
    assert shown.search == kept
    assert not shown.search_changed


def test_an_export_holds_whom_the_rules_leave(client, signed_in, people):
    answer = client.get("/creators.csv?rule=none(country:US)")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert {line.split(",")[0] for line in text.splitlines()[1:]} == {"baker", "nothing"}


def test_when_nobody_is_left_each_rule_can_be_left_out(people):
    shown = page("rule=any(country:DE)&rule=none(niche:cuisine)")
    assert [(one.text, one.count, one.href) for one in shown.loosened] == [
        ("any of: Germany", 2, "?rule=none(niche:cuisine)"),
        ("none of: niche Cuisine", 1, "?rule=any(country:DE)"),
    ]
