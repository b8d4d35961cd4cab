from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from moothall.kernel import clock
from moothall.kernel.housekeeping import keep_house
from moothall.kernel.models import RateCount
from moothall.kernel.rate_limits import allow


def job(status, *, days_ago):
    """Write a job that reached this state so many days ago, as the queue itself does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status) "
            "VALUES ('a.test', 'schedule', '{}', %s) RETURNING id",
            [status],
        )
        (number,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) "
            "VALUES (%s, %s, now() - make_interval(days => %s))",
            [number, "deferred" if status == "todo" else status, days_ago],
        )
    return number


def jobs_left():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE task_name = 'a.test' ORDER BY id")
        return [number for (number,) in cursor.fetchall()]


@pytest.mark.django_db
def test_each_night_what_nobody_asks_for_is_cleared_away():
    job("succeeded", days_ago=8)
    kept = [
        job("succeeded", days_ago=6),
        job("failed", days_ago=80),
        job("todo", days_ago=80),
    ]
    now = clock.now()
    allow("somebody", limit=1, per=timedelta(minutes=1), now=now - timedelta(days=2))
    allow("somebody", limit=1, per=timedelta(minutes=1), now=now)
    Session.objects.create(session_key="dead", session_data="", expire_date=now - timedelta(1))
    Session.objects.create(session_key="live", session_data="", expire_date=now + timedelta(1))

    keep_house()

    assert jobs_left() == kept
    assert RateCount.objects.count() == 1
    assert [session.session_key for session in Session.objects.all()] == ["live"]
