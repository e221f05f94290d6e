"""The import page, from upload to undo."""

import datetime
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from influencers.choices import ImportState
from influencers.importing import uploads
from influencers.importing.dates import day_in_name
from influencers.importing.tasks import import_stored_file
from influencers.models import ImportFile, Profile
from tests.factories import make_user

FILES = Path(__file__).resolve().parents[2] / "files" / "import"
pytestmark = pytest.mark.django_db


@pytest.fixture
def marketer(client, settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path
    client.force_login(make_user("marketer"))
    return client


def upload(client, name):
    data = SimpleUploadedFile(name, (FILES / name).read_bytes())
    return client.post(reverse("imports"), {"file": data}, follow=True)


def form_of(response):
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_upload_shows_the_mapping_and_what_would_happen(marketer):
    page = upload(marketer, "bad_cells.csv")
    text = page.content.decode()
    assert "What the import would do" in text
    assert "Narnia" in text
    assert "not a number" in text
    assert not Profile.objects.exists()
    assert ImportFile.objects.get().state == ImportState.READY


@pytest.mark.parametrize("name", ["report_layout.xlsx", "sheets_by_platform.xlsx"])
def test_a_workbook_is_read_from_where_uploads_are_kept(marketer, name):
    page = upload(marketer, name)
    assert page.status_code == 200
    record = ImportFile.objects.get()
    assert record.state == ImportState.READY
    assert uploads.start(record)
    import_stored_file(record.pk)
    record.refresh_from_db()
    assert (record.state, Profile.objects.count()) == (ImportState.DONE, record.created)
    assert record.created


def test_the_whole_way_and_back(marketer, django_capture_on_commit_callbacks, monkeypatch):
    upload(marketer, "bad_cells.csv")
    record = ImportFile.objects.get()
    queued = []
    monkeypatch.setattr(
        "celery.app.task.Task.apply_async", lambda self, args=None, *a, **k: queued.append(args)
    )
    with django_capture_on_commit_callbacks(execute=True):
        marketer.post(reverse("import_start", args=[record.pk]))
    assert [list(args) for args in queued] == [[record.pk]]
    import_stored_file(record.pk)
    import_stored_file(record.pk)
    record.refresh_from_db()
    assert (record.state, record.rows, record.created, record.rejected) == (ImportState.DONE, 7, 1, 6)
    page = marketer.get(reverse("import_file", args=[record.pk])).content.decode()
    assert "See them in Discover" in page
    assert "why a row is left out" in page
    assert "not a number" in page
    rejected = b"".join(marketer.get(reverse("import_rejected", args=[record.pk])).streaming_content).decode()
    assert "not a number" in rejected
    assert "abc" in rejected
    marketer.post(reverse("import_undo", args=[record.pk]))
    assert not Profile.objects.exists()
    assert "Taken back" in marketer.get(reverse("import_file", args=[record.pk])).content.decode()


def test_the_same_file_again_is_told(marketer):
    for _ in range(2):
        upload(marketer, "wide.csv")
        record = ImportFile.objects.latest("pk")
        page = marketer.get(reverse("import_file", args=[record.pk])).content.decode()
        uploads.start(record)
        uploads.run_stored(record.pk)
    assert "This same file was" in page
    assert reverse("import_file", args=[ImportFile.objects.earliest("pk").pk]) in page
    assert ImportFile.objects.latest("pk").updated == 0


def test_a_question_is_asked_and_answered(marketer):
    page = upload(marketer, "no_platform.csv")
    assert "On which platform" in page.content.decode()
    record = ImportFile.objects.get()
    assert record.state == ImportState.UPLOADED
    marketer.post(reverse("import_start", args=[record.pk]))
    record.refresh_from_db()
    assert record.state == ImportState.UPLOADED
    answers = form_of(page) | {"platform": "tiktok", "as_of": "2026-02-01"}
    page = marketer.post(reverse("import_file", args=[record.pk]), answers, follow=True)
    record.refresh_from_db()
    assert (record.state, record.platform, str(record.as_of)) == (ImportState.READY, "tiktok", "2026-02-01")
    assert "What the import would do" in page.content.decode()


def test_a_question_leads_to_the_control_that_answers_it(marketer):
    page = upload(marketer, "rate_ambiguous.csv").text
    control = re.search(r'href="#(id_column_\d+)">Choose the unit', page)[1]
    row = page[page.index('<tr class="hp-asked">') :]
    assert f'id="{control}"' in row[: row.index("</tr>")]
    page = upload(marketer, "no_platform.csv").text
    assert 'href="#id_platform">Choose the platform' in page
    assert 'class="hp-asked"' not in page


def test_a_mapping_that_a_person_chose_is_remembered_for_the_same_header(marketer):
    page = upload(marketer, "duplicates.csv")
    record = ImportFile.objects.get()
    answers = form_of(page)
    country = next(name for name, value in answers.items() if value == "country")
    marketer.post(reverse("import_file", args=[record.pk]), answers | {country: "", "as_of": "2026-02-01"})
    page = upload(marketer, "duplicates.csv")
    assert "chosen for a list with the same columns before" in page.content.decode()
    assert "country" not in ImportFile.objects.latest("pk").mapping


@pytest.mark.parametrize("name", ["picture.csv", "empty.csv", "broken.json"])
def test_an_unreadable_file_is_refused_in_words_and_not_kept(marketer, name, tmp_path):
    page = upload(marketer, name)
    assert page.status_code == 422
    assert not ImportFile.objects.exists()
    assert not list(tmp_path.iterdir())


def test_too_large_an_upload_is_refused(marketer, settings):
    settings.IMPORT_MAX_BYTES = 10
    assert "larger than" in upload(marketer, "duplicates.csv").content.decode()


def test_a_lost_upload_says_what_to_do(marketer, tmp_path):
    upload(marketer, "duplicates.csv")
    for path in tmp_path.iterdir():
        path.unlink()
    page = marketer.get(reverse("import_file", args=[ImportFile.objects.get().pk]))
    assert page.status_code == 422
    assert "Upload the list again" in page.content.decode()


def test_throwing_away_leaves_nothing(marketer, tmp_path):
    upload(marketer, "duplicates.csv")
    marketer.post(reverse("import_discard", args=[ImportFile.objects.get().pk]))
    assert not ImportFile.objects.exists()
    assert not list(tmp_path.iterdir())


def test_a_failure_is_shown_and_can_be_tried_again(marketer, tmp_path):
    upload(marketer, "duplicates.csv")
    record = ImportFile.objects.get()
    ImportFile.objects.filter(pk=record.pk).update(state=ImportState.RUNNING)
    stored = tmp_path / record.stored_as
    kept = stored.read_bytes()
    stored.unlink()
    import_stored_file(record.pk)
    page = marketer.get(reverse("import_file", args=[record.pk])).content.decode()
    assert "cannot be opened" in page
    assert "Try again" in page
    stored.write_bytes(kept)
    ImportFile.objects.filter(pk=record.pk).update(state=ImportState.RUNNING)
    import_stored_file(record.pk)
    record.refresh_from_db()
    assert record.state == ImportState.DONE


def test_progress_reloads_the_page_when_it_is_over(marketer):
    upload(marketer, "duplicates.csv")
    record = ImportFile.objects.get()
    ImportFile.objects.filter(pk=record.pk).update(state=ImportState.RUNNING)
    response = marketer.get(reverse("import_progress", args=[record.pk]))
    assert "HX-Refresh" not in response
    import_stored_file(record.pk)
    assert marketer.get(reverse("import_progress", args=[record.pk]))["HX-Refresh"] == "true"


def test_cells_are_text_never_markup(marketer, tmp_path):
    data = SimpleUploadedFile(
        "x.csv", b'handle,platform,<script>alert(1)</script>\nfern.field,tiktok,"<img src=x>"\n'
    )
    page = marketer.post(reverse("imports"), {"file": data}, follow=True).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page


def test_the_list_of_imports_asks_the_same_number_of_questions(marketer, django_assert_max_num_queries):
    for number in range(15):
        ImportFile.objects.create(name=f"{number}.csv", uploaded_by=make_user("curator"))
    with django_assert_max_num_queries(8):
        marketer.get(reverse("imports"))


def test_people_without_a_role_are_kept_out(client):
    client.force_login(make_user(None))
    assert client.get(reverse("imports")).status_code == 403


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Tiktok sep 2022.csv", "2022-09-30"),
        ("instagram sep-2022.csv", "2022-09-30"),
        ("top_february2024.xlsx", "2024-02-29"),
        ("creators 2025-12-01.csv", "2025-12-01"),
        ("export_20251231.json", "2025-12-31"),
        ("list 2025_11.csv", "2025-11-30"),
        ("this month 2026-11.csv", "2026-11-24"),
        ("next dec 2026.csv", None),
        ("market 2022.csv", None),
        ("top 1000.csv", None),
        ("20223112345.csv", None),
        ("2025-02-31.csv", None),
    ],
)
def test_the_name_of_a_file_tells_its_day(name, day):
    found = day_in_name(name, datetime.date(2026, 11, 24))
    assert (found and found.isoformat()) == day


def test_the_day_of_the_name_is_offered_and_a_person_may_set_another(marketer):
    data = SimpleUploadedFile("creators sep 2022.csv", (FILES / "bad_cells.csv").read_bytes())
    page = marketer.post(reverse("imports"), {"file": data}, follow=True)
    assert "The name of the file says so." in page.text
    record = ImportFile.objects.get()
    assert str(record.as_of) == "2022-09-30"
    page = marketer.post(
        reverse("import_file", args=[record.pk]), form_of(page) | {"as_of": "2022-08-01"}, follow=True
    )
    assert "The name of the file says so." not in page.text
    record.refresh_from_db()
    assert str(record.as_of) == "2022-08-01"
