"""The shortlist as a file: complete, dated, harmless."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import exports, shortlist
from campaigns.candidate_edits import assign, set_fees
from campaigns.fees import Fees
from influencers.choices import Source
from influencers.models import ImportFile, ReportedFigures
from tests.campaigns.catalogue import make_scored, niche
from tests.factories import make_candidate, make_profile, make_tier

pytestmark = pytest.mark.django_db


def rows_of(client, campaign, person, **asked) -> list[dict]:
    client.force_login(person)
    response = client.get(reverse("campaign_export", args=[campaign.pk, "csv"]), asked)
    assert response.streaming
    assert f"autumn-kitchen-shortlist-{timezone.localdate():%Y-%m-%d}.csv" in response["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))


def test_every_figure_has_its_source_and_its_date(client, team):
    cook = make_scored(12, country="DE")[0]
    make_tier("Tiny", 0, 10_000)
    make_tier("My micro", 10_000, 50_000, platform="instagram")
    file = ImportFile.objects.create(name="vendor.csv")
    for day, rate in ((date(2026, 3, 1), 0.02), (date(2026, 5, 1), 0.03)):
        other = ImportFile.objects.create(name=f"{day}.csv") if day.month == 3 else file
        ReportedFigures.objects.create(profile=cook, import_file=other, engagement_rate=rate, as_of=day)
    type(cook).objects.update(import_file=file)
    team.campaign.niche_weights.create(niche=niche("cooking"), weight=5)
    shortlist.add(team.campaign, [cook.pk], team.editor, timezone.now())
    candidate = team.campaign.candidates.get()
    shortlist.note(candidate, "Likes bread", team.owner, timezone.now())
    shortlist.note(candidate, "Free in May", team.editor, timezone.now())
    (row,) = rows_of(client, team.campaign, team.viewer)
    cook.refresh_from_db()
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert (row["Handle"], row["Stage"], row["Added by"]) == (cook.handle, "Shortlisted", "editor")
    assert (row["Followers"], row["Followers source"]) == (str(cook.followers), "vendor.csv")
    assert row["Followers as of"] == f"{timezone.localtime(cook.fetched_at):%Y-%m-%d %H:%M}+00:00"
    assert float(row["Engagement rate"]) == pytest.approx(cook.engagement_rate, abs=1e-5)
    assert (row["Engagement basis"], row["Engagement posts"]) == ("Measured", str(cook.n_posts))
    assert row["Engagement as of"].startswith(today)
    assert (row["Reported engagement rate"], row["Reported engagement source"]) == ("0.03", "File vendor.csv")
    assert row["Reported engagement as of"] == "2026-05-01"
    assert float(row["Score when added"]) == float(row["Score now"]) == round(candidate.frozen_score, 1)
    assert row["Score as of"].startswith(today)
    assert row["Score now as of"].startswith(today)
    assert (row["Size"], row["Main niche"], row["Country"], row["Demo"]) == (
        "My micro",
        "Cooking",
        "DE",
        "no",
    )
    assert row["Notes"] == f"Olga Owner, {today}: Likes bread\neditor, {today}: Free in May"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝", " ="])
def test_no_cell_is_run_as_a_formula(client, team, start):
    evil = f'{start}HYPERLINK("http://x","y")'
    profile = make_profile(handle="plain", display_name=evil)
    shortlist.add(team.campaign, [profile.pk], team.editor, timezone.now())
    team.campaign.stages.filter(name="Shortlisted").update(name=evil)
    (row,) = rows_of(client, team.campaign, team.viewer)
    assert row["Name"] == f"'{evil}"
    assert row["Stage"].startswith("'")
    response = client.get(reverse("campaign_export", args=[team.campaign.pk, "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response))).active
    header = [cell.value for cell in sheet[1]]
    assert header == list(exports.HEADER)
    cell = sheet[2][header.index("Name")]
    assert cell.data_type == "s"
    assert cell.value == f"'{evil}"


def test_a_stage_alone_and_nobody_removed(client, team):
    contacted = team.campaign.stages.get(name="Contacted")
    first, second, gone = (make_candidate(team.campaign) for _ in range(3))
    shortlist.move(team.campaign, [second.pk], contacted, team.owner, timezone.now())
    shortlist.remove(team.campaign, [gone.pk], team.owner, timezone.now())
    handles = [row["Handle"] for row in rows_of(client, team.campaign, team.viewer)]
    assert handles == [first.profile.handle, second.profile.handle]
    only = rows_of(client, team.campaign, team.viewer, stage=contacted.pk)
    assert [row["Handle"] for row in only] == [second.profile.handle]


def test_assignee_fees_and_the_day_of_the_stage_are_in_both_files(client, team):
    now = timezone.now()
    row = make_candidate(team.campaign)
    shortlist.move(team.campaign, [row.pk], team.campaign.stages.get(name="Agreed"), team.owner, now)
    assign(team.campaign, [row.pk], team.owner, team.owner, now)
    set_fees(team.campaign, row, Fees("EUR", Decimal("1200.5"), Decimal(0)), team.owner, now, Fees())
    make_candidate(team.campaign)
    bare, full = rows_of(client, team.campaign, team.viewer)
    wanted = ("Assignee", "Fee currency", "Fee quoted", "Fee agreed")
    assert [full[name] for name in wanted] == ["Olga Owner", "EUR", "1200.50", "0.00"]
    assert [bare[name] for name in wanted] == ["", "", "", ""]
    at = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    assert full["Stage history"] == f"Olga Owner, {at}: Shortlisted to Agreed"
    assert full["In stage since"] == f"{timezone.localtime(now):%Y-%m-%d %H:%M}+00:00"
    response = client.get(reverse("campaign_export", args=[team.campaign.pk, "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response))).active
    cell = sheet[3][list(exports.HEADER).index("Fee quoted")]
    assert (cell.data_type, cell.value) == ("n", 1200.5)


def test_another_kind_of_file_is_not_there(client, team):
    client.force_login(team.owner)
    assert client.get(reverse("campaign_export", args=[team.campaign.pk, "pdf"])).status_code == 404


def test_what_is_not_known_is_empty_not_zero(client, team):
    bare = make_profile(followers=None, fetched_at=None, source=Source.CURATOR)
    make_candidate(team.campaign, bare, frozen_score=None)
    (row,) = rows_of(client, team.campaign, team.viewer)
    for name in (
        "Followers",
        "Followers source",
        "Followers as of",
        "Engagement rate",
        "Score when added",
        "Score now",
    ):
        assert row[name] == "", name


def test_rows_are_read_in_chunks_of_a_fixed_number_of_queries(team, monkeypatch):
    for _ in range(25):
        make_candidate(team.campaign)
    counts = {}
    for size in (5, 25):
        monkeypatch.setattr(exports, "CHUNK", size)
        with CaptureQueriesContext(connection) as queries:
            assert len(list(exports.shortlist_rows(team.campaign, timezone.now()))) == 25
        counts[size] = len(queries)
    once = 2  # the brief's niches, the ids
    assert counts[5] - once == 5 * (counts[25] - once)
