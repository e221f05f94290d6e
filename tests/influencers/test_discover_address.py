"""States of the page are addresses: chips, order, columns, pages, fragments, the rail."""

from urllib.parse import parse_qs, urlsplit

import pytest

from influencers.choices import Source
from tests.factories import make_niche, make_profile
from tests.influencers.discover_page import page, text_of

pytestmark = pytest.mark.django_db


def test_chips_take_one_value_away_and_leave_the_rest():
    for platform in ("tiktok", "instagram"):
        make_profile(platform=platform)
    shown = page("platform=tiktok&platform=instagram&er_max=3&sort=name&page=4&cols=niche")
    assert [chip.text for chip in shown.chips] == ["TikTok", "Instagram", "Engagement up to 3%"]
    assert parse_qs(urlsplit(shown.chips[0].href).query) == {
        "platform": ["instagram"], "er_max": ["3"], "sort": ["name"], "cols": ["niche"]
    }  # fmt: skip
    assert parse_qs(urlsplit(shown.cleared).query) == {"sort": ["name"], "cols": ["niche"]}


def test_a_default_is_never_written_into_the_address():
    assert (
        page("sort=-standing&cols=followers&cols=engagement,standing,niche,place,last_post,tags&q=").address
        == "?"
    )


@pytest.mark.parametrize(
    "query",
    [
        "page=abc", "page=-1", "page=99999999999999999999999", "page=0", "sort=--followers", "sort=pk",
        "sort=password", "cols=password", "search=x", "nonsense=1", "followers_min=x&er_min=%00",
        "page=%F0%9F%98%80", "q=%ED%A0%80", "q=%27%3B--", "platform=&tier=&niche=", "cols=,,,", "q=%25_%5C",
    ],
)  # fmt: skip
def test_no_address_breaks_the_page(client, signed_in, query):
    make_profile(handle="somebody", followers=10)
    assert "Discover creators" in text_of(client, f"/?{query}")


def test_what_was_left_out_is_said(client, signed_in):
    make_profile()
    text = text_of(client, "/?sort=pk&cols=password&nonsense=1&platform=myspace")
    for part in (
        "<b>sort</b> “pk”: There is no such order.",
        "<b>cols</b> “password”: There is no such column.",
        "<b>nonsense</b> “1”: There is no such filter.",
        "<b>Platform</b> “myspace”: There is no such choice.",
    ):
        assert part in text


def test_sorting_by_a_heading_turns_round_on_the_second_click():
    make_profile()
    first = next(h for h in page().headings if h.column.key == "followers")
    assert first.href == "?sort=-followers"
    second = next(h for h in page("sort=-followers").headings if h.column.key == "followers")
    assert (second.href, second.direction) == ("?sort=followers", "descending")


def test_columns_stand_in_the_address(client, signed_in):
    make_profile(bio="Slow bread")
    assert "Slow bread" not in text_of(client)
    assert "Slow bread" in text_of(client, "/?cols=bio")
    assert "Slow bread" in text_of(client, "/?cols=bio&cols=followers")


def test_pages_of_fifty_with_the_exact_total(client, signed_in):
    for _ in range(53):
        make_profile()
    assert "1 to 50 of 53" in text_of(client)
    second = text_of(client, "/?page=2&sort=name")
    assert "51 to 53 of 53" in second
    assert 'href="?page=1&amp;sort=name"' in second


def test_the_switch_is_there_when_real_and_demo_are():
    make_profile(source=Source.DEMO)
    assert page().other_scope is None
    make_profile()
    assert page("q=x").other_scope == ("Show demo creators", "?q=x&demo=1")
    assert page("demo=1").other_scope == ("Show real creators", "?")


def test_htmx_gets_the_part_it_asks_for_under_the_short_address(client, signed_in):
    make_profile(platform="tiktok")
    answer = client.get(
        "/?q=&platform=tiktok&sort=-standing", headers={"HX-Request": "true", "HX-Target": "results"}
    )
    text = answer.content.decode()
    assert "<html" not in text
    assert 'id="filters"' not in text
    assert (
        'id="facet-platform" class="hp-facet" role="group" aria-label="Platform" hx-swap-oob="true"' in text
    )
    assert "1 account found" in text
    assert answer["HX-Push-Url"] == "/?platform=tiktok"
    assert {"HX-Request", "HX-Target"} <= {part.strip() for part in answer["Vary"].split(",")}
    whole = text_of(client, "/", **{"HX-Request": "true", "HX-Target": "discover"})
    assert 'id="filters"' in whole
    assert whole.count('id="facet-platform"') == 1
    assert "<html" not in whole


def test_going_back_gets_the_whole_page(client, signed_in):
    make_profile()
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in text_of(client, "/", **headers)


def test_the_rail_keeps_what_is_chosen_although_nothing_is_left():
    make_profile(platform="tiktok", country="DE")
    shown = page("country=FR")
    options = {option.value: option for option in shown.facets["country"].shown}
    assert (options["FR"].count, options["FR"].chosen) == (0, True)
    assert (options["DE"].count, options["DE"].chosen) == (1, False)


def test_children_of_a_niche_stand_below_it():
    food = make_niche("Cuisine")
    make_profile(niche=make_niche("Sourdough", food))
    make_profile(niche=food)
    option = next(o for o in page().facets["niche"].shown if o.value == "cuisine")
    assert option.count == 2
    assert [(child.value, child.count) for child in option.children] == [("sourdough", 1)]
