"""What there can be only one of: held by the database itself, not by a lock that may be let go."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import connection

from moothall.cases.models import Interaction
from moothall.cases.supervising.figures import Of, figures
from moothall.surfaces.workspace.supervising_forms import SpanForm

pytestmark = pytest.mark.django_db

#: What comes from outside or is sent there, and by what it is known.
KEYED = {
    "cases.Case": {"council_id", "submission_key"},
    "cases.TimelineEntry": {"council_id", "case_id", "source_key"},
    "cases.KeptMail": {"council_id", "mailbox_id", "message_id", "content_digest"},
    "cases.OutgoingMail": {"council_id", "message_id"},
    "cases.TelephoneEvent": {"council_id", "event_id"},
    "cases.Call": {"council_id", "centre", "call_id"},
    "connectors.Delivery": {"council_id", "case_id", "system_id"},
    "connectors.DeliveryAttempt": {"council_id", "delivery_id", "number"},
    "connectors.ReceivedUpdate": {"council_id", "system_id", "update_key"},
    "connectors.RepeatedCall": {"council_id", "program", "repeat_digest"},
    "notifications.Message": {"council_id", "dedupe_key"},
}
_UNIQUE = """
    SELECT array_agg(a.attname::text)
    FROM pg_index x JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY(x.indkey)
    WHERE x.indisunique AND x.indrelid = %s::regclass GROUP BY x.indexrelid
"""


@pytest.mark.parametrize("model", KEYED)
def test_the_database_keeps_the_second_of_two_out(model):
    table = apps.get_model(model)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_UNIQUE, [table])
        unique = [set(columns) for (columns,) in cursor.fetchall()]

    assert KEYED[model] in unique


@pytest.mark.parametrize("night", [date(2026, 3, 28), date(2026, 10, 24)], ids=["spring", "autumn"])
def test_reports_of_days_that_meet_hold_no_contact_twice_and_leave_none_out(in_northvale, night):
    """One day ends where the next begins, also when clocks change."""
    first = datetime(night.year, night.month, night.day, 21, 15, tzinfo=UTC)
    moments = [first + timedelta(minutes=15 * step) for step in range(4 * 52)]
    Interaction.objects.bulk_create(
        Interaction(
            council_id=in_northvale.id, channel="phone", summary="Rang", happened_at=at,
            began_at=at, ended_at=at, finished_at=at, outcome="answered",
            avoidable_reason="not_avoidable", logged_by_kind="staff",
        )
        for at in moments
    )  # fmt: skip
    now = first + timedelta(days=9)

    def counted(start, end):
        asked = {"start": start.isoformat(), "end": end.isoformat()}
        span = SpanForm(asked, council=in_northvale, now=now).span
        return sum(row.contacts for row in figures(span, Of.CHANNEL, now=now))

    days = [night + timedelta(days=step) for step in range(4)]
    here = Counter(at.astimezone(ZoneInfo(in_northvale.time_zone)).date() for at in moments)

    assert [counted(day, day) for day in days] == [here[day] for day in days]
    assert counted(days[0], days[-1]) == len(moments)
