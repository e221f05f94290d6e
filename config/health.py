"""`/healthz`: whether this installation can do its work, for a probe that has no login."""

import logging
from datetime import datetime, timedelta

import redis
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.tasks import LAST_BEAT

BEAT_IS_LATE = timedelta(minutes=3)
OK, UNREACHABLE = "ok", "unreachable"
logger = logging.getLogger(__name__)


def database_state() -> str:
    """ "ok" if the database answers a query, else "unreachable"; the reason stands in the log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        logger.exception("The database does not answer")
        return UNREACHABLE
    return OK


def redis_state() -> tuple[str, datetime | None]:
    """Whether Redis answers, and when beat last ticked (None: never, or not known)."""
    try:
        moment = cache.get(LAST_BEAT)
    except redis.RedisError:
        logger.exception("Redis does not answer")
        return UNREACHABLE, None
    return OK, datetime.fromisoformat(moment) if moment else None


@require_safe
@never_cache
@login_not_required
def healthz(request):
    """JSON: 200 if database and Redis answer, else 503. "degraded" at 200: no beat for three minutes."""
    database, (broker, last_beat) = database_state(), redis_state()
    answering = database == broker == OK
    age = timezone.now() - last_beat if last_beat else None
    beating = age is not None and age <= BEAT_IS_LATE
    report = {
        "status": "ok" if answering and beating else "degraded",
        "database": database,
        "redis": broker,
        "last_beat": last_beat.isoformat() if last_beat else None,
        "last_beat_age_seconds": round(age.total_seconds(), 1) if age else None,
    }
    return JsonResponse(report, status=200 if answering else 503)
