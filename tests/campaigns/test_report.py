"""The report: what it says, what it keeps apart, and a workbook with charts and without formulas."""

import io
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.report import report
from influencers.models import PostReading
from scoring.media_values import sync_media_values
from tests.factories import make_candidate, make_deliverable, make_post, make_profile

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def posted(campaign, likes, fee=100, **profile):
    stage = campaign.stages.get(kind="agreed")
    candidate = make_candidate(campaign, make_profile(**profile), stage=stage, fee_agreed=fee, currency="USD")
    at = NOW - timedelta(days=10)
    post = make_post(candidate.profile, likes=likes, comments=0, published_at=at, fetched_at=NOW)
    PostReading.objects.create(post=post, read_at=at + timedelta(days=1), likes=likes // 2, comments=0)
    return make_deliverable(candidate, post=post, state="found")


@pytest.fixture
def campaign(team):
    sync_media_values()
    team.campaign.currency = "USD"
    team.campaign.save()
    return team.campaign


@pytest.fixture
def book(client, team):
    """book(): the workbook that a viewer downloads, and the names of the files in it."""

    def download():
        client.force_login(team.viewer)
        response = client.get(reverse("campaign_report_file", args=[team.campaign.pk]))
        data = io.BytesIO(b"".join(response.streaming_content))
        return openpyxl.load_workbook(data), zipfile.ZipFile(data).namelist()

    return download


def test_the_summary_says_what_came_of_it(campaign):
    posted(campaign, 200)
    posted(campaign, 150, platform="tiktok")
    told = report(campaign, NOW)
    assert told.summary[0] == "2 creators agreed to 2 posts; 2 are published and 0 settled."
    assert told.summary[1].startswith("350 engagements, 80% of what was expected, at USD 0.57 each")
    row = told.groups[0].rows[0]
    assert row.range.low < row.range.gained < row.range.middle
    assert any("Costs are agreed fees, in USD" in note for note in told.notes)
    assert any("figures read up to" in note for note in told.notes)


def test_sums_leave_out_what_stands_apart_and_say_so(campaign, settings):
    settings.YOUTUBE_DERIVED_METRICS = "accepted"
    posted(campaign, 200)
    posted(campaign, 150, platform="tiktok")
    posted(campaign, 5_000, platform="youtube", source="youtube")
    told = report(campaign, NOW)
    assert told.summary[1].startswith("350 engagements")
    assert told.summary[2].startswith("YouTube, apart: 5,000 engagements")
    assert "its terms forbid adding up" in told.summary[3]


def test_the_workbook_holds_sums_posts_growth_and_charts_of_them(campaign, book):
    posted(campaign, 200, handle="ada")
    posted(campaign, 150, platform="tiktok")
    sheets, files = book()
    assert sheets.sheetnames == ["Summary", "Posts", "Growth", "Notes"]
    totals = {row[0]: row for row in sheets["Summary"].iter_rows(min_row=2, values_only=True) if row[0]}
    assert [totals[name][6] for name in ("Together", "Instagram", "TikTok")] == [350, 200, 150]
    posts = list(sheets["Posts"].iter_rows(values_only=True))
    assert posts[1][posts[0].index("Creator")] == "ada"
    assert posts[1][posts[0].index("In the range")] == "yes"
    assert [row[1:] for row in sheets["Growth"].iter_rows(min_row=2, max_row=3, values_only=True)] == [
        (1, 100), (10, 200),
    ]  # fmt: skip
    # Costs by platform, engagements of two platforms, growth.
    assert sum(name.startswith("xl/charts/chart") for name in files) == 4


def test_no_text_in_the_workbook_is_run_as_a_formula(campaign, book):
    row = posted(campaign, 200)
    row.note, row.link = '=HYPERLINK("http://evil.test")', "=1+1"
    row.matched = ["=cmd|' /C calc'!A0"]
    row.save()
    campaign.name = "=SUM(A1)"
    campaign.save()
    sheets, _ = book()
    cells = [
        cell for sheet in sheets for line in sheet.iter_rows() for cell in line if cell.value is not None
    ]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)


def test_withheld_figures_are_in_no_cell_but_the_counts_themselves(campaign, book, settings):
    settings.YOUTUBE_DERIVED_METRICS = ""
    posted(campaign, 4321, platform="youtube", source="youtube")
    sheets, files = book()
    (row,) = list(sheets["Posts"].iter_rows(min_row=2, max_row=2, values_only=True))
    header = [cell.value for cell in sheets["Posts"][1]]
    told = dict(zip(header, row, strict=True))
    assert told["Likes"] == 4321
    for name in ("Engagements", "Engagement rate", "Times the usual", "Cost per engagement", "Media value"):
        assert told[name] is None
    assert not [name for name in files if name.startswith("xl/charts/chart")]


def test_an_empty_report_says_what_to_do(client, team, book):
    sheets, _ = book()
    assert sheets["Posts"].max_row == 1
    page = client.get(reverse("campaign_report", args=[team.campaign.pk])).content
    assert b"Nothing to report yet" in page
