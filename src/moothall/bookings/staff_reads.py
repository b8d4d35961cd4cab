"""What staff look up in the diary: by name or reference, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q

from moothall.bookings import queries
from moothall.bookings.actions.closing import affected_by
from moothall.bookings.models import (
    Activity,
    Booking,
    BusyTime,
    Claim,
    Closure,
    Requirement,
    Resource,
    Site,
)
from moothall.bookings.rows import BookingRow, Words
from moothall.bookings.rows_of_models import booking_as_row
from moothall.bookings.slots.facts import fact_of, need_of
from moothall.bookings.slots.local_time import day_begins
from moothall.bookings.telling_shut import untold
from moothall.bookings.workflow import Status
from moothall.kernel.errors import NotFound
from moothall.kernel.models import AuditEntry
from moothall.notifications.channels import Channel
from moothall.notifications.queries import can_get_texts, can_reach_by

#: How far back a name is looked for: who calls speaks of what is ahead or was lately.
_BACK = timedelta(days=90)
_MOST_FOUND = 50
_DAY = timedelta(days=1)


def found(text: str, *, now: datetime) -> list[BookingRow]:
    """Return bookings of a reference, or of a name, e-mail address or telephone number."""
    text = text.strip()
    if not text:
        return []
    try:
        return [queries.booking_by_reference(text)]
    except NotFound:
        pass
    said = Q(name__icontains=text) | Q(email__iexact=text) | Q(phone=text)
    rows = Booking.objects.filter(said, starts_at__gte=now - _BACK).exclude(
        status__in=[Status.RELEASED, Status.EXPIRED]
    )
    nearest = rows.select_related("activity", "site").order_by("-starts_at", "pk")[:_MOST_FOUND]
    return [booking_as_row(row, ()) for row in nearest]


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """One thing that was done to a booking."""

    at: datetime
    verb: str
    by: str


def history(booking_id: UUID) -> list[HistoryRow]:
    """Return what was done to a booking, in order of time; one query."""
    entries = AuditEntry.objects.filter(
        subject_type=Booking._meta.label_lower, subject_id=str(booking_id)
    )
    return [
        HistoryRow(
            at=one.occurred_at,
            verb=one.verb,
            by=one.actor_name if one.actor_kind == "staff" else one.actor_kind,
        )
        for one in entries.order_by("occurred_at", "pk")
    ]


def resources_of_activity(activity_id: UUID) -> list[UUID]:
    """Return the resources that have served an activity or may: those of the kinds it needs."""
    kinds = Activity.objects.filter(pk=activity_id).values("requirements__kind")
    return list(
        Resource.objects.filter(kind__in=kinds, withdrawn_at=None).values_list("pk", flat=True)
    )


def may_serve(activity_id: UUID) -> set[UUID]:
    """Return the resources that can serve an activity, by kind, skills and name; two queries."""
    needs = [need_of(one) for one in Requirement.objects.filter(activity_id=activity_id)]
    kinds = {one.kind for one in needs}
    facts = [fact_of(row) for row in Resource.objects.filter(kind__in=kinds, withdrawn_at=None)]
    return {fact.id for fact in facts if any(need.is_met_by(fact) for need in needs)}


def count_affected(of: Site | Resource | Activity, starts_at: datetime, ends_at: datetime) -> int:
    """Return how many confirmed bookings a closure would shut; one query, and nothing is made."""
    closure = Closure(
        council_id=of.council_id,
        starts_at=starts_at,
        ends_at=ends_at,
        **{f"{of._meta.model_name}_id": of.pk},
    )
    return affected_by(closure).filter(status=Status.CONFIRMED).count()


def waiting_by_closure(ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return of closures how many people have not chosen another time yet; one query."""
    counted = Booking.objects.filter(closure_id__in=ids, status=Status.CONFIRMED)
    return dict(counted.values_list("closure_id").annotate(count=Count("pk")).order_by())


@dataclass(frozen=True, kw_only=True)
class ShutBy:
    """
    A closure, who has not chosen another time yet, and which of them no message has reached.

    `is_under_way` says that workers may still be writing; until they are done only those are to be
    telephoned to whom they cannot write at all.
    """

    closure: Closure
    rows: tuple[BookingRow, ...]
    to_telephone: tuple[BookingRow, ...]
    is_under_way: bool


def shut_by(closure_id: UUID, *, now: datetime) -> ShutBy:
    """
    Return whom a closure still affects; three queries, and one more while workers write.

    :raises NotFound: if there is no such closure
    """
    closures = Closure.objects.select_related("site", "resource", "activity")
    closure = closures.filter(pk=closure_id).first()
    if closure is None:
        raise NotFound("There is no such closure.")
    found = Booking.objects.filter(closure_id=closure_id, status=Status.CONFIRMED)
    bookings = list(found.select_related("activity", "site").order_by("starts_at", "number"))
    left = untold(closure, bookings, now=now)
    rows = tuple(booking_as_row(one, ()) for one in bookings)
    untold_rows = [one for one in rows if one.id in left.booking_ids]
    if left.is_under_way:
        has_texts = can_reach_by(closure.council_id, Channel.TEXT)
        untold_rows = [one for one in untold_rows if not _is_written_to(one, has_texts=has_texts)]
    return ShutBy(
        closure=closure,
        rows=rows,
        to_telephone=tuple(untold_rows),
        is_under_way=left.is_under_way,
    )


def _is_written_to(row: BookingRow, *, has_texts: bool) -> bool:
    """Tell whether workers will write to somebody, as far as their booking says."""
    return bool(row.email or row.person_id) or (has_texts and can_get_texts(row.phone))


def closures_on(first: date, last: date, zone: ZoneInfo) -> list[Closure]:
    """Return the closures that shut something on some days, `last` included; one query."""
    rows = Closure.objects.filter(
        lifted_at=None,
        starts_at__lt=day_begins(last + _DAY, zone),
        ends_at__gt=day_begins(first, zone),
    )
    return list(rows.select_related("site", "resource", "activity").order_by("starts_at"))


@dataclass(frozen=True, kw_only=True)
class Clash:
    """A booking or session of somebody whose own calendar has said since that they are away."""

    resource_name: Words
    activity_name: Words
    starts_at: datetime
    booking_id: UUID | None
    reference: str
    name: str


def booked_while_away(*, now: datetime) -> list[Clash]:
    """Return what staff calendars were written over, the next first; one query."""
    away = BusyTime.objects.filter(
        resource_id=OuterRef("resource_id"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    rows = Claim.objects.filter(
        Exists(away),
        Q(session__isnull=False) | Q(booking__status=Status.CONFIRMED),
        is_active=True,
        ends_at__gt=now,
    ).select_related("resource", "booking__activity", "session__activity")
    return [_clash(row) for row in rows.order_by("starts_at", "pk")[:_MOST_FOUND]]


def _clash(claim: Claim) -> Clash:
    about = claim.booking or claim.session
    assert about is not None  # noqa: S101 - a check of the table says so
    booking = claim.booking
    return Clash(
        resource_name=claim.resource.name,
        activity_name=about.activity.name,
        starts_at=about.starts_at,
        booking_id=booking.pk if booking else None,
        reference=str(booking.reference) if booking else "",
        name=booking.name if booking else "",
    )
