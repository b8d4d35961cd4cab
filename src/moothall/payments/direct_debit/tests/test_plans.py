"""An employee changes a plan for a payer; the payer is told, and nothing new is taken too early."""

from datetime import timedelta

import pytest
from django.test import Client

from moothall.kernel import clock
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.direct_debit import actions
from moothall.payments.direct_debit.models import Arrangement, Collection, DebitLink, Mandate
from moothall.payments.direct_debit.tests import factories
from moothall.payments.direct_debit.tests.test_views import HOST, supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def mandate(in_northvale, rhian):
    now = clock.now()
    factories.service(in_northvale, now)
    today = now.date()
    days = (today + timedelta(days=5), today + timedelta(days=60), today + timedelta(days=90))
    factories.plan_of(rhian, now, *((day, 4000) for day in days))
    return factories.mandate(rhian, now)


@pytest.fixture
def boss(client, in_northvale, mandate):
    kit.sign_in(client, supervisor(in_northvale))
    return client


def at(mandate, page):
    return f"/workspace/debits/northvale/{mandate.pk}/{page}/"


def replan(mandate):
    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=mandate.pk, now=clock.now())
    rows = Collection.objects.filter(mandate=mandate).order_by("collects_on")
    return [(one.amount_pence, one.state) for one in rows]


def test_a_new_sum_is_borne_by_what_can_be_told_in_time(boss, mandate):
    told = Message.objects.count()
    page = boss.get(at(mandate, "amount"), **HOST).content.decode()
    assert page.count("No, it stays as it is") == 1
    assert page.count(">Yes<") == 2

    assert boss.post(at(mandate, "amount"), {"total": "£141"}, **HOST).status_code == 302

    assert [one["pence"] for one in Arrangement.objects.get().instalments] == [4000, 5050, 5050]
    assert [pence for pence, _state in replan(mandate)] == [4000, 5050, 5050]
    news = Message.objects.order_by("queued_at", "pk").last()
    assert Message.objects.count() == told + 1
    assert "50.50" in news.body
    assert "Direct Debit Guarantee" in news.body


@pytest.mark.parametrize(
    ("typed", "said"),
    [("40", "Enter more"), ("x", "Enter an amount"), ("", "Enter an amount"), ("-5", "Enter an")],
)
def test_what_cannot_be_is_said_and_changes_nothing(boss, mandate, typed, said):
    answer = boss.post(at(mandate, "amount"), {"total": typed}, **HOST)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert [one["pence"] for one in Arrangement.objects.get().instalments] == [4000] * 3


def test_stopping_ends_it_and_tells_the_payer(boss, mandate):
    assert "Stop the plan" in boss.get(at(mandate, "stop"), **HOST).content.decode()
    assert Mandate.objects.get().is_live

    assert boss.post(at(mandate, "stop"), **HOST).status_code == 302

    assert Mandate.objects.get().state == "cancelled"
    assert Arrangement.objects.get().stopped_on == clock.now().date()
    assert set(Collection.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Message.objects.filter(template="payments.debit-ended").count() == 1
    assert boss.post(at(mandate, "stop"), **HOST).status_code == 404


def test_the_day_and_the_bank_account(boss, mandate):
    assert boss.post(at(mandate, "day"), {"day": "3"}, **HOST).status_code == 422
    assert boss.post(at(mandate, "day"), {"day": "28"}, **HOST).status_code == 302
    assert Mandate.objects.get().day == 28
    assert "in their account with us" in boss.get(at(mandate, "account"), **HOST).content.decode()
    boss.post(at(mandate, "account"), **HOST)
    assert DebitLink.objects.count() == 0

    Mandate.objects.update(email="p@home.test", person_id=None)
    assert boss.post(at(mandate, "account"), **HOST).status_code == 302

    assert DebitLink.objects.get().sent_to == "p@home.test"


def test_others_come_no_further(mandate, carys, rhian, alice):
    for who in (carys, alice, None):
        client = Client()
        if who is not None:
            kit.sign_in(client, who)
        for page in ("amount", "stop", "day", "account"):
            assert client.post(at(mandate, page), {"total": "1"}, **HOST).status_code in {
                302, 403, 404,
            }  # fmt: skip
    assert Mandate.objects.get().is_live
    assert Arrangement.objects.get().stopped_on is None
