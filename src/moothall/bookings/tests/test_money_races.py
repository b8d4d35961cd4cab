"""The same money at the same moment, from several connections: paid once, given back once."""

from datetime import timedelta

import pytest

from moothall.bookings import actions
from moothall.bookings.errors import TooManyHolds
from moothall.bookings.events import BookingCancelled, PaidInVain
from moothall.bookings.limits import MOST_AT_ONCE
from moothall.bookings.models import Booking, Claim
from moothall.bookings.money_handlers import (
    on_booking_cancelled_give_back,
    on_paid_in_vain_give_back,
)
from moothall.bookings.paid_things import BOOKING, MOVE
from moothall.bookings.tests.kit import VISITOR, Diary
from moothall.bookings.tests.money_kit import (
    DAY,
    DEPOSIT,
    FEE,
    Box,
    at,
    given_back,
    resident_of,
)
from moothall.bookings.tests.test_races import all_at_once, kinds
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LATE = timedelta(hours=3)


@pytest.fixture
def box(northvale, now):
    with acting_for(northvale.id):
        yield Box(
            Diary(northvale, now), fee={**FEE, **DEPOSIT, "refunds": [{"hours": 1, "percent": 100}]}
        )


def paid(box, held, about_type=BOOKING, about_id=None, now=None):
    """Return a call that hears that a line is paid."""
    about_id = about_id or held.booking.pk
    if about_type == MOVE:
        return lambda: actions.finish_move(hold_id=about_id, line_id=about_id, now=now or box.now)
    return lambda: actions.mark_paid(
        booking_id=about_id, line_id=about_id, about_type=about_type, now=now or box.now
    )


def promised(box, clock="09:30"):
    """Return a booking that is paid for, with its payment."""
    held = box.hold(clock)
    payment = box.pay(box.basket(held))
    for kind in (BOOKING, "bookings.deposit"):
        paid(box, held, kind)()
    return held, payment


def told(kind):
    return OutboxEvent.objects.filter(name=f"bookings.{kind}").count()


def vain():
    return [
        PaidInVain(
            council_id=one.council_id, occurred_at=one.occurred_at,
            **{key: one.payload[key] for key in
               ("booking_id", "line_id", "about_type", "about_id")},
        )
        for one in OutboxEvent.objects.filter(name=PaidInVain.name)
    ]  # fmt: skip


def test_paid_twice_at_once_is_promised_once(box):
    held = box.hold()
    box.pay(box.basket(held))
    calls = [paid(box, held), paid(box, held, "bookings.deposit")] * 4

    answers = all_at_once(box.diary, calls)

    assert kinds(answers) == {"Booking": 8}
    row = box.row(held)
    assert (row.status, row.payment, row.deposit) == ("confirmed", "paid", "held")
    assert (told("booking-confirmed"), told("paid-in-vain")) == (1, 0)


def test_given_back_while_it_is_paid_it_is_either_booked_or_the_money_goes_back(box):
    for clock in ("09:00", "09:30", "10:00", "10:30"):
        held = box.hold(clock)
        box.pay(box.basket(held))
        paid(box, held, "bookings.deposit")()

        def release(held=held):
            return actions.release_hold(
                actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=box.now
            )

        answers = all_at_once(box.diary, [paid(box, held), release])

        row = box.row(held)
        assert kinds(answers) == {"Booking": 2}
        if row.status == "confirmed":
            assert row.refund_pence == 0
        else:
            assert (row.status, row.refund_pence) == ("released", 14_600)
        assert Claim.objects.filter(booking=row, is_active=True).exists() == (
            row.status == "confirmed"
        )
    for event in vain():
        on_paid_in_vain_give_back(event)
        on_paid_in_vain_give_back(event)
    released = Booking.objects.filter(status="released").count()
    assert sorted(pence for pence, *_ in given_back()) == [4600] * released + [10_000] * released


def test_cancelled_twice_at_once_and_heard_of_by_many_workers_is_given_back_once(box):
    held, _payment = promised(box)

    def cancel():
        return actions.cancel_booking(
            actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=box.now
        )

    assert kinds(all_at_once(box.diary, [cancel] * 6)) == {"Booking": 6}
    [event] = OutboxEvent.objects.filter(name=BookingCancelled.name)
    heard = BookingCancelled(
        council_id=event.council_id, occurred_at=event.occurred_at, booking_id=held.booking.pk,
        activity_id=held.booking.activity_id, refund_pence=event.payload["refund_pence"],
        by_council=False, deposit_pence=event.payload["deposit_pence"],
    )  # fmt: skip
    answers = all_at_once(box.diary, [lambda: on_booking_cancelled_give_back(heard)] * 6)

    assert kinds(answers) == {"NoneType": 6}
    assert sorted(pence for pence, *_ in given_back()) == [4600, 10_000]


def test_a_move_paid_while_the_booking_is_cancelled_is_one_or_the_other(box):
    for clock, to in (("09:00", "11:00"), ("09:30", "11:00"), ("10:00", "11:00")):
        held, _payment = promised(box, clock)
        hold = box.hold_move(held, to)
        box.pay(box.move_basket(held))

        def cancel(held=held):
            return actions.cancel_booking(
                actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=box.now
            )

        answers = all_at_once(
            box.diary, [paid(box, held, MOVE, hold.pk), cancel, paid(box, held, MOVE, hold.pk)]
        )

        row = box.row(held)
        assert kinds(answers) == {"Booking": 3}
        assert row.status == "cancelled"
        moved = at(row) == f"{DAY} {to}"
        hold.refresh_from_db()
        assert (hold.payment, hold.refund_pence) == ("paid", 0 if moved else 1900)
        # What was paid for the time comes back by the rule; the change fee alone is kept.
        assert row.refund_pence == (16_000 if moved else 14_600)
        assert not Claim.objects.filter(is_active=True).exists()


def test_two_moves_into_one_time_when_both_ran_out_one_has_it_and_one_its_money(box):
    pairs = []
    for number, clock in enumerate(("09:00", "09:30")):
        held, _payment = promised(box, clock)
        when = box.now + number * LATE
        hold = box.hold_move(held, "11:00", now=when)
        box.pay(box.move_basket(held, now=when), now=when)
        actions.expire_holds(actor=VISITOR, now=when + LATE)
        pairs.append((held, hold))
    late = box.now + 3 * LATE

    answers = all_at_once(
        box.diary, [paid(box, held, MOVE, hold.pk, now=late) for held, hold in pairs] * 2
    )

    assert kinds(answers) == {"Booking": 4}
    times = sorted(at(box.row(held)) for held, _hold in pairs)
    assert times[1] == f"{DAY} 11:00"
    assert times[0] in {f"{DAY} 09:00", f"{DAY} 09:30"}
    assert {box.row(held).status for held, _hold in pairs} == {"confirmed"}
    assert told("paid-in-vain") == 1
    assert Claim.objects.filter(is_active=True).count() == 2


def test_one_account_keeps_no_more_at_once_however_fast_it_asks(box, rhian):
    actor = resident_of(box.diary.council, rhian)
    times = ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30")
    days = (DAY, "2026-11-20")

    def keep(day, clock):
        try:
            return box.diary.hold(day, clock, actor=actor, person_id=rhian.pk)
        except TooManyHolds as refusal:
            return refusal

    calls = [lambda day=day, at=at: keep(day, at) for day in days for at in times]
    answers = all_at_once(box.diary, calls)

    refused = len(calls) - MOST_AT_ONCE
    assert kinds(answers) == {"Held": MOST_AT_ONCE, "TooManyHolds": refused}
    assert Booking.objects.filter(status="held").count() == MOST_AT_ONCE
