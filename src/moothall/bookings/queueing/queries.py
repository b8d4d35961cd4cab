"""Reads of the queue: what the screen shows, who is before somebody, and how long people waited."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Exists, F, OuterRef, Q
from django.db.models.functions import Greatest

from moothall.bookings.models import QueueCounter, QueueDay, QueueService, QueueTicket, Site
from moothall.bookings.models.queueing import TicketState
from moothall.bookings.queueing.rows import (
    CalledRow,
    CounterRow,
    DayFigures,
    HallRow,
    LineRow,
    QueueSite,
    ScreenRow,
    ServiceRow,
    TicketRow,
    WaitingTimes,
)
from moothall.kernel.errors import NotFound

#: So many are shown on the screen, the last called first.
_SHOWN = 6
#: So many of a day show how long one takes; before, the council's own figure counts.
_ENOUGH = 3
#: Waits are said in steps of so many minutes: more would promise what nobody knows.
_STEP = 5
_MINUTE = timedelta(minutes=1)


def queue_sites() -> list[QueueSite]:
    """Return the sites at which people wait by number or check in; one query."""
    services = QueueService.objects.filter(site=OuterRef("pk"), withdrawn_at=None)
    rows = Site.objects.filter(withdrawn_at=None).annotate(has_queue=Exists(services))
    found = rows.filter(Q(has_queue=True) | Q(expects_check_in=True))
    return [
        QueueSite(
            id=row.pk,
            key=row.key,
            name=row.name,
            address=row.address,
            has_queue=row.has_queue,
            expects_check_in=row.expects_check_in,
        )
        for row in found.order_by("position", "key")
    ]


def queue_site(key: str, *, with_queue: bool = True) -> QueueSite:
    """
    Return a site with a queue, or one where people check in, by its key; one query.

    :raises NotFound: if the council has none
    """
    for one in queue_sites():
        if one.key == key and (one.has_queue or not with_queue):
            return one
    raise NotFound("Nobody queues at such a site.")


def services_at(site_id: UUID, *, on: date) -> list[ServiceRow]:
    """Return what people wait for at a site and how many do, in its own order; two queries."""
    counts = dict(
        QueueTicket.objects.filter(day__site_id=site_id, day__on=on, state=TicketState.WAITING)
        .values_list("service_id")
        .annotate(count=Count("pk"))
        .order_by()
    )
    rows = QueueService.objects.filter(site_id=site_id, withdrawn_at=None)
    return [_service(row, counts.get(row.pk, 0)) for row in rows.order_by("position", "key")]


def is_ended(*, site_id: UUID, on: date) -> bool:
    """Tell whether reception has closed a site's queue for a day; one query."""
    return QueueDay.objects.filter(site_id=site_id, on=on, closed_at__isnull=False).exists()


def screen(*, site_id: UUID, on: date) -> ScreenRow:
    """Return who was called last and how many wait; two queries."""
    today = QueueTicket.objects.filter(day__site_id=site_id, day__on=on)
    called = today.filter(state=TicketState.CALLED).order_by("-last_called_at", "-number")
    return ScreenRow(
        called=tuple(
            CalledRow(label=one.label, desk=one.desk, called_at=one.called_at, calls=one.calls)
            for one in called[:_SHOWN]
        ),
        waiting=today.filter(state=TicketState.WAITING).count(),
    )


def ticket(ticket_id: UUID) -> TicketRow:
    """
    Return a ticket, and while it waits how many are before it and how long that takes.

    Five queries at most, however many wait.

    :raises NotFound: if there is none
    """
    row = QueueTicket.objects.select_related("day__site", "service").filter(pk=ticket_id).first()
    if row is None:
        raise NotFound("There is no such ticket.")
    shown = TicketRow(
        id=row.pk,
        label=row.label,
        on=row.day.on,
        service_name=row.service.name,
        site_key=row.day.site.key,
        site_name=row.day.site.name,
        state=row.state,
        desk=row.desk,
        calls=row.calls,
        taken_at=row.taken_at,
        due_at=row.due_at,
        is_booked=row.booking_id is not None,
        booking_id=row.booking_id,
    )
    if row.state != TicketState.WAITING:
        return shown
    return _with_wait(shown, row)


def ticket_of_booking(booking_id: UUID) -> tuple[UUID, str] | None:
    """Return the id and the number of the ticket of who has booked and come; one query."""
    mine = QueueTicket.objects.filter(booking_id=booking_id).exclude(state=TicketState.GONE)
    return mine.values_list("pk", "label").first()


def hall(*, site_id: UUID, on: date, now: datetime) -> HallRow:
    """Return all of a site's queue today, in the order in which it is called; five queries."""
    day = QueueDay.objects.filter(site_id=site_id, on=on).first()
    services = services_at(site_id, on=on)
    if day is None:
        return HallRow(
            line=(), aside=(), called=(), absent=(), counters=(), services=tuple(services),
            closed_at=None, served=0,
        )  # fmt: skip
    tickets = QueueTicket.objects.filter(day=day)
    living = tickets.exclude(state__in=[TicketState.SERVED, TicketState.GONE])
    by_state: defaultdict[str, list[LineRow]] = defaultdict(list)
    for row in living.select_related("service", "booking__activity").order_by("due_at", "number"):
        by_state[row.state].append(_line_row(row, now))
    return HallRow(
        line=tuple(by_state[TicketState.WAITING]),
        aside=tuple(by_state[TicketState.PARKED]),
        called=tuple(by_state[TicketState.CALLED]),
        absent=tuple(by_state[TicketState.ABSENT]),
        counters=tuple(_counters(day.pk)),
        services=tuple(services),
        closed_at=day.closed_at,
        served=tickets.filter(state=TicketState.SERVED).count(),
    )


def waiting_times(*, site_id: UUID, on: date) -> WaitingTimes | None:
    """Return how long those called on a day had waited, or nothing if none was; one query."""
    rows = QueueTicket.objects.filter(day__site_id=site_id, day__on=on, called_at__isnull=False)
    waits = [one for _, _, one in _waits(rows.values_list(*_WAIT_FIELDS))]
    if not waits:
        return None
    return WaitingTimes(called=len(waits), middle=_middle(waits), longest=max(waits))


def figures(*, site_id: UUID, first: date, last: date) -> list[DayFigures]:
    """Return by day and service what became of tickets and how long people waited; two queries."""
    rows = QueueTicket.objects.filter(day__site_id=site_id, day__on__gte=first, day__on__lte=last)
    waits: defaultdict[tuple[date, UUID], list[timedelta]] = defaultdict(list)
    for on, service_id, wait in _waits(
        rows.filter(called_at__isnull=False).values_list(*_WAIT_FIELDS)
    ):
        waits[on, service_id].append(wait)
    counted = (
        rows.values("day__on", "service_id", "service__name", "service__position")
        .annotate(
            taken=Count("pk"),
            booked=Count("pk", filter=~Q(due_at=F("taken_at"))),
            served=Count("pk", filter=Q(state=TicketState.SERVED)),
            absent=Count("pk", filter=Q(state=TicketState.ABSENT)),
            gone=Count("pk", filter=Q(state=TicketState.GONE)),
        )
        .order_by("-day__on", "service__position", "service_id")
    )
    return [_day_figures(one, waits[one["day__on"], one["service_id"]]) for one in counted]


_WAIT_FIELDS = ("day__on", "service_id", "called_at", Greatest(F("taken_at"), F("due_at")))


def _waits(
    rows: Iterable[tuple[date, UUID, datetime, datetime]],
) -> Iterable[tuple[date, UUID, timedelta]]:
    for on, service_id, called_at, since in rows:
        yield on, service_id, called_at - since


def _day_figures(one: Mapping[str, Any], waits: Sequence[timedelta]) -> DayFigures:
    return DayFigures(
        on=one["day__on"],
        service_name=one["service__name"],
        taken=one["taken"],
        booked=one["booked"],
        served=one["served"],
        absent=one["absent"],
        gone=one["gone"],
        middle=_middle(waits) if waits else None,
        longest=max(waits) if waits else None,
    )


def _middle(waits: Sequence[timedelta]) -> timedelta:
    """Return the wait that half of them did not exceed."""
    return timedelta(seconds=median(one.total_seconds() for one in waits))


def _service(row: QueueService, waiting: int) -> ServiceRow:
    return ServiceRow(
        id=row.pk,
        key=row.key,
        name=row.name,
        letter=row.letter,
        minutes=row.minutes,
        takes_walk_ins=row.takes_walk_ins,
        waiting=waiting,
    )


def _line_row(row: QueueTicket, now: datetime) -> LineRow:
    booking = row.booking
    since = max(row.taken_at, row.due_at)
    return LineRow(
        id=row.pk,
        label=row.label,
        service_key=row.service.key,
        service_name=row.service.name,
        state=row.state,
        taken_at=row.taken_at,
        due_at=row.due_at,
        since=max(now - since, timedelta()),
        language=row.language,
        desk=row.desk,
        calls=row.calls,
        called_by=row.called_by,
        for_staff=row.for_staff,
        booking_id=row.booking_id,
        booking_name=booking.name if booking else "",
        activity_name=booking.activity.name if booking else {},
        is_early=row.due_at > now,
    )


def _counters(day_id: UUID) -> list[CounterRow]:
    rows = QueueCounter.objects.filter(day_id=day_id).order_by("desk", "pk")
    return [
        CounterRow(
            staff_identifier=row.staff_identifier,
            staff_name=row.staff_name,
            desk=row.desk,
            service_keys=tuple(row.service_keys),
        )
        for row in rows
    ]


def _with_wait(shown: TicketRow, row: QueueTicket) -> TicketRow:
    """Return the ticket with who is called before it, by the counters that may call it."""
    key = row.service.key
    counters = _counters(row.day_id)
    serving = [one for one in counters if not one.service_keys or key in one.service_keys]
    # Whoever these counters may call is before it in line, whatever they come for.
    together: set[str] = set()
    if all(one.service_keys for one in serving):
        together.update(*(one.service_keys for one in serving))
    line = QueueTicket.objects.filter(day_id=row.day_id, state=TicketState.WAITING).filter(
        Q(due_at__lt=row.due_at) | Q(due_at=row.due_at, number__lt=row.number)
    )
    if together:
        line = line.filter(service__key__in=together)
    ahead = list(line.values_list("service_id", flat=True))
    lengths = _lengths(row.day.site_id, row.day_id)
    minutes = None
    if serving:
        total = sum(lengths[one] for one in ahead) / len(serving)
        minutes = ceil(total / _STEP) * _STEP
    return replace(shown, ahead=len(ahead), minutes=minutes, counters=len(serving))


def _lengths(site_id: UUID, day_id: UUID) -> dict[UUID, float]:
    """Return how many minutes one takes of each service: as today shows, or as the council says."""
    shown = (
        QueueTicket.objects.filter(
            day_id=day_id, state=TicketState.SERVED, last_called_at__isnull=False
        )
        .values("service_id")
        .annotate(count=Count("pk"), length=Avg(F("ended_at") - F("last_called_at")))
        .order_by()
    )
    lengths: dict[UUID, float] = dict(
        QueueService.objects.filter(site_id=site_id).values_list("pk", "minutes")
    )
    for one in shown:
        if one["count"] >= _ENOUGH:
            lengths[one["service_id"]] = max(1.0, one["length"] / _MINUTE)
    return lengths
