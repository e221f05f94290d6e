"""Rows that were left out: downloaded, corrected, brought again."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from influencers.choices import ImportState
from influencers.importing import uploads
from influencers.importing.tasks import import_stored_file
from influencers.models import ImportFile, Profile, ReportedFigures
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def marketer(client, settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path
    client.force_login(make_user("marketer"))
    return client


def bring(client, name: str, data: bytes, **answers) -> ImportFile:
    """An upload, its answers given, imported."""
    page = client.post(reverse("imports"), {"file": SimpleUploadedFile(name, data)}, follow=True)
    record = ImportFile.objects.latest("pk")
    if answers:
        form = page.context["form"]
        asked = {field: form[field].value() or "" for field in form.fields} | answers
        client.post(reverse("import_file", args=[record.pk]), asked)
    record.refresh_from_db()
    assert uploads.start(record), record.answers
    import_stored_file(record.pk)
    record.refresh_from_db()
    assert record.state == ImportState.DONE
    return record


def rejected_of(client, record: ImportFile) -> list[list[str]]:
    response = client.get(reverse("import_rejected", args=[record.pk]))
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8")


def test_corrected_rows_are_read_as_their_list_was(marketer):
    text = (
        "zeta;handle;ER;followers;note\n"
        "1;@fern.field;0,9;12.300;a\n2;@moss_maker;0,5;abc;b\n3;;0,4;9.000;c\n4;@brook.bakes;0,8;5.100;d\n"
    )
    first = bring(
        marketer,
        "creators sep 2022.csv",
        text.encode(),
        platform="tiktok",
        column_2="engagement_rate_percent",
    )
    assert (first.rows, first.created, first.rejected) == (4, 2, 2)
    head, moss, nobody = rejected_of(marketer, first)
    assert head[1:] == ["zeta", "handle", "ER", "followers", "note"]
    assert "row 3: followers 'abc': not a number" in moss[0]
    assert "row 4: handle '': " in nobody[0]
    moss[4] = "9.800"
    second = bring(marketer, "mended.csv", as_csv([head, moss, nobody]))
    assert (second.rows, second.created, second.rejected) == (2, 1, 1)
    assert (second.platform, str(second.as_of)) == ("tiktok", "2022-09-30")
    mended = Profile.objects.get(handle="moss_maker")
    assert (mended.platform, mended.followers) == ("tiktok", 9_800)
    assert ReportedFigures.objects.get(profile=mended).engagement_rate == pytest.approx(0.005)
    again = rejected_of(marketer, second)
    assert again[0][0] != head[0]
    assert len(again) == 2


def test_rows_of_sheets_keep_the_platform_that_their_sheet_told(marketer):
    book = openpyxl.Workbook()
    tiktok = book.active
    tiktok.title = "TikTok"
    for row in (["Creator", "Fans"], ["@dora.t", 900], ["@ed_t", "abc"], ["@flo", 800]):
        tiktok.append(row)
    instagram = book.create_sheet("Instagram")
    for row in (["Username", "Follower count"], ["hal.one", 12_000], ["@ed_t", "oops"], ["ida", 4_000]):
        instagram.append(row)
    file = io.BytesIO()
    book.save(file)
    first = bring(marketer, "two.xlsx", file.getvalue())
    assert (first.created, first.rejected) == (4, 2)
    rows = rejected_of(marketer, first)
    assert rows[0][1:] == ["platform", "Creator", "Fans", "Username", "Follower count"]
    mended = [[cell.replace("abc", "1500").replace("oops", "2500") for cell in row] for row in rows]
    mended = [rows[0], *([row[0], *mended[n][1:]] for n, row in enumerate(rows) if n)]
    second = bring(marketer, "two mended.csv", as_csv(mended))
    assert (second.rows, second.created) == (2, 2)
    found = Profile.objects.filter(handle="ed_t").order_by("platform")
    assert list(found.values_list("platform", "followers")) == [("instagram", 2_500), ("tiktok", 1_500)]


def test_the_page_says_how_and_an_undone_import_is_no_origin(marketer):
    first = bring(marketer, "a.csv", b"handle,platform,followers\nfern,tiktok,5\nmoss,tiktok,abc\n")
    page = marketer.get(reverse("import_file", args=[first.pk])).text
    assert "Correct what was left out" in page
    assert reverse("import_rejected", args=[first.pk]) in page
    rows = rejected_of(marketer, first)
    again = marketer.post(
        reverse("imports"), {"file": SimpleUploadedFile("b.csv", as_csv(rows))}, follow=True
    )
    assert "read as that list was" in again.text
    marketer.post(reverse("import_undo", args=[first.pk]))
    rows[1][-1] = "70"
    assert bring(marketer, "c.csv", as_csv(rows)).created == 1
