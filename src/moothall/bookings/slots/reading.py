"""Reading what a search needs: two or three statements, however many resources and days."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from psycopg.pq import Format

from moothall.bookings.models import (
    Activity,
    Claim,
    GroupSession,
)
from moothall.bookings.slots.cells import Timeline
from moothall.bookings.slots.facts import (
    Facts,
    SessionFact,
    Wish,
)
from moothall.bookings.slots.written import read_written
from moothall.bookings.workflow import Status
from moothall.councils.queries import bank_holidays, council_by_id

#: Aggregated to eight bytes a moment: sixty thousand claims cross the wire in a few milliseconds.
_TAKEN = """
    SELECT resource_id, string_agg(timestamptz_send(starts_at), ''::bytea),
           string_agg(timestamptz_send(ends_at), ''::bytea)
    FROM bookings_claim
    WHERE council_id = %(council)s AND resource_id = ANY(%(resources)s) AND is_active
      AND ends_at > %(begins)s AND starts_at < %(ends)s
      AND (lapses_at IS NULL OR lapses_at > %(lapsed)s) {without}
    GROUP BY resource_id
    UNION ALL
    SELECT resource_id, string_agg(timestamptz_send(starts_at), ''::bytea),
           string_agg(timestamptz_send(ends_at), ''::bytea)
    FROM bookings_busytime
    WHERE council_id = %(council)s AND resource_id = ANY(%(resources)s)
      AND ends_at > %(begins)s AND starts_at < %(ends)s
    GROUP BY resource_id
"""
#: So long after a hold ran out its time is kept for the waiting list, until a worker offers it.
KEPT_FOR_LIST = timedelta(minutes=2)
_WITHOUT = "AND (booking_id IS NULL OR NOT booking_id = ANY(%(without)s))"


def read_facts(
    activity: Activity,
    timeline: Timeline,
    wish: Wish,
    *,
    now: datetime,
    without: Collection[UUID] = (),
) -> Facts:
    """
    Return what is to be known of an activity between some days.

    `without` are bookings whose own claims do not count, since they are to be moved.
    """
    council = council_by_id(activity.council_id)
    written = read_written(activity, timeline, wish)
    ids = [resource.id for resource in written.resources]
    lapsed = lapsed_before(activity, wish, now=now)
    return Facts(
        activity=activity,
        zone=council.time_zone,
        now=now,
        bank_holidays=bank_holidays(council.nation),
        needs=written.needs,
        resources=written.resources,
        sites=written.sites,
        hours=written.hours,
        closures=written.closures,
        taken=_taken(activity.council_id, ids, timeline, lapsed, without),
        sessions=_sessions(activity, timeline, lapsed) if activity.capacity > 1 else (),
    )


def lapsed_before(activity: Activity, wish: Wish, *, now: datetime) -> datetime:
    """
    Return until when a hold must have run out for its time to be anybody's.

    Where people may be waiting the public comes a little later than staff and the list itself.
    """
    return now - KEPT_FOR_LIST if activity.has_waiting_list and not wish.is_staff else now


def _taken(
    council_id: int,
    resource_ids: Sequence[UUID],
    timeline: Timeline,
    lapsed: datetime,
    without: Collection[UUID],
) -> dict[UUID, tuple[bytes, bytes]]:
    taken: dict[UUID, tuple[bytes, bytes]] = {}
    with connection.cursor() as cursor:
        cursor.cursor.format = Format.BINARY  # as text each byte would come as two
        cursor.execute(
            _TAKEN.format(without=_WITHOUT if without else ""),
            {
                "council": council_id,
                "resources": list(resource_ids),
                "begins": timeline.begins_at,
                "ends": timeline.ends_at,
                "lapsed": lapsed,
                "without": list(without),
            },
        )
        for resource_id, starts, ends in cursor.fetchall():
            before = taken.get(resource_id, (b"", b""))
            taken[resource_id] = (before[0] + bytes(starts), before[1] + bytes(ends))
    return taken


def _sessions(activity: Activity, timeline: Timeline, lapsed: datetime) -> tuple[SessionFact, ...]:
    """Return sessions; places of holds that have run out count as left."""
    claims = Claim.objects.filter(session=OuterRef("pk"), is_active=True)
    rows = (
        GroupSession.objects.filter(
            activity_id=activity.pk,
            starts_at__lt=timeline.ends_at,
            starts_at__gte=timeline.begins_at,
        )
        .annotate(
            lapsed=Coalesce(
                Sum(
                    "bookings__party_size",
                    filter=Q(bookings__status=Status.HELD, bookings__held_until__lte=lapsed),
                ),
                0,
            ),
            resource_ids=ArraySubquery(claims.values("resource_id")),
        )
        .annotate(left=F("capacity") - F("taken") + F("lapsed"))
    )
    return tuple(
        SessionFact(
            row.pk, row.site_id, row.starts_at, row.ends_at, row.left, row.capacity,
            tuple(row.resource_ids),
        )
        for row in rows
    )  # fmt: skip


def horizon(activity: Activity, today: date) -> date:
    """Return the last day that may be booked."""
    return date.fromordinal(today.toordinal() + activity.horizon_days)
