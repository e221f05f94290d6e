"""What a probe is told."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from config.tasks import LAST_BEAT, beat_tick
from tests.waiting import wait_until

NOBODY_LISTENS = 1


@pytest.fixture(autouse=True)
def no_beat_yet():
    cache.delete(LAST_BEAT)


@pytest.mark.django_db
def test_all_well_right_after_a_beat(client):
    beat_tick()
    answer = client.get("/healthz")
    report = answer.json()
    assert answer.status_code == 200
    assert 0 <= report.pop("last_beat_age_seconds") < 10
    assert report.pop("last_beat")[:4] == str(timezone.now().year)
    assert report == {"status": "ok", "database": "ok", "redis": "ok"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_before_the_first_beat_it_answers_but_says_so(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded",
        "database": "ok",
        "redis": "ok",
        "last_beat": None,
        "last_beat_age_seconds": None,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(2.9, "ok"), (3.1, "degraded")])
def test_a_beat_that_stopped_shows_after_three_minutes(client, minutes, status):
    beat_tick()
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        report = client.get("/healthz").json()
    assert report["status"] == status
    assert report["last_beat_age_seconds"] == pytest.approx(minutes * 60, abs=5)


def test_a_database_that_is_down_is_503(client, django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "PORT", NOBODY_LISTENS)
        answer = client.get("/healthz")
        connection.close()
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["redis"]) == ("unreachable", "ok")
    assert answer.json()["status"] == "degraded"


@pytest.mark.django_db
def test_redis_that_is_down_is_503(client, settings):
    address = f"redis://127.0.0.1:{NOBODY_LISTENS}/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": address}}
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["redis"]) == ("ok", "unreachable")
    assert address not in answer.content.decode()


@pytest.mark.django_db
def test_a_probe_behind_an_https_proxy_is_not_redirected(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_the_beat_goes_through_a_real_worker(celery_worker_process):
    before = timezone.now()
    beat_tick.delay()
    moment = wait_until(lambda: cache.get(LAST_BEAT), seconds=30, what="the worker to run the tick")
    assert before <= datetime.fromisoformat(moment) <= timezone.now()
