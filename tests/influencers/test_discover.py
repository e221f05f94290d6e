"""The page: rows with their sources, imports, and what it says of nothing."""

from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from influencers.choices import Basis, ImportState, Source
from influencers.discover_rows import rate_told_by, told_by
from influencers.import_choices import OFFERED
from influencers.models import ImportFile, Profile, ReportedFigures
from influencers.text_index import make_texts
from tests.factories import make_import, make_niche, make_post, make_profile, make_tag, make_user
from tests.influencers.discover_page import page, text_of

pytestmark = pytest.mark.django_db


def test_a_row_shows_who_it_is_and_what_is_known(client, signed_in):
    make_profile(
        handle="slowbread", display_name="Mara L", niche=make_niche("Sourdough"), country="DE", language="de",
        followers=12_400, engagement_rate=0.0312, er_low=0.025, er_high=0.04, er_basis=Basis.MEASURED,
        n_posts=12, percentile=0.837, scored_at=timezone.now() - timedelta(hours=3), growth_30d=0.02,
        last_post_at=timezone.now() - timedelta(days=4), tags=[make_tag("favourite")], is_verified=True,
    )  # fmt: skip
    text = text_of(client)
    for part in (
        "@slowbread", "Mara L", "Sourdough", "measured", "12.4K", "+2.0%", "3.1%", "2.5–4.0%",
        "12 posts, 3 hours ago", "83%", "Germany", "German", "4 days ago", "favourite", "Verified",
    ):  # fmt: skip
        assert part in text, part


def test_every_figure_says_who_told_it_and_when():
    noon = datetime(2022, 9, 12, 12, tzinfo=timezone.get_current_timezone())
    file = ImportFile.objects.create(name="top.csv")
    from_file = make_profile(source=Source.FILE, import_file=file, fetched_at=noon, engagement_rate=0.05,
                             er_basis=Basis.REPORTED)  # fmt: skip
    fetched = make_profile(source=Source.BLUESKY, fetched_at=timezone.now() - timedelta(hours=3))
    ReportedFigures.objects.create(
        profile=from_file, import_file=file, engagement_rate=0.05, as_of=date(2022, 9, 12)
    )
    assert told_by(from_file) == "top.csv, as of 12 Sep 2022"
    assert told_by(fetched) == "Bluesky, 3 hours ago"
    assert rate_told_by(from_file) == "Reported in top.csv, 12 Sep 2022"
    assert rate_told_by(fetched) == "not measured yet"


def test_why_there_is_no_rate():
    now = timezone.now()
    assert rate_told_by(make_profile(scored_at=now, percentile=0.9, n_posts=41)) == "likes hidden, 41 posts"
    assert rate_told_by(make_profile(scored_at=now, n_posts=1)) == "too little to measure"
    assert rate_told_by(make_profile(scored_at=now)) == "no posts to measure"
    doubtful = make_profile(scored_at=now, er_basis=Basis.REPORTED)
    assert rate_told_by(doubtful) == "Reported above 100%, to check"


def test_what_users_and_platforms_write_is_never_markup(client, signed_in):
    make_profile(handle="<b>x", display_name="<script>alert(1)</script>", bio="<img src=x>",
                 tags=[make_tag("<i>t</i>")])  # fmt: skip
    make_texts()
    text = text_of(client, "/?cols=bio,tags&q=%3Cscript%3E&foo=%3Cscript%3E")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "&lt;<mark>script</mark>&gt;alert(1)" in text
    assert "<img src=x>" not in text
    assert "<i>t</i>" not in text


def test_the_number_of_queries_does_not_depend_on_the_rows(client, signed_in):
    niche, tag = make_niche("Sourdough"), make_tag("favourite")
    file = ImportFile.objects.create(name="a.csv")

    def fill(count: int) -> None:
        for n in range(count):
            profile = make_profile(niche=niche, tags=[tag], country=("DE", "FR")[n % 2], import_file=file,
                                   engagement_rate=0.03, er_basis=Basis.REPORTED)  # fmt: skip
            ReportedFigures.objects.create(
                profile=profile, import_file=file, engagement_rate=0.03, as_of=date(2026, 1, 1)
            )

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert "@handle" in text_of(client, "/?country=DE&q=handle")
        return len(seen)

    fill(10)
    few = queries()
    fill(190)
    assert Profile.objects.count() == 200
    assert queries() == few


def test_an_empty_catalogue_says_what_to_do(client, signed_in):
    text = text_of(client)
    assert "Your catalogue is empty" in text
    assert "seed_demo" in text


def test_no_match_says_which_filter_to_loosen(client, signed_in):
    make_profile(platform="tiktok", followers=20_000)
    shown = page("platform=tiktok&followers_min=1M&er_max=0")
    assert shown.total == 0
    assert shown.loosened == []
    assert "No single filter is the cause" in text_of(client, "/?platform=tiktok&followers_min=1M&er_max=0")
    shown = page("platform=tiktok&followers_min=1M")
    assert [(one.text, one.count) for one in shown.loosened] == [("From 1M followers", 1)]
    assert shown.loosened[0].href == "?platform=tiktok"


def test_a_handle_that_is_not_there_says_how_it_comes_in(client, signed_in):
    make_profile(handle="slowbread", platform="tiktok")
    for words in ("@mara.bakes", "mara_bakes", " mara-bakes.bsky.social "):
        text = text_of(client, f"/?q={quote(words)}&platform=tiktok")
        assert f"Nobody here matches “{words.strip()}”" in text
        fetch = f"Fetch @{words.strip().lstrip('@')} from Bluesky"
        assert (fetch if "." in words else "Write it in full, such as name.bsky.social") in text
        assert "Search the platforms for it" in text
        assert 'class="btn" href="/import/"' in text
        assert "Or leave one filter out:" in text
        assert "Without “" in text


def test_a_word_that_names_a_niche_leads_to_it(client):
    client.force_login(make_user())
    make_profile(handle="paws", niche=make_niche("Cats"))
    meant = page("q=cats&country=DE&platform=instagram").niche_meant
    assert meant is None, "nobody there posts about it"
    meant = page("q=cat&platform=instagram").niche_meant
    assert (meant.text, meant.count) == ("Cats", 1)
    text = text_of(client, "/?q=cats")
    assert "Niche Cats (1)" in text
    assert [row.profile.handle for row in page(meant.href.removeprefix("?")).rows] == ["paws"]
    assert page("q=paws").niche_meant is None


def test_what_is_no_handle_or_is_there_is_not_said_to_be_missing():
    make_profile(handle="slowbread", platform="tiktok")
    assert page("q=slow+vegan+bread").missing_handle == ""
    assert page("q=slowbread&platform=youtube").missing_handle == "", "it is there, on another platform"
    assert page("q=@slowbread").missing_handle == ""
    assert page("platform=youtube").missing_handle == ""
    assert page("q=mara").missing_handle == "mara"
    make_profile(handle="fiction", source=Source.DEMO)
    assert page("q=slowbread&demo=1").missing_handle == "", "it is there, among the real ones"


def test_the_accounts_of_an_import_are_a_chip_a_choice_and_an_export(client, signed_in):
    make_profile(handle="elsewhere", platform="tiktok")
    inside = [make_profile(handle=f"inside{n}", platform=p) for n, p in enumerate(("tiktok", "youtube"))]
    record = make_import(inside, name="top.csv", finished_at=timezone.now() - timedelta(days=3, hours=1))
    make_import(name="open.csv", state=ImportState.READY)
    address = f"/?import={record.pk}"
    assert f'href="{address}"' in text_of(client, f"/import/{record.pk}/")
    shown = page(f"import={record.pk}&platform=tiktok", signed_in)
    assert [(chip.text, chip.href) for chip in shown.chips] == [
        ("TikTok", f"?import={record.pk}"),
        ("From top.csv, imported 3 days ago", "?platform=tiktok"),
    ]
    assert shown.total == 1
    assert {o.value: o.count for o in shown.facets["platform"].shown} == {"tiktok": 1, "youtube": 1}
    assert shown.import_choices == [(str(record.pk), "top.csv, imported 3 days ago")]
    text = text_of(client, address)
    assert f'<option value="{record.pk}" selected>top.csv, imported 3 days ago</option>' in text
    assert "elsewhere" not in text
    exported = b"".join(client.get(f"/creators.csv{address[1:]}")).decode()
    assert "inside0" in exported
    assert "elsewhere" not in exported


def test_an_old_import_that_is_chosen_stays_in_the_menu():
    old = make_import([make_profile()], name="old.csv", finished_at=timezone.now() - timedelta(days=400))
    for _ in range(OFFERED):
        make_import()
    assert len(page().import_choices) == OFFERED
    assert page(f"import={old.pk}").import_choices[-1] == (str(old.pk), "old.csv, imported 1 year ago")


def test_without_imports_there_is_no_menu_of_them(client, signed_in):
    make_profile()
    assert 'id="id_import"' not in text_of(client)


def test_posts_do_not_multiply_rows():
    profile = make_profile(tags=[make_tag(), make_tag()])
    make_post(profile), make_post(profile)
    assert page().total == 1
    assert [row.profile.pk for row in page().rows] == [profile.pk]
