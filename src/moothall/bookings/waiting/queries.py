"""Reads of the waiting list: frozen rows, of the councils in force alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from moothall.bookings.models import WaitingEntry, WaitingOffer
from moothall.bookings.models.waiting import ON_THE_LIST, OfferState, WaitingStatus
from moothall.bookings.rows import Words
from moothall.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """Somebody on the list, with the offer that waits for their answer."""

    id: UUID
    activity_key: str
    activity_name: Words
    site_name: Words
    name: str
    email: str
    phone: str
    days: tuple[int, ...]
    from_time: time | None
    until_time: time | None
    first_on: date
    last_on: date
    party_size: int
    status: str
    status_label: str
    joined_at: datetime
    person_id: UUID | None = None
    offered_at: datetime | None = None
    offer_site_name: Words
    answer_by: datetime | None = None
    #: They took it, and have to pay for it by then.
    is_to_pay: bool = False


def waiting_place(entry_id: UUID) -> WaitingRow:
    """
    Return one place on the list; two queries.

    :raises NotFound: if there is none
    """
    rows = _rows(_entries().filter(pk=entry_id))
    if not rows:
        raise NotFound("There is no such place on a waiting list.")
    return rows[0]


def own_place(entry_id: UUID, person_id: UUID) -> WaitingRow:
    """
    Return a person's own place on the list; two queries.

    :raises NotFound: whether there is none or it is another's
    """
    rows = _rows(_entries().filter(pk=entry_id, person_id=person_id))
    if not rows:
        raise NotFound("There is no such place on a waiting list.")
    return rows[0]


def places_of_person(person_id: UUID) -> list[WaitingRow]:
    """Return where a person is in line, the longest waiting first; two queries."""
    rows = _entries().filter(person_id=person_id, status__in=ON_THE_LIST)
    return _rows(rows.order_by("joined_at", "pk"))


def number_ahead(entry_id: UUID) -> int:
    """Return how many joined the same list before somebody and are still on it."""
    entry = WaitingEntry.objects.get(pk=entry_id)
    before = Q(joined_at__lt=entry.joined_at) | Q(joined_at=entry.joined_at, pk__lt=entry.pk)
    return WaitingEntry.objects.filter(
        before, activity_id=entry.activity_id, status__in=ON_THE_LIST
    ).count()


def waiting_list(*, activity_key: str = "", limit: int = 200) -> list[WaitingRow]:
    """Return who waits, the first in line first; two queries."""
    rows = _entries().filter(status__in=ON_THE_LIST)
    if activity_key:
        rows = rows.filter(activity__key=activity_key)
    return _rows(rows.order_by("joined_at", "pk")[:limit])


def activities_waited_for() -> list[UUID]:
    """Return the activities for which somebody waits; one query."""
    rows = WaitingEntry.objects.filter(status=WaitingStatus.WAITING).values("activity_id")
    return [row["activity_id"] for row in rows.annotate(n=Count("pk")).order_by("activity_id")]


def offers_to_lapse(*, now: datetime, limit: int = 500) -> list[UUID]:
    """Return the offers whose time to answer is over, the oldest first; one query."""
    rows = WaitingOffer.objects.filter(state=OfferState.OPEN, answer_by__lte=now)
    return list(rows.order_by("answer_by").values_list("pk", flat=True)[:limit])


def _entries() -> QuerySet[WaitingEntry]:
    return WaitingEntry.objects.select_related("activity", "site")


def _rows(entries: Iterable[WaitingEntry]) -> list[WaitingRow]:
    found = list(entries)
    offers = {
        offer.entry_id: offer
        for offer in WaitingOffer.objects.filter(
            entry_id__in=[entry.pk for entry in found], state=OfferState.OPEN
        ).select_related("site")
    }
    return [_row(entry, offers.get(entry.pk)) for entry in found]


def _row(entry: WaitingEntry, offer: WaitingOffer | None) -> WaitingRow:
    return WaitingRow(
        id=entry.pk,
        activity_key=entry.activity.key,
        activity_name=entry.activity.name,
        site_name=entry.site.name if entry.site else {},
        name=entry.name,
        email=entry.email,
        phone=entry.phone,
        days=tuple(entry.days),
        from_time=entry.from_time,
        until_time=entry.until_time,
        first_on=entry.first_on,
        last_on=entry.last_on,
        party_size=entry.party_size,
        status=entry.status,
        status_label=str(WaitingStatus(entry.status).label),
        joined_at=entry.joined_at,
        person_id=entry.person_id,
        offered_at=offer.starts_at if offer else None,
        offer_site_name=offer.site.name if offer and offer.site else {},
        answer_by=offer.answer_by if offer else None,
        is_to_pay=offer is not None and offer.answered_at is not None,
    )
