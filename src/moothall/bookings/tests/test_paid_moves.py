"""Moves that cost something: the new time is kept, the old one too, until it is paid."""

from datetime import timedelta

import pytest

from moothall.bookings import actions
from moothall.bookings.errors import HoldEnded, PaymentDue, SlotTaken, TooLate
from moothall.bookings.line_owner import Moves
from moothall.bookings.models import Booking, GroupSession
from moothall.bookings.money_reads import money_of
from moothall.bookings.queries import booking as booking_row
from moothall.bookings.tests.kit import VISITOR, staff_of
from moothall.bookings.tests.money_kit import DAY, FEE, FRIDAY, Box, at, given_back
from moothall.kernel.errors import NotPermitted
from moothall.notifications.models import Message
from moothall.payments.actions import take_out
from moothall.payments.models import BasketLine


@pytest.fixture
def box(diary, queue):
    return Box(diary, queue)


def test_a_move_waits_for_its_change_fee_and_the_difference(box):
    held = box.booked()
    with pytest.raises(PaymentDue) as due:
        box.move(held, "11:00")

    hold = box.hold_move(held, "11:00")
    basket = box.move_basket(held)

    assert due.value.pence == hold.fee_pence == 500 + 1400
    assert at(box.row(held)) == f"{DAY} 09:30"
    assert not {"09:30", "11:00"} & set(box.diary.free(DAY))
    money = money_of(booking_row(held.booking.pk), now=box.now)
    assert (money.move.starts_at, money.move.pence) == (hold.starts_at, 1900)
    box.pay(basket)
    row = box.row(held)
    assert (at(row), row.fee_pence, row.change_fee_pence) == (f"{DAY} 11:00", 6000, 500)
    assert row.claims.get(is_active=True).lapses_at is None
    assert "09:30" in box.diary.free(DAY)
    assert "11:00" not in box.diary.free(DAY)
    assert "You paid for the change: £19" in Message.objects.get(template="bookings.moved").body


def test_a_cheaper_time_gives_the_difference_back_less_the_change_fee(box):
    held = box.booked()

    row = box.move(held, "11:30")
    box.queue.run_all()

    assert (at(row), row.fee_pence, row.change_fee_pence) == (f"{DAY} 11:30", 3000, 500)
    assert given_back() == [(1100, "changed", "done")]
    assert "We will give you back £11." in Message.objects.get(template="bookings.moved").body
    box.cancel(held, actor=box.diary.staff)
    assert sorted(pence for pence, *_ in given_back()) == [1100, 3500]


def test_a_move_that_nobody_pays_for_lapses_and_nothing_is_lost(box):
    held = box.booked()
    box.hold_move(held, "11:00")
    box.move_basket(held)

    actions.expire_holds(actor=VISITOR, now=box.later)

    assert (at(box.row(held)), box.row(held).status) == (f"{DAY} 09:30", "confirmed")
    assert "11:00" in box.diary.free(DAY, now=box.later)
    assert money_of(booking_row(held.booking.pk), now=box.later).move is None


def test_a_lapsed_move_is_had_all_the_same_while_the_time_is_free(box):
    held = box.booked()
    hold = box.hold_move(held, "11:00")
    basket = box.move_basket(held)
    late = box.now + timedelta(minutes=40)
    actions.expire_holds(actor=VISITOR, now=late)

    box.pay(basket, now=late)

    assert at(box.row(held)) == f"{DAY} 11:00"
    assert Booking.objects.get(pk=hold.pk).status == "released"
    assert given_back() == []


def test_a_lapsed_move_whose_time_is_gone_is_refused_before_money_is_taken(box):
    held = box.booked()
    hold = box.hold_move(held, "11:00")
    late = box.now + timedelta(minutes=40)
    box.diary.hold(DAY, "11:00", now=late)

    refused = Moves().refusals([hold.pk], language="en", now=late)

    assert "Your booking stays as it is" in refused[hold.pk]


def test_paid_after_the_booking_was_cancelled_all_goes_back(box):
    held = box.booked()
    box.hold_move(held, "11:00")
    payment = box.shop.begin(box.move_basket(held))
    box.cancel(held)

    box.settle(payment)

    assert box.row(held).status == "cancelled"
    assert sorted(given_back()) == [
        (1900, "not_provided", "done"),
        (2300, "cancelled", "done"),
    ]
    told = Message.objects.get(template="bookings.move-in-vain").body
    assert "We give you back £19." in told
    assert {"09:30", "11:00"} <= set(box.diary.free(DAY))


def test_of_two_moves_the_later_counts_and_the_first_leaves_its_basket_unpaid(box):
    held = box.booked()
    first = box.hold_move(held, "11:00")
    box.move_basket(held)
    second = box.hold_move(held, "10:30", now=box.now + timedelta(minutes=1))

    assert "11:00" in box.diary.free(DAY)
    assert set(Moves().refusals([first.pk], language="en", now=box.now)) == {first.pk}
    box.pay(box.move_basket(held))

    assert at(box.row(held)) == f"{DAY} 10:30"
    assert not BasketLine.objects.filter(about_id=first.pk, removed_at=None).exists()
    assert Booking.objects.get(pk=second.pk).payment == "paid"


def test_dropped_or_taken_out_the_new_time_is_free_and_the_old_one_kept(box):
    held = box.booked()
    hold = box.hold_move(held, "11:00")
    basket = box.move_basket(held)
    line = BasketLine.objects.get(about_id=hold.pk)

    take_out(actor=VISITOR, basket_id=basket.pk, line_id=line.pk, now=box.now)
    assert "11:00" in box.diary.free(DAY)
    box.hold_move(held, "11:00", now=box.now + timedelta(minutes=1))
    actions.drop_move(actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=box.now)

    assert "11:00" in box.diary.free(DAY)
    assert (at(box.row(held)), box.row(held).status) == (f"{DAY} 09:30", "confirmed")


def test_rules_and_rights_hold_for_moves_that_are_paid(box):
    held, other = box.booked(), box.booked("10:30")

    with pytest.raises(SlotTaken):
        box.hold_move(held, "10:30")
    with pytest.raises(NotPermitted):
        box.hold_move(held, "11:00", secret=other.secret)
    with pytest.raises(HoldEnded):
        box.hold_move(held, "11:30")
    with pytest.raises(HoldEnded):
        box.move_basket(held)
    assert Booking.objects.filter(moves__isnull=False).count() == 0
    with pytest.raises(TooLate):
        box.hold_move(held, "11:00", now=box.diary.at(DAY, "09:31"))


def test_staff_charge_it_or_move_without_charge_and_say_why(box):
    held = box.booked()
    given = {**box.to(held, "11:00"), "secret": ""}
    agent = staff_of(box.diary.council, "booking.book")
    with pytest.raises(PaymentDue):
        actions.move_booking(**{**given, "actor": box.diary.staff})
    with pytest.raises(NotPermitted):
        actions.move_booking(**{**given, "actor": agent}, without_charge=True, because="Ill")

    row = actions.move_booking(
        **{**given, "actor": box.diary.staff}, without_charge=True, because="Our mistake"
    )

    assert (at(row), row.fee_pence, row.change_fee_pence) == (f"{DAY} 11:00", 4600, 0)


def test_whose_time_a_closure_shut_moves_for_nothing_and_gets_a_difference_back(box):
    held, cheap = box.booked(), box.booked("10:30")
    actions.make_closure(
        actor=box.diary.staff, of=box.diary.site(), starts_at=box.diary.at(DAY, "00:00"),
        ends_at=box.diary.at(DAY, "23:00"), reason={"en": "Flood"}, now=box.now,
    )  # fmt: skip

    dearer = box.move(held, "11:00", FRIDAY)
    cheaper = box.move(cheap, "11:30", FRIDAY)
    box.queue.run_all()

    assert (dearer.fee_pence, dearer.change_fee_pence) == (4600, 0)
    assert cheaper.fee_pence == 3000
    assert given_back() == [(1600, "changed", "done")]


def test_in_group_sessions_the_place_is_carried_over(diary, queue):
    box = Box(diary, queue, capacity=5)
    held = box.booked()
    box.hold_move(held, "11:00")

    def taken():
        rows = GroupSession.objects.order_by("starts_at")
        return [(f"{row.starts_at:%H:%M}", row.taken) for row in rows]

    assert taken() == [("09:30", 1), ("11:00", 1)]
    box.pay(box.move_basket(held))
    assert taken() == [("09:30", 0), ("11:00", 1)]
    box.cancel(held)
    assert taken() == [("09:30", 0), ("11:00", 0)]


def test_what_was_free_pays_the_difference_to_a_time_with_a_fee(diary, queue):
    fee = {**FEE, "pence": 0, "change_pence": 0}
    box = Box(diary, queue, fee=fee)
    held = box.hold()
    diary.confirm(held, email="sian@example.org")

    box.hold_move(held, "11:00")
    box.pay(box.move_basket(held))

    row = box.row(held)
    assert (at(row), row.payment, row.fee_pence) == (f"{DAY} 11:00", "paid", 6000)
