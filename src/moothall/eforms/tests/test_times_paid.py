"""A time with a fee within a form: one basket, one payment, one booking, one case."""

from datetime import timedelta

import pytest

from moothall.bookings.tests.kit import Diary
from moothall.cases.models import Case
from moothall.eforms.models import Submission
from moothall.eforms.owning_lines import DraftsInBaskets
from moothall.eforms.tests.times_kit import DAY, WHEN, Town, choose, form, tell, text
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.scope import acting_for
from moothall.payments.actions import take_out
from moothall.payments.models import Basket, BasketLine, Payment
from moothall.payments.ports import Outcome
from moothall.payments.tests.kit import Shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

OWN_FEE = {"payment": {"amount": 1250, "for": text("A certificate"), "fund": "garden"}}
FEE = {"fund": "permits", "pence": 4600}


@pytest.fixture
def shop(northvale, now, clock_stands):
    with acting_for(northvale.id):
        yield Shop(northvale, now).open()


def ready(client, shop, *, fee=None, needs=None):
    """Return somebody whose form is complete, and the town."""
    town = Town(shop.council, shop.now, **({"fee": fee} if fee else {}))
    town.publish(form(**({"needs": needs} if needs else {})))
    ann = town.somebody(client)
    ann.start("trial")
    choose(ann, town)
    tell(ann)
    return ann, town


def pay(shop, queue):
    payment = shop.begin(Basket.objects.get())
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    queue.run_all()
    return payment


def lines():
    rows = BasketLine.objects.filter(removed_at=None).order_by("unit_pence")
    return [(one.about_type, one.unit_pence) for one in rows]


def test_form_and_time_are_paid_for_at_once_and_both_are_there_once(client, shop, queue):
    ann, town = ready(client, shop, fee=FEE, needs=OWN_FEE)
    assert "The fee is £58.50" in ann.html

    ann.post()
    assert ann.page == "basket"
    assert lines() == [("eforms.draft", 1250), ("bookings.booking", 4600)]
    assert (Submission.objects.count(), town.statuses()) == (0, ["held"])
    payment = pay(shop, queue)
    queue.run_all()

    (booking,) = town.bookings()
    assert (booking.status, booking.payment, booking.name) == ("confirmed", "paid", "Ann Person")
    case = Case.objects.get()
    assert Submission.objects.get().case_id == case.pk
    paid = next(one for one in case.details if one["key"] == "payment")
    assert paid["value"] == f"£58.50, {payment.reference}"
    assert Payment.objects.count() == 1


def test_a_time_alone_may_cost_something(client, shop, queue):
    ann, town = ready(client, shop, fee=FEE)
    assert "The fee is £46" in ann.html

    ann.post()
    back = ann.html.partition('href="/forms/trial/')[2].split('"')[0]
    assert lines() == [("bookings.booking", 4600)]
    pay(shop, queue)

    assert town.statuses() == ["confirmed"]
    assert Submission.objects.count() == 1
    ann.get(f"/forms/trial/{back}")
    assert ann.page == "done"
    assert WHEN in ann.html


def test_a_free_time_of_a_form_with_a_fee_is_kept_while_somebody_pays(client, shop, queue):
    ann, town = ready(client, shop, needs=OWN_FEE)
    ann.post()
    assert lines() == [("eforms.draft", 1250)]

    shop.begin(Basket.objects.get())

    (booking,) = town.bookings()
    assert booking.held_until == shop.now + timedelta(hours=2)
    payment = Payment.objects.get()
    shop.gateway.become(payment.pk, Outcome.PAID)
    shop.check(payment)
    queue.run_all()
    assert town.statuses() == ["confirmed"]
    assert Submission.objects.count() == 1


def test_a_free_time_that_was_lost_keeps_the_form_from_being_paid(client, shop, monkeypatch):
    ann, town = ready(client, shop, needs=OWN_FEE)
    ann.post()
    moment = shop.now + timedelta(hours=3)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: moment)
    Diary(shop.council, moment).book(DAY, "09:30")

    said = DraftsInBaskets().refusals([town.draft().pk], language="en", now=moment)
    assert "somebody else has booked it" in said[town.draft().pk]


@pytest.mark.parametrize("about", ["eforms.draft", "bookings.booking"])
def test_taking_one_out_of_the_basket_takes_both_and_keeps_time_and_answers(client, shop, about):
    ann, town = ready(client, shop, fee=FEE, needs=OWN_FEE)
    ann.post()
    line = BasketLine.objects.get(about_type=about)

    take_out(actor=anonymous_resident(), basket_id=line.basket_id, line_id=line.pk, now=shop.now)

    assert lines() == []
    assert town.draft().frozen_at is None
    assert town.statuses() == ["held"]


def test_taking_it_back_to_change_answers_keeps_the_time(client, shop, queue):
    ann, town = ready(client, shop, fee=FEE)
    check = ann.path
    ann.post()
    ann.get(check)
    assert ann.page == "payment"

    ann.post({"action": "change"})

    assert ann.page == "check"
    assert lines() == []
    assert town.statuses() == ["held"]
    ann.post()
    pay(shop, queue)
    assert town.statuses() == ["confirmed"]


def test_sent_twice_its_fees_are_in_the_basket_once(client, shop):
    ann, _town = ready(client, shop, fee=FEE, needs=OWN_FEE)
    check = ann.path

    ann.post()
    ann.post(path=check)

    assert len(lines()) == 2
