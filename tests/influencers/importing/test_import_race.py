"""Somebody else adds an account of the list while the list is being written: it is judged anew, and nothing
fails or comes twice."""

import io
import json
import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from influencers.choices import ImportState
from influencers.models import ImportFile, ImportRow, Influencer, Profile, Snapshot
from tests.factories import make_profile
from tests.waiting import wait_until

LIST = "handle,platform,name,followers\nzora.quill,tiktok,Zora,1200\nfern,tiktok,Fern,3400\n"


@pytest.mark.django_db(transaction=True)
def test_an_account_that_came_in_meanwhile_is_updated_and_not_added_again(tmp_path):
    path, out = tmp_path / "list.csv", io.StringIO()
    path.write_text(LIST)

    def work():
        try:
            call_command("import_profiles", str(path), "--json", stdout=out)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    with transaction.atomic():  # not to be seen by the import until it has judged the account to be new
        other = make_profile(platform="tiktok", handle="Zora.Quill", followers=None, fetched_at=None)
        thread.start()
        wait_until(_import_waits, what="the import waits for the other's account")
    thread.join(30)
    result = json.loads(out.getvalue())
    assert (result["rows"], result["created"], result["updated"]) == (2, 1, 1)
    assert result["rejected"] == []
    other.refresh_from_db()
    assert other.followers == 1200
    assert sorted(Profile.objects.values_list("handle", flat=True)) == ["Zora.Quill", "fern"]
    assert Influencer.objects.count() == 2, "the first try left nobody behind"
    assert (Snapshot.objects.count(), ImportRow.objects.count()) == (2, 2)
    record = ImportFile.objects.get()
    assert (record.state, record.created, record.updated) == (ImportState.DONE, 1, 1)


def _import_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN (
                SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                WHERE d.datname = current_database()))"""
        )
        return cursor.fetchone()[0]
