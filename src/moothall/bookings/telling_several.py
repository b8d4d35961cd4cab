"""What people are told of what they booked at once: one message for all of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from moothall.bookings.calendar_files import CONTENT_TYPE, file_of_all
from moothall.bookings.links import set_address
from moothall.bookings.models import Booking
from moothall.bookings.rows import in_language
from moothall.bookings.telling import (
    amount_words,
    context_of,
    day_words,
    entry_of,
    time_words,
    way_of,
)
from moothall.bookings.workflow import Deposit, Payment, Status
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.documents.actions import store_written
from moothall.kernel.actors import system
from moothall.notifications.actions import send_message
from moothall.notifications.channels import Channel
from moothall.notifications.reaching import language_for
from moothall.people.needs import NO_NEEDS, needs_of

CONFIRMED = "bookings.confirmed-several"
CANCELLED = "bookings.cancelled-several"


def tell_confirmed(booking: Booking, *, now: datetime) -> None:
    """
    Tell of all that was booked at once, when the last of it is promised; once for as many.

    Each promise asks; those before the last say nothing, since more is still held, and may be paid
    for one by one.
    """
    rows = _of_set(booking)
    if any(row.status == Status.HELD and (row.held_until or now) > now for row in rows):
        return
    there = [row for row in rows if row.status == Status.CONFIRMED]
    if there:
        fees = sum(row.fee_pence for row in there if row.payment == Payment.PAID)
        deposits = sum(row.deposit_pence for row in there if row.deposit == Deposit.HELD)
        more = {"paid": amount_words(fees + deposits), "deposit": amount_words(deposits)}
        _tell(CONFIRMED, there, key=str(len(there)), now=now, more=more)


def tell_cancelled(booking: Booking, *, because: str, again: str, now: datetime) -> bool:
    """Tell once of all that was called off at one moment; return whether it was several."""
    gone = [
        row
        for row in _of_set(booking)
        if row.status == Status.CANCELLED and row.ended_at == booking.ended_at
    ]
    if len(gone) == 1:
        return False
    refund = sum(row.refund_pence for row in gone)
    more = {"because": because, "again": again, "refund": amount_words(refund)}
    ended = booking.ended_at or now
    _tell(CANCELLED, gone, key=ended.isoformat(), now=now, more=more)
    return True


def set_id_of(booking: Booking) -> UUID | None:
    """Return the group or series that a booking is of, if any."""
    return booking.group_id or booking.series_id


def _of_set(booking: Booking) -> list[Booking]:
    """Return all of a group or series in order of time; one query."""
    set_id = set_id_of(booking)
    rows = Booking.objects.filter(Q(group_id=set_id) | Q(series_id=set_id))
    return list(rows.select_related("activity", "site").order_by("starts_at", "number"))


def _tell(
    template: str, rows: Sequence[Booking], *, key: str, now: datetime, more: Mapping[str, str]
) -> None:
    first = rows[0]
    way, set_id = way_of(first), set_id_of(first)
    if way is None or set_id is None:
        return
    council = council_by_id(first.council_id)
    needs = needs_of(first.person_id) if first.person_id else NO_NEEDS
    language = language_for(council, needs, first.language)
    enclosed = []
    if way.channel == Channel.EMAIL:
        enclosed = [_stored_file(rows, council, language, now=now)]
    send_message(
        actor=system("bookings"),
        council_id=first.council_id,
        template=template,
        channel=way.channel,
        to=way.to,
        language=language,
        context={
            **context_of(first, council, language),
            "how_many": str(len(rows)),
            "list": "\n".join(_line(row, language) for row in rows),
            "link": set_address(council, set_id, language),
            **more,
        },
        dedupe_key=f"{template}:{set_id}:{key}",
        about_type=Booking._meta.label_lower,
        about_id=first.pk,
        person_id=first.person_id,
        needs=needs if first.person_id else None,
        enclosed=enclosed,
        now=now,
    )


def _line(row: Booking, language: str) -> str:
    where = in_language(row.site.name, language) if row.site else ""
    parts = [f"{day_words(row, language)}, {time_words(row)}", row.name, where, row.reference]
    return "- " + ", ".join(part for part in parts if part)


def _stored_file(
    rows: Sequence[Booking], council: CouncilRow, language: str, *, now: datetime
) -> UUID:
    """Return one calendar file for all, stored until the message has long gone."""
    entries = [entry_of(row, council, language, own_link=True) for row in rows]
    method = "CANCEL" if entries[0].is_cancelled else "PUBLISH"
    stored = store_written(
        council_id=council.id,
        content=file_of_all(entries, council, language),
        name=f"{rows[0].reference}.ics",
        content_type=f"{CONTENT_TYPE}; method={method}; charset=utf-8",
        now=now,
    )
    return UUID(str(stored.pk))
