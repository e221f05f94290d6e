"""An import by a real worker, started from the page."""

import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from influencers.choices import ImportState
from influencers.models import ImportFile, Profile
from tests.factories import make_user
from tests.waiting import wait_until
from tests.worker import celery_worker

FILES = Path(__file__).resolve().parents[2] / "files" / "import"


@pytest.mark.django_db(transaction=True)
def test_a_worker_imports_what_the_page_started(client, settings):
    with tempfile.TemporaryDirectory() as folder:
        settings.UPLOAD_ROOT = Path(folder) / "uploads"
        client.force_login(make_user("curator"))
        data = SimpleUploadedFile("list.csv", (FILES / "two_platforms.csv").read_bytes())
        client.post(reverse("imports"), {"file": data})
        record = ImportFile.objects.get()
        with celery_worker(HANDPICK_VAR=folder):
            client.post(reverse("import_start", args=[record.pk]))
            wait_until(lambda: _state(record) == ImportState.DONE, seconds=60, what="the import to be done")
    assert Profile.objects.count() == 4


def _state(record: ImportFile) -> str:
    record.refresh_from_db()
    assert record.state != ImportState.FAILED, record.error
    return record.state
