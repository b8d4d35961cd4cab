"""Offers of the waiting list that have a fee: kept for their own deadline while they are paid."""

from datetime import date, timedelta

import pytest

from moothall.bookings import actions
from moothall.bookings.actions.offering import GRACE, offer_day
from moothall.bookings.details import Details
from moothall.bookings.models import WaitingEntry, WaitingOffer
from moothall.bookings.tests.kit import VISITOR
from moothall.bookings.tests.money_kit import DAY, FEE, Box, given_back
from moothall.bookings.waiting.actions import (
    Wanted,
    accept_offer,
    join_waiting_list,
    lapse_offer,
)
from moothall.bookings.waiting.queries import waiting_place

ON = date(2026, 11, 19)
MINUTES = 120


@pytest.fixture
def box(diary, queue):
    return Box(diary, queue, fee=FEE, waiting_list={"offer_minutes": MINUTES})


def join(box, name, minutes):
    return join_waiting_list(
        actor=VISITOR,
        activity_id=box.diary.activity().pk,
        wanted=Wanted(first_on=ON, last_on=ON),
        details=Details(name=name, email=f"{name}@home.test"),
        now=box.now + timedelta(minutes=minutes),
    )


@pytest.fixture
def offered(box):
    """Two who wait for a day with one free time, which the first is offered."""
    hours = [{"days": ["thu"], "opens": "09:00", "closes": "09:30"}]
    box.diary.apply(
        sites=[{"key": "hall", "name": {"en": "Town Hall"}, "hours": hours}],
    )
    entries = [join(box, name, number) for number, name in enumerate(("first", "second"))]
    offer_day(activity_id=box.diary.activity().pk, day=ON, now=box.now)
    return entries


def accepted(box, entry, now=None):
    held = accept_offer(entry_id=entry.pk, now=now or box.now)
    return held, WaitingOffer.objects.get(entry=entry)


def statuses():
    return dict(WaitingEntry.objects.values_list("name", "status"))


def test_an_accepted_offer_is_kept_until_its_deadline_and_booked_when_paid(box, offered):
    first, _second = offered

    held, offer = accepted(box, first)
    accept_offer(entry_id=first.pk, now=box.now)

    assert offer.answer_by == box.now + timedelta(minutes=MINUTES)
    assert box.row(held).held_until == offer.answer_by + GRACE
    assert (waiting_place(first.pk).is_to_pay, statuses()["first"]) == (True, "offered")
    box.pay(box.basket(held))
    assert box.row(held).status == "confirmed"
    assert statuses() == {"first": "booked", "second": "waiting"}
    assert not lapse_offer(offer_id=offer.pk, now=offer.answer_by)


def test_accepted_at_the_last_moment_there_is_still_time_to_pay(box, offered):
    last = box.now + timedelta(minutes=MINUTES - 1)

    held, offer = accepted(box, offered[0], now=last)

    assert offer.answer_by == last + timedelta(minutes=15)
    assert box.row(held).held_until == offer.answer_by + GRACE


def test_accepted_and_not_paid_it_goes_to_the_next_in_line(box, offered):
    held, offer = accepted(box, offered[0])
    box.basket(held)

    assert not lapse_offer(offer_id=offer.pk, now=offer.answer_by - timedelta(minutes=1))
    assert lapse_offer(offer_id=offer.pk, now=offer.answer_by)

    assert statuses() == {"first": "lapsed", "second": "offered"}
    assert box.row(held).status == "released"
    assert box.diary.free(DAY, now=offer.answer_by) == []


def test_who_is_at_the_card_page_at_the_deadline_is_waited_for(box, offered):
    held, offer = accepted(box, offered[0])
    at_last = offer.answer_by - timedelta(minutes=2)
    payment = box.shop.begin(box.basket(held), now=at_last)

    assert not lapse_offer(offer_id=offer.pk, now=offer.answer_by)
    offer.refresh_from_db()
    assert offer.answer_by == at_last + timedelta(hours=2) - GRACE
    box.settle(payment, now=at_last + timedelta(minutes=10))

    assert statuses() == {"first": "booked", "second": "waiting"}
    assert box.row(held).status == "confirmed"


def test_paid_after_it_went_to_the_next_all_comes_back(box, offered):
    held, offer = accepted(box, offered[0])
    payment = box.shop.begin(box.basket(held))
    late = offer.answer_by + timedelta(hours=3)
    assert lapse_offer(offer_id=offer.pk, now=late)

    box.settle(payment, now=late)

    assert statuses() == {"first": "lapsed", "second": "offered"}
    assert given_back() == [(4600, "not_provided", "done")]


def test_what_is_given_back_from_the_basket_is_the_next_ones_at_once(box, offered):
    held, offer = accepted(box, offered[0])

    actions.release_hold(actor=VISITOR, booking_id=held.booking.pk, secret=held.secret, now=box.now)
    box.queue.run_all()
    assert lapse_offer(offer_id=offer.pk, now=offer.answer_by)

    assert statuses()["second"] == "offered"
