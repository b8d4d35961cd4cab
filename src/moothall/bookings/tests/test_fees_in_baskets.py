"""A hold with a fee: kept while somebody pays, promised once it is paid, given back if not."""

from datetime import timedelta

import pytest

from moothall.bookings import actions
from moothall.bookings.handlers import on_line_paid_confirm_booking
from moothall.bookings.line_owner import Fees
from moothall.bookings.models import Booking
from moothall.bookings.tests.kit import VISITOR, activity
from moothall.payments.actions import take_out
from moothall.payments.events import LinePaid
from moothall.payments.models import BasketLine
from moothall.payments.tests.kit import Shop

DAY = "2026-11-19"


@pytest.fixture
def waiting(diary):
    """A hold whose fee lies in a basket."""
    shop = Shop(diary.council, diary.now).open()
    diary.open(activities=[activity(fee={"fund": "permits", "pence": 4600})])
    held = diary.hold(DAY, "09:30")
    basket = shop.basket()
    actions.put_fee_in_basket(
        actor=VISITOR, booking_id=held.booking.pk, basket_id=basket.pk, secret=held.secret,
        now=diary.now,
    )  # fmt: skip
    return shop, basket, held.booking


def test_it_is_promised_when_it_is_paid_and_not_twice(diary, waiting):
    shop, basket, booking = waiting
    late = diary.now + timedelta(minutes=14)

    payment = shop.begin(basket, now=late)
    booking.refresh_from_db()
    assert booking.held_until == late + timedelta(hours=2)
    assert actions.expire_holds(actor=VISITOR, now=late + timedelta(minutes=30)) == 0
    line = BasketLine.objects.get()
    paid = LinePaid(
        council_id=diary.council.id, occurred_at=late, line_id=line.pk, payment_id=payment.pk,
        about_type=line.about_type, about_id=line.about_id,
    )  # fmt: skip
    on_line_paid_confirm_booking(paid)
    on_line_paid_confirm_booking(paid)

    booking.refresh_from_db()
    assert (booking.status, booking.payment, booking.fee_pence) == ("confirmed", "paid", 4600)


def test_what_ran_out_is_kept_again_or_refused_with_a_sentence(diary, waiting):
    _, _, booking = waiting
    late = diary.now + timedelta(minutes=20)
    actions.expire_holds(actor=VISITOR, now=late)

    assert Fees().refusals([booking.pk], language="en", now=late) == {}
    booking.refresh_from_db()
    assert booking.status == "held"
    later = late + timedelta(hours=3)
    other = diary.hold(DAY, "09:30", now=later)
    refused = Fees().refusals([booking.pk], language="en", now=later)
    assert "have not paid" in refused[booking.pk]
    assert Booking.objects.get(status="held").pk == other.booking.pk


def test_a_line_that_is_taken_out_gives_the_time_back(diary, waiting):
    _, basket, booking = waiting

    take_out(actor=VISITOR, basket_id=basket.pk, line_id=BasketLine.objects.get().pk, now=diary.now)

    booking.refresh_from_db()
    assert booking.status == "released"
    assert "09:30" in diary.free(DAY)
