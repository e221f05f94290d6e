"""Creators as a file: everything that was found, each figure with its date, nothing that runs."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from influencers.choices import Basis, Source
from influencers.exports import HEADER
from influencers.models import ImportFile, ReportedFigures
from tests.factories import make_niche, make_profile, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def marketer(client):
    client.force_login(make_user())


def read(answer) -> list[dict]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_everything_that_the_address_finds_in_its_order(client):
    for n in range(60):
        make_profile(handle=f"h{n:02}", platform=("tiktok", "instagram")[n % 2], followers=n)
    rows = read(client.get("/creators.csv?platform=tiktok&sort=-followers&page=2"))
    assert [row["Handle"] for row in rows] == [f"h{n:02}" for n in range(58, -1, -2)]


def test_each_figure_has_its_date_and_source(client):
    file = ImportFile.objects.create(name="top.csv")
    now = timezone.now()
    reported = make_profile(
        handle="reported", import_file=file, fetched_at=now, engagement_rate=0.05, er_basis=Basis.REPORTED,
        niche=make_niche("Sourdough"), tags=[make_tag("b"), make_tag("a")], country="DE",
    )  # fmt: skip
    ReportedFigures.objects.create(
        profile=reported, import_file=file, engagement_rate=0.05, as_of=date(2022, 9, 12)
    )
    make_profile(handle="measured", source=Source.BLUESKY, fetched_at=now - timedelta(hours=3), followers=20,
                 engagement_rate=0.04, er_basis=Basis.MEASURED, n_posts=12, scored_at=now)  # fmt: skip
    rows = {row["Handle"]: row for row in read(client.get("/creators.csv"))}
    assert list(rows["reported"]) == list(HEADER)
    assert rows["reported"]["Engagement as of"] == "2022-09-12"
    assert rows["reported"]["Engagement basis"] == "Reported"
    assert rows["reported"]["Source"] == "top.csv"
    assert rows["reported"]["Tags"] == "a, b"
    assert (rows["reported"]["Niches"], rows["reported"]["Niche basis"]) == ("Sourdough", "Measured")
    assert rows["measured"]["Source"] == "Bluesky"
    assert rows["measured"]["Followers as of"] != rows["measured"]["Engagement as of"] != ""
    assert rows["measured"]["Posts measured"] == "12"


def test_a_selection_alone(client):
    wanted = [make_profile(handle="a"), make_profile(handle="b")]
    make_profile(handle="zebra")
    rows = read(client.post("/creators.csv", {"profiles": [one.pk for one in wanted]}))
    assert {row["Handle"] for row in rows} == {"a", "b"}
    found = read(client.post("/creators.csv", {"all": "1", "query": "q=zebra"}))
    assert [row["Handle"] for row in found] == ["zebra"]


def test_cells_are_harmless_in_both_kinds(client):
    make_profile(handle="=cmd", display_name="+evil", bio="@SUM(1)", tags=[make_tag("-x")])
    row = read(client.get("/creators.csv"))[0]
    assert (row["Handle"], row["Name"], row["Bio"], row["Tags"]) == ("'=cmd", "'+evil", "'@SUM(1)", "'-x")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/creators.xlsx").streaming_content)))
    cells = [cell for line in book.active.iter_rows() for cell in line]
    assert "'=cmd" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)


def test_the_number_of_queries_does_not_depend_on_the_rows(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            read(client.get("/creators.csv"))
        return len(seen)

    niche = make_niche("Sourdough")
    for _ in range(10):
        make_profile(niche=niche)
    few = queries()
    for _ in range(190):
        make_profile(niche=niche)
    assert queries() == few


def test_a_workbook_shows_rates_as_percentages_and_a_csv_keeps_short_fractions(client):
    make_profile(engagement_rate=0.0620808045558014, er_basis=Basis.MEASURED)
    assert read(client.get("/creators.csv"))[0]["Engagement rate"] == "0.06208"
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/creators.xlsx").streaming_content)))
    cell = book.active.cell(2, HEADER.index("Engagement rate") + 1)
    assert (round(cell.value, 4), cell.number_format) == (0.0621, "0.0%")


def test_there_is_no_other_kind(client):
    assert client.get("/creators.exe").status_code == 404
