"""The form that adds rules, and the lines that take them away: plain addresses, nothing is written."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from influencers.filter_rules import MOST_DEPTH, MOST_RULES
from tests.factories import make_import, make_niche, make_profile, make_tag, make_tier
from tests.influencers.discover_page import page, text_of

pytestmark = pytest.mark.django_db


def sent(on: str, value: str, into: str = "", kind: str = "", shown: str = "", **others) -> str:
    """What the form sends, as a query."""
    fields = {"new_into": into, "new_kind": kind, "new_on": on, "new_shown": shown or on, "new_value": value}
    return urlencode([*others.items(), *((name, text) for name, text in fields.items() if text)], doseq=True)


def added(client, query: str) -> str:
    """Where a form that makes sense leads to."""
    answer = client.get(f"/?{query}")
    assert answer.status_code == 302
    return answer.url


def test_a_rule_is_added_beside_what_is_asked_for(client, signed_in):
    make_profile(niche=make_niche("Sourdough"))
    query = sent("niche", "sourdough", kind="none", platform="tiktok", sort="name", rule="any(country:DE)")
    url = added(client, query)
    assert url == "/?platform=tiktok&rule=any(country:DE)&rule=none(niche:sourdough)&sort=name&new_into=1"
    assert page(url.partition("?")[2]).draft.words == "None of: niche Sourdough"


def test_conditions_are_added_to_a_rule_and_to_a_group_within_it(client, signed_in):
    rule = "any(country:DE)"
    assert added(client, sent("q", "rye, (dark)", "0", rule=rule)) == (
        "/?rule=any(country:DE;q:rye,+%5C(dark%5C))&new_into=0"
    )
    url = added(client, sent("er_min", "3,5", "0", "all", rule=rule))
    assert url == "/?rule=any(country:DE;all(er_min:3.5))&new_into=0.1"
    url = added(client, sent("followers_min", "10k", "0.1", rule="any(country:DE;all(er_min:3.5))"))
    assert url == "/?rule=any(country:DE;all(er_min:3.5;followers_min:10000))&new_into=0.1"


def test_what_is_there_already_is_not_added_twice(client, signed_in):
    assert added(client, sent("country", "DE", "0", rule="any(country:DE)")) == (
        "/?rule=any(country:DE)&new_into=0"
    )
    assert added(client, sent("country", "DE", kind="any", rule="any(country:DE)")) == (
        "/?rule=any(country:DE)&new_into=0"
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (sent("followers_min", "many"), "Write a number such as 12000 or 12k."),
        (sent("country", "Atlantis"), "There is no such choice."),
        (sent("er_min", "-5"), "Write a percentage from 0 to 1000."),
        ("new_on=niche&new_shown=niche&new_value=+", "Choose or write a value first."),
        (
            sent("q", "x", kind="any", rule=[f"any(q:{n})" for n in range(MOST_RULES)]),
            f"This does not fit any more: there are at most {MOST_RULES} rules.",
        ),
        (
            sent("q", "x", "0.0.0", "any", rule="any(any(any(q:a)))"),
            "This does not fit any more: rules lie in one another at most",
        ),
    ],
)
def test_what_cannot_be_added_is_said_beside_the_form(client, signed_in, query, words):
    make_profile()
    text = text_of(client, f"/?{query}")
    assert words in text
    assert 'id="rules" open' in text
    assert "Left out of this search" not in text


def test_another_filter_shows_its_choices_before_it_is_added(client, signed_in):
    make_profile()
    text = text_of(client, f"/?{sent('country', 'sourdough', kind='none', shown='niche')}")
    assert '<option value="country" selected>' in text
    assert '<option value="DE">Germany</option>' in text
    assert '<option value="none" selected>' in text


@pytest.mark.parametrize("into", ["9", "0.0", "x", "0.-1", "-1", "0.99999999", "1.0", "²", "."])
def test_a_place_that_is_not_there_means_a_new_rule(client, signed_in, into):
    url = added(client, sent("country", "FR", into, "none", rule="any(country:DE)"))
    assert url == "/?rule=any(country:DE)&rule=none(country:FR)&new_into=1"


def test_no_deeper_group_is_offered_than_can_be_read():
    rule = "any(" * MOST_DEPTH + "country:DE" + ")" * MOST_DEPTH
    innermost = ".".join("0" * MOST_DEPTH)
    assert [kind for kind, _ in page(f"rule={rule}&new_into={innermost}").draft.kinds] == [""]
    assert len(page(f"rule={rule}&new_into=0").draft.kinds) == 4


def test_each_part_and_each_rule_can_be_taken_away():
    make_profile()
    shown = page("platform=tiktok&rule=any(country:DE;all(country:FR;er_min:3))&rule=none(q:a)")
    first, second = shown.rules
    assert first.without == "?platform=tiktok&rule=none(q:a)"
    assert second.parts[0].without == "?platform=tiktok&rule=any(country:DE;all(country:FR;er_min:3))"
    assert first.parts[0].without == "?platform=tiktok&rule=any(all(country:FR;er_min:3))&rule=none(q:a)"
    assert first.parts[1].without == "?platform=tiktok&rule=any(country:DE)&rule=none(q:a)"
    assert first.parts[1].parts[0].without == (
        "?platform=tiktok&rule=any(country:DE;all(er_min:3))&rule=none(q:a)"
    )
    assert first.parts[1].into.endswith("&new_into=0.1")
    assert [chip.name for chip in shown.plain_chips] == ["platform"]


@pytest.mark.parametrize(
    "name", ["niche", "q", "tag", "country", "last_post", "er_min", "verified", "import"]
)
def test_the_control_of_a_filter_offers_what_it_reads(client, signed_in, name):
    make_tag("favourite"), make_tier("Micro", 10_000, 50_000)
    make_import([make_profile(niche=make_niche("Sourdough", make_niche("Cuisine")))])
    asked = page().question
    shown = page(f"new_on={name}").draft.control
    for value, _ in (choice for _, choices in shown.groups for choice in choices):
        assert asked.leaf_of(name, value).value == value
    assert f'name="new_shown" value="{name}"' in text_of(client, f"/rules/value/?new_on={name}")


@pytest.mark.parametrize("name", ["", "demo", "rule", "discovery", "nonsense", "tag"])
def test_a_filter_that_is_not_offered_has_no_control(client, signed_in, name):
    assert client.get("/rules/value/", {"new_on": name}).status_code == 404


def test_what_people_write_into_rules_is_never_markup(client, signed_in):
    make_profile()
    text = text_of(client, "/?rule=any(q:<script>x)&new_into=0&new_value=<b>y&new_on=q&new_shown=er_min")
    assert "<script>x" not in text
    assert "&lt;script&gt;x" in text


def test_the_number_of_queries_depends_on_neither_rows_nor_conditions(client, signed_in):
    tag = make_tag("favourite")

    def asked(rule: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(client, f"/?rule={rule}&new_into=0")
        return len(queries)

    make_profile(niche=make_niche("Sourdough"), tags=[tag])
    short = "any(country:DE;niche:sourdough)"
    long = f"any(country:DE;niche:sourdough;er_min:3;tag:{tag.pk};all(country:FR;verified:no))"
    asked(short)
    few = asked(short)
    for _ in range(60):
        make_profile(niche=make_niche("Sourdough"), tags=[tag], country="DE")
    assert asked(short) == asked(long) == few
