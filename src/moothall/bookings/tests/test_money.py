"""Fees, deposits and refunds of bookings, from the basket to the card."""

from datetime import timedelta

import pytest

from moothall.bookings import actions
from moothall.bookings.details import Details
from moothall.bookings.errors import DepositNotDecided, HoldEnded, PaymentDue
from moothall.bookings.line_owner import Deposits, Fees, Moves
from moothall.bookings.models import Booking, Claim
from moothall.bookings.money_handlers import on_booking_cancelled_give_back
from moothall.bookings.money_reads import deposits_to_decide, money_of
from moothall.bookings.queries import booking as booking_row
from moothall.bookings.tests.kit import VISITOR, staff_of
from moothall.bookings.tests.money_kit import DAY, DEPOSIT, FEE, Box, at, given_back
from moothall.kernel.actors import system
from moothall.kernel.errors import NotPermitted
from moothall.kernel.scope import acting_for
from moothall.notifications.models import Message
from moothall.payments.actions import take_out
from moothall.payments.models import BasketLine, PaymentLine
from moothall.payments.refunds.actions import approve_refund, request_refund
from moothall.payments.refunds.tests.kit import clerk, sums
from moothall.payments.refunds.workflow import RefundReason


@pytest.fixture
def box(diary, queue):
    return Box(diary, queue)


@pytest.fixture
def hall(diary, queue):
    return Box(diary, queue, fee={**FEE, **DEPOSIT})


def last_message(template):
    return Message.objects.filter(template=template).latest("queued_at").body


def test_fee_and_deposit_are_lines_of_their_own_funds_and_both_must_be_paid(hall):
    held = hall.hold()
    basket = hall.basket(held)
    lines = {line.about_type: line for line in BasketLine.objects.filter(basket=basket)}
    with pytest.raises(PaymentDue) as due:
        hall.diary.confirm(held)
    hall.pay(basket)

    row = hall.row(held)
    assert due.value.pence == 14_600
    assert {kind: (line.fund.key, line.unit_pence) for kind, line in lines.items()} == {
        "bookings.booking": ("permits", 4600),
        "bookings.deposit": ("forms", 10_000),
    }
    assert (row.status, row.payment, row.deposit) == ("confirmed", "paid", "held")
    told = last_message("bookings.confirmed")
    assert "You paid: £146" in told
    assert "Deposit, given back after your visit: £100" in told


def test_taking_one_part_out_of_the_basket_takes_out_the_other_and_gives_the_time_back(hall):
    held = hall.hold()
    basket = hall.basket(held)
    line = BasketLine.objects.get(about_type="bookings.deposit")

    take_out(actor=VISITOR, basket_id=basket.pk, line_id=line.pk, now=hall.now)

    assert hall.row(held).status == "released"
    assert not BasketLine.objects.filter(removed_at=None).exists()


def test_the_resident_cancels_and_the_rules_share_comes_back_once(box):
    held = box.booked()

    done = box.cancel(held)
    box.cancel(held)

    assert done.refund_pence == 2300
    assert given_back() == [(2300, "cancelled", "done")]
    assert "We will give you back £23." in last_message("bookings.cancelled")
    money = money_of(booking_row(held.booking.pk), now=box.now)
    assert [(one.amount_pence, one.is_done) for one in money.refunds_for_payer] == [(2300, True)]
    assert (money.paid_pence, money.still_to_come_pence) == (4600, 0)


def test_the_council_gives_back_all_with_the_deposit_and_what_changes_cost(hall):
    held = hall.booked()
    hall.hold_move(held, "11:00")
    hall.pay(hall.move_basket(held))
    assert at(hall.row(held)) == f"{DAY} 11:00"

    hall.cancel(held, actor=hall.diary.staff)

    # The fee and the deposit of one payment, the change and the dearer time of another.
    assert sorted(given_back()) == [
        (1900, "not_provided", "done"),
        (4600, "not_provided", "done"),
        (10_000, "deposit", "done"),
    ]
    assert hall.row(held).deposit == "returned"


def test_above_the_limit_a_second_person_agrees_first(box):
    box.limit(1000)
    held = box.booked()

    box.cancel(held, actor=box.diary.staff)

    assert given_back() == [(4600, "not_provided", "requested")]
    money = money_of(booking_row(held.booking.pk), now=box.now)
    assert (money.refunds_for_payer, money.still_to_come_pence) == ([], 4600)
    approve_refund(
        actor=clerk(box.diary.council, "Ben"), refund_id=money.refunds[0].refund_id, note="",
        now=box.now,
    )  # fmt: skip
    box.queue.run_all()
    assert given_back() == [(4600, "not_provided", "done")]


def test_a_closure_owes_all_and_nobody_has_to_agree(hall):
    hall.limit(0)
    held = hall.booked()
    actions.make_closure(
        actor=hall.diary.staff, of=hall.diary.site(), starts_at=hall.diary.at(DAY, "00:00"),
        ends_at=hall.diary.at(DAY, "23:00"), reason={"en": "Flood"}, now=hall.now,
    )  # fmt: skip

    hall.cancel(held)

    assert sorted(given_back()) == [
        (4600, "not_provided", "done"),
        (10_000, "not_provided", "done"),
    ]


def test_never_more_than_is_left_when_staff_gave_some_back_before(box):
    held = box.booked()
    line = PaymentLine.objects.get()
    request_refund(
        actor=clerk(box.diary.council), payment_id=line.payment_id, parts={line.pk: 4000},
        reason=RefundReason.GOODWILL, note="", now=box.now,
    )  # fmt: skip
    box.queue.run_all()

    done = box.cancel(held, actor=box.diary.staff)

    assert done.refund_pence == 600
    assert sorted(pence for pence, *_ in given_back()) == [600, 4000]
    assert sums(line.payment) == (4600, 0)


def test_a_worker_that_hears_of_it_twice_gives_back_once(box):
    held = box.booked()
    box.cancel(held)
    from moothall.bookings.events import BookingCancelled

    told = BookingCancelled(
        council_id=box.diary.council.id, occurred_at=box.now, booking_id=held.booking.pk,
        activity_id=held.booking.activity_id, refund_pence=2300, by_council=False,
    )  # fmt: skip
    on_booking_cancelled_give_back(told)
    on_booking_cancelled_give_back(told)

    assert given_back() == [(2300, "cancelled", "done")]


def test_paid_for_a_time_that_is_gone_all_goes_back_and_is_told(hall):
    held = hall.hold()
    basket = hall.basket(held)
    payment = hall.shop.begin(basket)
    actions.release_hold(
        actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=hall.now
    )
    hall.diary.hold(DAY, "09:30")

    hall.settle(payment)

    row = hall.row(held)
    assert (row.status, row.payment, row.deposit) == ("released", "paid", "returned")
    assert sorted(given_back()) == [
        (4600, "not_provided", "done"),
        (10_000, "not_provided", "done"),
    ]
    assert "We give you back £146." in last_message("bookings.in-vain")
    assert Message.objects.filter(template="bookings.in-vain").count() == 1


def test_who_runs_the_diary_lets_off_with_a_reason_and_the_basket_is_emptied(hall):
    held = hall.hold()
    basket = hall.basket(held)
    given = {"booking_id": held.booking.pk, "because": "Charity", "now": hall.now}
    with pytest.raises(NotPermitted):
        actions.let_off_booking(
            actor=staff_of(hall.diary.council, "booking.book"), fee=True, deposit=True, **given
        )
    part = actions.let_off_booking(actor=hall.diary.staff, fee=False, deposit=True, **given)
    assert (part.status, part.deposit, part.waived_because) == ("held", "waived", "Charity")

    done = actions.let_off_booking(actor=hall.diary.staff, fee=True, deposit=False, **given)
    hall.queue.run_all()

    assert (done.status, done.payment) == ("confirmed", "waived")
    assert not BasketLine.objects.filter(basket=basket, removed_at=None).exists()


def test_what_was_let_off_and_is_paid_all_the_same_goes_back(box):
    held = box.hold()
    payment = box.shop.begin(box.basket(held))
    actions.let_off_booking(
        actor=box.diary.staff, booking_id=held.booking.pk, fee=True, deposit=False,
        because="Charity", now=box.now,
    )  # fmt: skip

    box.settle(payment)

    assert box.row(held).payment == "waived"
    assert given_back() == [(4600, "not_provided", "done")]
    assert not Message.objects.filter(template="bookings.in-vain").exists()


def test_an_agent_books_for_a_caller_whose_time_is_held_for_a_day(hall):
    held = actions.book_now(
        actor=hall.diary.staff, activity_id=hall.diary.activity().pk,
        starts_at=hall.diary.at(DAY, "11:30"), details=Details(name="Sian"), now=hall.now,
        waive_deposit=True, because="Known to us",
    )  # fmt: skip

    row = hall.row(held)
    assert (row.status, row.payment, row.deposit) == ("held", "due", "waived")
    assert row.held_until == min(hall.now + timedelta(hours=24), row.starts_at)
    hall.pay(hall.basket(held), now=hall.now)
    assert hall.row(held).status == "confirmed"


def visited(hall):
    held = hall.booked()
    return held, hall.diary.at(DAY, "10:00") + timedelta(hours=1)


def test_a_deposit_goes_back_after_the_visit_or_part_of_it_is_kept_and_told(hall):
    held, after = visited(hall)
    decide = {"actor": hall.diary.staff, "booking_id": held.booking.pk}
    with pytest.raises(HoldEnded):
        actions.decide_deposit(**decide, kept_pence=0, now=hall.now)
    with pytest.raises(DepositNotDecided):
        actions.decide_deposit(**decide, kept_pence=4000, now=after)
    with pytest.raises(DepositNotDecided):
        actions.decide_deposit(**decide, kept_pence=10_001, because="Broken", now=after)
    with pytest.raises(NotPermitted):
        officer = staff_of(hall.diary.council, "booking.book")
        actions.decide_deposit(
            actor=officer, booking_id=held.booking.pk, kept_pence=1, because="x", now=after
        )
    assert [one.deposit_pence for one in deposits_to_decide(now=after)] == [10_000]

    done = actions.decide_deposit(**decide, kept_pence=4000, because="A broken pane", now=after)
    hall.queue.run_all()
    with pytest.raises(HoldEnded):
        actions.decide_deposit(**decide, kept_pence=0, now=after)

    assert (done.deposit, done.deposit_kept_pence) == ("kept", 4000)
    assert given_back() == [(6000, "deposit", "done")]
    told = last_message("bookings.deposit")
    assert "We keep: £40" in told
    assert "A broken pane" in told
    assert deposits_to_decide(now=after) == []


def test_deposits_go_back_by_themselves_when_the_days_are_over(diary, queue):
    hall = Box(diary, queue, fee={**FEE, **DEPOSIT, "deposit_days": 3})
    held, after = visited(hall)
    itself = system("bookings")

    assert actions.return_due_deposits(actor=itself, now=after + timedelta(days=2)) == 0
    assert actions.return_due_deposits(actor=itself, now=after + timedelta(days=3)) == 1
    assert actions.return_due_deposits(actor=itself, now=after + timedelta(days=3)) == 0
    queue.run_all()

    assert hall.row(held).deposit == "returned"
    assert given_back() == [(10_000, "deposit", "done")]


def test_lines_lead_back_to_the_booking_and_staff_to_the_diary(box, django_assert_num_queries):
    held = box.booked()
    hold = box.hold_move(held, "11:00")
    pk = held.booking.pk

    with django_assert_num_queries(3):
        fee = Fees().addresses([pk], language="cy")
        assert Deposits().addresses([pk], language="en") == {pk: f"/booking/{held.secret}/"}
        move = Moves().addresses([hold.pk], language="en")

    assert fee == {pk: f"/cy/booking/{held.secret}/"}
    assert move == {hold.pk: f"/booking/{held.secret}/"}
    assert Moves().for_staff([hold.pk], council="northvale")[hold.pk].href.endswith(f"{pk}/")


def test_the_other_council_has_no_part_in_it(hall, southmere):
    held, after = visited(hall)

    with acting_for(southmere.id):
        assert deposits_to_decide(now=after) == []
        assert Fees().addresses([held.booking.pk], language="en") == {}
        assert Moves().for_staff([held.booking.pk], council="southmere") == {}
        assert actions.return_due_deposits(actor=system("bookings"), now=after) == 0
    assert Booking.objects.get(pk=held.booking.pk).deposit == "held"
    assert Claim.objects.filter(is_active=True).count() == 1
