"""
A diary that looks lived in: a full day with a waiting list, a course, a shut time, and a past.

Whoever has no account here gave a telephone number alone, so that nobody's mailbox fills up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from moothall.bookings import actions, queries
from moothall.bookings.details import Details
from moothall.bookings.errors import NotOpen, SlotTaken
from moothall.bookings.models import Activity, Booking, Claim
from moothall.bookings.rows import Slot
from moothall.bookings.slots import Wish
from moothall.bookings.waiting.actions import Wanted, join_waiting_list
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor, ActorKind
from moothall.surfaces.demonstration import residents

_NAMES = (
    "Alys Morgan", "Ben Carter", "Chloe Davies", "Daniel Price", "Ella Hughes", "Farah Khan",
    "Glyn Roberts", "Hannah Lewis", "Idris Owen", "Jamila Begum", "Kit Lawson", "Lowri Thomas",
    "Mohammed Ali", "Non Griffiths", "Olivia Brown", "Pavel Novak",
)  # fmt: skip
_PHONE = "01632 960 {:03}"
#: The day that is full is the first working day so far ahead.
_FULL_AFTER = timedelta(days=4)
_SHUT_AFTER = timedelta(days=7)
_COURSE_PLACES = 5
#: Weeks back in which people came, and how many of them each week; every so many did not come.
_WEEKS_PAST, _EACH_WEEK, _MISSED_EVERY = 6, 3, 5
_SEARCHED_DAYS = 10
_REGISTER, _COURSE, _ADVICE, _CALL = (
    "register-office", "cycle-training", "interview", "video-adviser",
)  # fmt: skip


@dataclass(frozen=True)
class _Desk:
    """Somebody at the council who books for callers, and the names of those who call."""

    actor: Actor
    names: Iterator[tuple[str, str]]

    def caller(self, language: str = "en") -> Details:
        name, phone = next(self.names)
        return Details(name=name, phone=phone, language=language)


@transaction.atomic
def settle(council: CouncilRow, *, now: datetime) -> bool:
    """Fill the diary of the council in force, once; tell whether that is new."""
    if not Activity.objects.filter(key=_REGISTER).exists() or Booking.objects.exists():
        return False
    desk = _Desk(_manager(council), _callers())
    _past(desk, now=now)
    full_on = _fill_a_day(desk, now=now)
    _wait_for_it(desk, council, full_on, now=now)
    _fill_a_course(desk, now=now)
    _shut_a_time(desk, now=now)
    _book(desk, _CALL, now, now=now, details=_details_of(residents.OWEN))
    return True


def _past(desk: _Desk, *, now: datetime) -> None:
    """Let people have come week after week; some did not."""
    number = 0
    for week in range(_WEEKS_PAST, 0, -1):
        for key in (_REGISTER, _ADVICE, _REGISTER)[:_EACH_WEEK]:
            number += 1
            asked_at = now - timedelta(weeks=week, days=3 + number % 4)
            booking = _book(desk, key, now - timedelta(weeks=week), now=asked_at)
            if booking is None or booking.ends_at > now:
                continue
            actions.record_attendance(
                actor=desk.actor,
                booking_id=booking.pk,
                attended=number % _MISSED_EVERY != 0,
                now=booking.ends_at,
            )


def _fill_a_day(desk: _Desk, *, now: datetime) -> date:
    """Book every time of a day at the register office; return the day."""
    first = _first_slot(_REGISTER, now + _FULL_AFTER, now=now)
    day = first.local_on if first else localdate(now + _FULL_AFTER)
    while slots := _slots(_REGISTER, day, now=now):
        for slot in slots:
            _take(desk, _REGISTER, slot, desk.caller(), now=now)
    return day


def _wait_for_it(desk: _Desk, council: CouncilRow, day: date, *, now: datetime) -> None:
    """Let three wait for the full day; one time is given back, and Gwen is offered it."""
    activity_id = queries.activity_by_key(_REGISTER).id
    gwen = residents.joined(residents.GWEN)
    people = [(gwen.actor, _details_of(residents.GWEN))]
    people += [(desk.actor, desk.caller(language)) for language in council.languages[:2]]
    for minutes, (actor, details) in enumerate(people):
        join_waiting_list(
            actor=actor,
            activity_id=activity_id,
            wanted=Wanted(first_on=day, last_on=day),
            details=details,
            now=now - timedelta(hours=2) + timedelta(minutes=minutes),
        )
    given_back = Booking.objects.filter(activity_id=activity_id, local_on=day).order_by(
        "starts_at"
    )[2:3]
    for booking in given_back:
        actions.cancel_booking(actor=desk.actor, booking_id=booking.pk, now=now)


def _fill_a_course(desk: _Desk, *, now: datetime) -> None:
    """Let some children be on the next course, which has places left."""
    slot = _first_slot(_COURSE, now + timedelta(days=2), now=now)
    for _child in range(_COURSE_PLACES if slot else 0):
        _take(desk, _COURSE, slot, desk.caller(), now=now)


def _shut_a_time(desk: _Desk, *, now: datetime) -> None:
    """Let the room be shut in which Owen was to be; he has not chosen another time yet."""
    details = _details_of(residents.OWEN)
    booking = _book(desk, _ADVICE, now + _SHUT_AFTER, now=now, details=details)
    if booking is None:
        return
    room = Claim.objects.select_related("resource").filter(booking=booking, role="room").first()
    if room is not None:
        actions.make_closure(
            actor=desk.actor,
            of=room.resource,
            starts_at=booking.starts_at - timedelta(hours=1),
            ends_at=booking.ends_at + timedelta(hours=3),
            reason={
                "en": "The heating of this room is being mended.",
                "cy": "Mae gwres yr ystafell hon yn cael ei drwsio.",
            },
            now=now,
        )


def _book(
    desk: _Desk, key: str, after: datetime, *, now: datetime, details: Details | None = None
) -> Booking | None:
    slot = _first_slot(key, after, now=now)
    return _take(desk, key, slot, details or desk.caller(), now=now) if slot else None


def _take(
    desk: _Desk, key: str, slot: Slot | None, details: Details, *, now: datetime
) -> Booking | None:
    """Book a time by telephone; nothing where it is gone, as the last of a day may be."""
    if slot is None:
        return None
    try:
        held = actions.book_now(
            actor=desk.actor,
            activity_id=queries.activity_by_key(key).id,
            starts_at=slot.starts_at,
            details=details,
            request=actions.Request(
                site_id=slot.site_id, channel="phone", language=details.language
            ),
            waive_fee=True,
            now=now,
        )
    except (SlotTaken, NotOpen):
        return None
    return held.booking


def _first_slot(key: str, after: datetime, *, now: datetime) -> Slot | None:
    first = localdate(after)
    for days in range(_SEARCHED_DAYS):
        for slot in _slots(key, first + timedelta(days=days), now=now):
            if slot.starts_at > after:
                return slot
    return None


def _slots(key: str, day: date, *, now: datetime) -> list[Slot]:
    wish = Wish(is_staff=True)
    return queries.free_slots(queries.activity_by_key(key).id, day, wish, now=now)


def _callers() -> Iterator[tuple[str, str]]:
    for number, name in enumerate(cycle(_NAMES), start=1):
        yield name, _PHONE.format(number % 1000)


def _details_of(one: Any) -> Details:
    person_id: UUID = residents.joined(one).person.pk
    return Details(name=one.name, email=one.email, person_id=person_id)


def _manager(council: CouncilRow) -> Actor:
    may = {"booking.view", "booking.book", "booking.check-in", "booking.manage"}
    return Actor(
        kind=ActorKind.STAFF,
        identifier="create_demo",
        name="Create demo",
        permissions={council.id: frozenset(may)},
    )
