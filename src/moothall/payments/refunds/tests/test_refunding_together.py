"""Several people and workers at the same refunds at the same moment, each with a connection."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.scope import acting_for
from moothall.payments.models import Refund
from moothall.payments.refunds import actions
from moothall.payments.refunds.errors import TooMuch
from moothall.payments.refunds.tests.kit import Till, clerk, sums
from moothall.payments.tests.kit import Shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def till(northvale, now):
    with acting_for(northvale.id):
        yield Till(Shop(northvale, now).open())


def at_once(council, count, act):
    """Do something that often at the same moment; return what came of each."""
    together, came = Barrier(count), []

    def one(number):
        try:
            with acting_for(council.id):
                together.wait(20)
                came.append(act(number))
        except Exception as problem:  # whatever it is, the test looks at it
            came.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


def test_two_refunds_of_60_pounds_of_100_at_once_are_one(till):
    payment = till.paid()

    came = at_once(
        till.council, 2,
        lambda number: till.ask_for(payment, 6_000, actor=clerk(till.council, f"P{number}")),
    )  # fmt: skip

    assert sorted(type(one).__name__ for one in came) == ["Refund", "TooMuch"]
    assert isinstance(next(one for one in came if isinstance(one, TooMuch)), TooMuch)
    assert (Refund.objects.count(), sums(payment)) == (1, (0, 6_000))


def test_twenty_refunds_of_10_pounds_of_100_at_once_are_ten_and_all_are_given_back(till):
    payment = till.paid()
    till.limit(10_000)

    at_once(till.council, 20, lambda _: till.ask_for(payment, 1_000))
    ids = list(Refund.objects.values_list("pk", flat=True))
    assert len(ids) == 10
    for _ in range(12):  # of one payment the gateway is asked for one after the other
        at_once(till.council, 10, lambda number: actions.ask_gateway(
            refund_id=ids[number], now=till.now))  # fmt: skip

    assert set(Refund.objects.values_list("state", flat=True)) == {"done"}
    assert sums(payment) == (10_000, 0)
    assert till.gateway.payments[str(payment.pk)].refundable_pence == 0


def test_two_workers_with_one_refund_ask_the_gateway_once(till):
    payment = till.paid()
    refund = till.approve(till.ask_for(payment, 6_000))

    at_once(till.council, 5, lambda _: till.ask_gateway(refund))

    assert till.gateway.calls.count("refund") == 1
    assert sums(payment) == (6_000, 0)


def test_agreed_and_declined_at_once_is_one_of_the_two(till):
    payment = till.paid()
    refund = till.ask_for(payment, 6_000)
    acts = (
        lambda: till.approve(refund),
        lambda: actions.decline_refund(
            actor=clerk(till.council, "Cat"), refund_id=refund.pk, note="No", now=till.now
        ),
    )

    came = at_once(till.council, 2, lambda number: acts[number]())

    assert sum(isinstance(one, TransitionNotAllowed) for one in came) == 1
    assert sums(payment) in {(0, 6_000), (0, 0)}


def test_paid_twice_told_twice_at_once_is_refunded_once(till):
    payment = till.paid()
    type(payment).objects.filter(pk=payment.pk).update(is_surplus=True)

    at_once(
        till.council, 4,
        lambda _: actions.refund_surplus(payment_id=payment.pk, now=till.now),
    )  # fmt: skip

    assert (Refund.objects.count(), sums(payment)) == (1, (0, 10_000))
