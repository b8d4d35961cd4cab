"""Checking in: at a desk, at a kiosk and on one's phone; twice does nothing twice; and no-shows."""

from collections import Counter
from datetime import timedelta

import pytest

from moothall.bookings import actions, queries
from moothall.bookings.errors import HoldEnded, NoCheckIn, TooEarly, WrongDay, WrongPlace
from moothall.bookings.events import BookingCancelled, BookingMoved
from moothall.bookings.models import Booking, QueueTicket
from moothall.bookings.queueing.arriving import arrive, arrive_oneself
from moothall.bookings.queueing.clearing import bookings_to_settle
from moothall.bookings.queueing.codes import booking_of_code, square_code
from moothall.bookings.queueing.handlers import (
    on_booking_cancelled_leave_queue,
    on_booking_moved_leave_queue,
)
from moothall.bookings.queueing.serving import call_next, mark_absent
from moothall.bookings.tests.kit import VISITOR, Diary, activity, hours, queue, room, service, words
from moothall.bookings.tests.test_races import all_at_once
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.kernel.scope import acting_for

DAY = "2026-11-19"
SYSTEM = system("bookings")
HALL = {"key": "hall", "name": words("Town Hall"), "hours": [hours()], "check_in": {"minutes": 20}}
BARN = {"key": "barn", "name": words("Barn"), "address": "1 Farm Lane", "hours": [hours()]}
BIRTHS = queue(service("registrars", "R", activities=["birth"]))


@pytest.fixture
def checking(diary):
    """A hall where people check in, a barn where they do not, and a booking in the hall."""
    diary.open(room("one"), room("two"), room("box", site="barn"), sites=[HALL, BARN])
    return diary


def of(held):
    return {"booking_id": held.booking.pk}


def test_who_booked_checks_in_from_the_minutes_before_and_only_where_and_when_it_is(checking):
    held = checking.book(DAY, "09:30", site_id=checking.site().pk)
    barn = checking.site("barn").pk
    for clock, error in (("09:09", TooEarly), ("10:00", WrongDay)):
        with pytest.raises(error):
            arrive_oneself(**of(held), now=checking.at(DAY, clock))
    with pytest.raises(WrongDay):
        arrive_oneself(**of(held), now=checking.at("2026-11-18", "09:30"))
    with pytest.raises(WrongPlace):
        arrive_oneself(**of(held), now=checking.at(DAY, "09:20"), site_id=barn)
    with pytest.raises(WrongDay):
        arrive(actor=checking.staff, **of(held), now=checking.at("2026-11-18", "09:30"))
    with pytest.raises(WrongPlace):
        arrive(actor=checking.staff, **of(held), now=checking.at(DAY, "09:20"), site_id=barn)
    with pytest.raises(NotPermitted):
        arrive(actor=VISITOR, **of(held), now=checking.at(DAY, "09:20"))
    assert Booking.objects.get().checked_in_at is None

    done = arrive_oneself(**of(held), now=checking.at(DAY, "09:10"))
    again = arrive_oneself(**of(held), now=checking.at(DAY, "09:15"))

    assert done.booking.checked_in_at == again.booking.checked_in_at == checking.at(DAY, "09:10")
    assert done.ticket is None
    assert AuditEntry.objects.filter(verb="booking.checked-in").count() == 1


def test_nobody_checks_in_for_what_is_cancelled_or_asks_for_none(checking):
    held = checking.book(DAY, "09:30", site_id=checking.site().pk)
    there = checking.book(DAY, "09:30", site_id=checking.site("barn").pk)
    with pytest.raises(NoCheckIn):
        arrive_oneself(**of(there), now=checking.at(DAY, "09:20"))
    actions.cancel_booking(actor=checking.staff, **of(held), because="x", now=checking.now)
    for check in (arrive_oneself, lambda **all_of_it: arrive(actor=checking.staff, **all_of_it)):
        with pytest.raises(HoldEnded):
            check(**of(held), now=checking.at(DAY, "09:20"))
    assert arrive(actor=checking.staff, **of(there), now=checking.at(DAY, "08:00")).ticket is None


def test_booked_people_stand_in_the_same_queue_by_their_time(diary):
    diary.open(room("one"), sites=[HALL], queues=[BIRTHS])
    held = diary.book(DAY, "09:30")

    first = arrive_oneself(**of(held), now=diary.at(DAY, "09:15")).ticket
    second = arrive(actor=diary.staff, **of(held), now=diary.at(DAY, "09:20")).ticket

    assert (first.label, first.due_at) == ("R1", diary.at(DAY, "09:30"))
    assert second == first
    call = {"actor": diary.staff, "site_id": diary.site().pk, "desk": "1"}
    assert call_next(**call, now=diary.at(DAY, "09:29")) is None
    assert call_next(**call, now=diary.at(DAY, "09:30")) == first
    mark_absent(actor=diary.staff, ticket_id=first.pk, now=diary.at(DAY, "09:35"))
    back = arrive(actor=diary.staff, **of(held), now=diary.at(DAY, "09:40")).ticket
    assert (back, back.state) == (first, "waiting")


def test_nobody_waits_for_a_booking_that_is_moved_or_called_off(diary):
    diary.open(room("one"), sites=[HALL], queues=[BIRTHS])
    held = diary.book(DAY, "09:30")
    at = diary.at(DAY, "09:15")
    first = arrive_oneself(**of(held), now=at).ticket
    moved = {"council_id": diary.council.id, "occurred_at": at, **of(held)}
    actions.move_booking(actor=diary.staff, **of(held), starts_at=diary.at(DAY, "10:00"), now=at)
    told = BookingMoved(
        **moved, activity_id=diary.activity().pk, version=2, from_site_id=None,
        from_starts_at=diary.at(DAY, "09:30"),
    )  # fmt: skip
    for _ in range(2):
        on_booking_moved_leave_queue(told)
    second = arrive_oneself(**of(held), now=diary.at(DAY, "09:45")).ticket
    on_booking_moved_leave_queue(told)
    states = dict(QueueTicket.objects.values_list("label", "state"))
    assert states == {first.label: "gone", second.label: "waiting"}
    assert second.due_at == diary.at(DAY, "10:00")

    off = BookingCancelled(
        **moved | {"occurred_at": diary.at(DAY, "09:50")}, activity_id=diary.activity().pk,
        refund_pence=0, by_council=True,
    )  # fmt: skip
    for _ in range(2):
        on_booking_cancelled_leave_queue(off)
    assert QueueTicket.objects.get(label=second.label).state == "gone"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_kiosk_phone_and_desk_at_once_check_in_once_and_give_one_ticket(northvale, now):
    diary = Diary(northvale, now)
    with acting_for(northvale.id):
        diary.open(room("one"), sites=[HALL], queues=[BIRTHS])
        held = diary.book(DAY, "09:30")
    at = diary.at(DAY, "09:20")
    ways = [
        lambda: arrive_oneself(**of(held), now=at).ticket.label,
        lambda: arrive(actor=diary.staff, **of(held), now=at).ticket.label,
    ]

    assert Counter(all_at_once(diary, ways * 6)) == {"R1": 12}

    with acting_for(northvale.id):
        assert QueueTicket.objects.count() == 1
        assert AuditEntry.objects.filter(verb="booking.checked-in").count() == 1


def test_who_has_not_checked_in_when_it_is_over_has_not_come(checking):
    missed = checking.book(DAY, "09:30", site_id=checking.site().pk)
    came = checking.book(DAY, "09:30", site_id=checking.site().pk)
    elsewhere = checking.book(DAY, "09:30", site_id=checking.site("barn").pk)
    arrive_oneself(**of(came), now=checking.at(DAY, "09:29"))
    over = checking.at(DAY, "10:00")

    assert bookings_to_settle(now=over - timedelta(minutes=1)) == []
    assert set(bookings_to_settle(now=over)) == {missed.booking.pk, came.booking.pk}
    for held in (missed, came, elsewhere):
        for _ in range(2):
            actions.settle_attendance(actor=SYSTEM, **of(held), now=over)

    statuses = [queries.booking(held.booking.pk).status for held in (missed, came, elsewhere)]
    assert statuses == ["missed", "attended", "confirmed"]
    names = Counter(OutboxEvent.objects.values_list("name", flat=True))
    assert (names["bookings.booking-missed"], names["bookings.booking-attended"]) == (1, 1)
    assert bookings_to_settle(now=over) == []
    actions.record_attendance(actor=checking.staff, **of(missed), attended=True, now=over)
    actions.settle_attendance(actor=SYSTEM, **of(missed), now=over)
    assert queries.booking(missed.booking.pk).status == "attended"


def test_an_activity_may_ask_for_check_in_and_old_bookings_are_left_alone(diary, southmere):
    diary.open(activities=[activity(check_in=True)])
    held = diary.book(DAY, "09:30")
    over = diary.at(DAY, "10:00")

    assert bookings_to_settle(now=over) == [held.booking.pk]
    assert bookings_to_settle(now=over + timedelta(days=4)) == []
    with acting_for(southmere.id):
        assert bookings_to_settle(now=over) == []
        with pytest.raises(NotFound):
            actions.settle_attendance(actor=SYSTEM, **of(held), now=over)
    with pytest.raises(NotPermitted):
        actions.settle_attendance(actor=VISITOR, **of(held), now=over)


def test_who_checked_in_and_did_not_come_to_the_counter_has_not_come(diary):
    diary.open(room("one"), sites=[HALL], queues=[BIRTHS])
    held = diary.book(DAY, "09:30")
    arrive_oneself(**of(held), now=diary.at(DAY, "09:15"))
    ticket = call_next(
        actor=diary.staff, site_id=diary.site().pk, desk="1", now=diary.at(DAY, "09:31")
    )
    mark_absent(actor=diary.staff, ticket_id=ticket.pk, now=diary.at(DAY, "09:40"))

    actions.settle_attendance(actor=SYSTEM, **of(held), now=diary.at(DAY, "10:00"))

    assert queries.booking(held.booking.pk).status == "missed"


def test_a_code_is_read_as_typed_or_as_a_reader_types_it(checking):
    held = checking.book(DAY, "09:30", site_id=checking.site().pk)
    reference = held.booking.reference
    for text in (
        f" {reference.lower()} ",
        f"https://northvale.test/check-in/{reference}/",
        f"http://northvale.test/cy/check-in/{reference}/?x=1",
        f"https://northvale.test/booking/{held.secret}/",
    ):
        assert booking_of_code(text).id == held.booking.pk
    for text in ("", "/", "https://northvale.test/", "https://x.test/booking/", "NOR-111-111-111"):
        with pytest.raises(NotFound):
            booking_of_code(text)


def test_a_square_code_is_what_a_camera_reads():
    code = square_code("https://northvale.test/check-in/NOR-4K7-9XM-Q2P/")

    assert code.side >= 21 + 8
    assert code.path.startswith("M4 4h7v1h-7z")
