"""A trip is cancelled and paid back, parts are reminded of, and old records are emptied."""

from datetime import date, timedelta

import pytest
from django.test import Client

from moothall.kernel.errors import NotPermitted
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.models import BasketLine
from moothall.payments.ports import Outcome
from moothall.payments.refunds.models import Refund
from moothall.people.models import RetentionRule
from moothall.verticals.schools import actions, queries
from moothall.verticals.schools.holding_wallets import PUPIL
from moothall.verticals.schools.models import ActivityPlace, Guardian, Instalment, Pupil
from moothall.verticals.schools.tests.conftest import BOSS
from moothall.verticals.schools.tests.test_school_pages import (
    boss as boss,  # noqa: PLC0414 - a fixture
)
from moothall.verticals.schools.tests.test_schools import as_resident, join, pay

PARTS = ((date(2026, 12, 1), 2_500), (date(2027, 3, 1), 4_000))
WHY = "The coach firm has let us down."


def cancel(office, trip, actor=BOSS):
    return actions.cancel_activity(actor=actor, activity_id=trip.pk, because=WHY, now=office.now)


def told(template):
    return list(Message.objects.filter(template=template).order_by("queued_at", "pk"))


def test_everybody_gets_back_what_they_paid_and_is_told(office, rhian, tomos, queue):
    office.guardian(rhian)
    office.guardian(tomos, "18", date(2017, 1, 31))
    trip = office.trip(places=5, parts=PARTS)
    pay(office, join(office, rhian, trip), queue)
    join(office, tomos, trip, "18")

    for _ in range(2):
        cancel(office, trip)
        queue.run_all()
    actions.give_back_places(activity_id=trip.pk, now=office.now)

    assert set(ActivityPlace.objects.values_list("state", flat=True)) == {"cancelled"}
    refund = Refund.objects.get()
    assert (refund.amount_pence, refund.needs_approval) == (2_500, False)
    assert refund.state in {"under_way", "done"}
    hers, his = told("schools.trip-cancelled")
    assert WHY in hers.body
    assert "We give back the £25" in hers.body
    assert "You have paid nothing" in his.body
    assert "Mali" not in hers.body
    assert BasketLine.objects.filter(removed_at=None, paid_at=None).count() == 0
    [row] = queries.activities_at(office.school.pk, "en", limit=9)
    assert (row.name, row.left, row.is_cancelled) == ("Castle trip", 0, True)


def test_what_is_paid_while_it_is_cancelled_goes_back_too(office, rhian, queue):
    office.guardian(rhian)
    trip = office.trip(places=5)
    basket = join(office, rhian, trip)
    payment = office.canteen.shop.begin(basket)

    cancel(office, trip)
    queue.run_all()
    office.canteen.shop.gateway.become(payment.pk, Outcome.PAID)
    office.canteen.shop.check(payment)
    queue.run_all()

    assert ActivityPlace.objects.get().state == "cancelled"
    assert [one.amount_pence for one in Refund.objects.all()] == [2_500]


def test_only_who_works_at_the_school_cancels(office, rhian, queue):
    trip = office.trip()

    with pytest.raises(NotPermitted):
        cancel(office, trip, actor=as_resident(rhian))

    trip.refresh_from_db()
    assert trip.cancelled_at is None


def test_a_part_is_reminded_of_before_its_day_and_once_after(office, rhian, queue):
    office.guardian(rhian)
    pay(office, join(office, rhian, office.trip(parts=PARTS)), queue)
    due = Instalment.objects.get(number=2).due_on

    def on(days):
        moment = office.now + (due - office.now.date()) + timedelta(days=days)
        return actions.remind_of_parts(council_id=office.council.id, now=moment)

    assert [on(days) for days in (-8, -7, -6, 0, 1, 2)] == [0, 1, 0, 0, 1, 0]
    [before], [after] = told("schools.part-due"), told("schools.part-overdue")
    assert "£40" in before.body
    assert "1 March 2027" in before.body
    assert "was due" in after.body
    assert f"/account/schools/children/{office.pupil().pk}/" in after.body


def test_who_joined_and_looks_after_the_child_no_more_is_not_told(office, rhian, queue):
    office.guardian(rhian)
    pay(office, join(office, rhian, office.trip(parts=PARTS)), queue)
    Guardian.objects.update(state="ended")

    moment = office.now + (date(2027, 3, 1) - office.now.date())
    assert actions.remind_of_parts(council_id=office.council.id, now=moment) == 1

    assert told("schools.part-due") == []


def test_records_are_emptied_when_their_time_is_over_but_not_with_money_in_the_wallet(
    office, rhian, queue
):
    office.guardian(rhian)
    pay(office, join(office, rhian, office.trip()), queue)
    left = office.now.date()
    Pupil.objects.update(left_on=left)

    def on(days):
        moment = office.now + timedelta(days=days)
        return actions.empty_pupils(council_id=office.council.id, now=moment)

    assert on(365) == 0
    office.canteen.wallet(office.pupil("18").pk, 500, holder_type=PUPIL)
    assert on(366) == 1

    emptied = Pupil.objects.get(emptied_at__isnull=False)
    assert (emptied.name, emptied.born_on, emptied.allergens) == ("", None, "")
    assert Guardian.objects.count() == 0
    assert ActivityPlace.objects.get().pupil_id == emptied.pk
    assert Pupil.objects.get(number="18").name == "Osian Price"
    office.bring()
    assert Pupil.objects.filter(number="17").count() == 1
    assert on(366) == 0


def test_a_council_keeps_them_for_its_own_days(office):
    Pupil.objects.update(left_on=office.now.date())
    RetentionRule.objects.create(council_id=office.council.id, reason="pupil_records", days=10)

    moment = office.now + timedelta(days=11)
    assert actions.empty_pupils(council_id=office.council.id, now=moment) == 2


def test_the_school_cancels_on_its_page(office, boss, carys, queue):
    trip = office.trip()
    here = f"/workspace/schools/northvale/{office.school.pk}/activity/{trip.pk}/cancel/"
    host = {"headers": {"host": "northvale.test"}}
    stranger = Client()
    kit.sign_in(stranger, carys)
    assert stranger.post(here, {"because": WHY}, **host).status_code in {403, 404}

    assert "0 children have" in boss.get(here).text
    wrong = boss.post(here, {"because": ""})
    assert wrong.status_code == 422
    assert "Say why it is cancelled" in wrong.content.decode()
    assert boss.post(here, {"because": WHY}).status_code == 302
    trip.refresh_from_db()
    assert trip.cancelled_because == WHY
