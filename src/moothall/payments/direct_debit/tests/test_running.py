"""The run of a day: what is due, once, early enough, and again after a crash."""

from datetime import date

import pytest

from moothall.kernel.errors import GiveUp, NotPermitted, Retry
from moothall.kernel.models import OutboxEvent
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.direct_debit import actions
from moothall.payments.direct_debit.models import Collection, DebitRun, Mandate
from moothall.payments.direct_debit.ports import (
    CollectionOutcome,
    HintAbout,
    MandateOutcome,
    Refused,
    Turn,
    collectors,
)
from moothall.payments.direct_debit.tests import factories
from moothall.payments.direct_debit.tests.factories import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(in_northvale, now):
    return factories.service(in_northvale, now)


@pytest.fixture
def mandate(service, rhian, now):
    factories.plan_of(rhian, now)
    return factories.mandate(rhian, now)


@pytest.fixture
def fake(service):
    return collectors.get("fake")


@pytest.fixture
def active(mandate, service, fake, now):
    factories.run(service, now)
    fake.become(HintAbout.MANDATE, f"MD-{mandate.pk}", MandateOutcome.ACTIVE)
    actions.ask_collector(about=HintAbout.MANDATE, row_id=mandate.pk, now=now)
    mandate.refresh_from_db()
    return mandate


def first(mandate):
    return Collection.objects.filter(mandate=mandate).order_by("collects_on").first()


def test_a_mandate_is_lodged_once(mandate, service, fake, now):
    factories.run(service, now)

    assert factories.run(service, now) is None
    mandate.refresh_from_db()
    assert (mandate.state, mandate.lodged_on) == ("submitted", date(2026, 11, 18))
    assert mandate.collector_reference == f"MD-{mandate.pk}"
    assert [len(run.lodge) for run in fake.runs] == [1]


def test_banks_take_nothing_in_at_weekends_and_holidays(mandate, service):
    assert factories.run(service, at(date(2026, 11, 21))) is None
    assert factories.run(service, at(date(2026, 12, 25))) is None
    assert factories.run(service, at(date(2026, 12, 24))) is not None


def test_a_collection_is_handed_over_two_working_days_before_its_day(active, service, fake):
    assert factories.run(service, at(date(2027, 1, 12))) is None

    run = factories.run(service, at(date(2027, 1, 13)))

    assert (run.collected, run.total_pence, run.state) == (1, 4000, "done")
    asked = fake.runs[-1].collect[0]
    assert (asked.collects_on, asked.turn, asked.attempt) == (date(2027, 1, 15), Turn.FIRST, 1)
    assert first(active).state == "submitted"


def test_what_was_not_told_early_enough_is_not_collected(active, service, fake):
    one = first(active)
    Collection.objects.filter(pk=one.pk).update(noticed_at=at(date(2027, 1, 6)))

    assert factories.run(service, at(date(2027, 1, 13))) is None

    one.refresh_from_db()
    assert one.collects_on == date(2027, 1, 27)  # ten working days after it was told again
    assert one.state == "notified"
    assert Message.objects.filter(template="payments.debit-changed").count() == 1
    assert fake.presented == []


@pytest.mark.parametrize(("day", "is_taken"), [(18, True), (19, False)])
def test_a_missed_day_is_made_good_within_three_working_days(active, service, day, is_taken):
    run = factories.run(service, at(date(2027, 1, day)))

    assert (run is not None) is is_taken
    assert (first(active).collects_on == date(2027, 1, 15)) is is_taken


def test_a_lost_answer_is_asked_again_and_counts_once(active, service, fake):
    one = first(active)
    fake.lost.add(one.pk)
    day = at(date(2027, 1, 13))

    started = actions.start_run(actor=factories.PAYMENTS, service_id=service.pk, now=day)
    with pytest.raises(Retry):
        actions.submit_run(actor=factories.PAYMENTS, run_id=started.pk, now=day)
    one.refresh_from_db()
    assert (one.state, one.outcome_unknown) == ("notified", True)
    again = actions.start_run(actor=factories.PAYMENTS, service_id=service.pk, now=day)
    done = actions.submit_run(actor=factories.PAYMENTS, run_id=again.pk, now=day)

    assert (again.pk, done.state, done.collected) == (started.pk, "done", 1)
    assert fake.presented == [(one.pk, 1)]
    assert fake.runs[-1].collect[0].outcome_unknown is True


def test_a_run_that_fails_whole_changes_nothing(active, service, fake):
    fake.trouble = GiveUp("Down.")
    day = at(date(2027, 1, 13))
    started = actions.start_run(actor=factories.PAYMENTS, service_id=service.pk, now=day)

    with pytest.raises(GiveUp):
        actions.submit_run(actor=factories.PAYMENTS, run_id=started.pk, now=day)

    assert first(active).state == "notified"
    fake.trouble = None
    later = factories.run(service, at(date(2027, 1, 14)))
    assert (later.pk != started.pk, later.collected) == (True, 1)
    assert DebitRun.objects.get(pk=started.pk).state == "left"


def test_what_is_refused_ends_the_mandate_and_tells_the_payer(mandate, service, fake, now):
    fake.answers[mandate.pk] = Refused(code="invalid", reason="No such bank.")

    factories.run(service, now)

    mandate.refresh_from_db()
    assert (mandate.state, mandate.problem) == ("failed", "No such bank.")
    assert Collection.objects.filter(mandate=mandate, state="cancelled").count() == 3
    assert Message.objects.filter(template="payments.debit-ended").count() == 1


def test_money_is_told_to_the_books_once_however_often_it_is_heard(active, service, fake):
    one = first(active)
    factories.run(service, at(date(2027, 1, 13)))
    fake.become(HintAbout.COLLECTION, f"PM-{one.pk}", CollectionOutcome.PAID)

    for _turn in range(3):
        actions.ask_collector(about=HintAbout.COLLECTION, row_id=one.pk, now=at(date(2027, 1, 15)))

    one.refresh_from_db()
    assert one.state == "confirmed"
    told = OutboxEvent.objects.filter(name="payments.debit-collected")
    assert [(row.payload["amount_pence"], row.payload["on"]) for row in told] == [
        (4000, "2027-01-15")
    ]


def test_a_failure_that_comes_late_and_words_that_come_in_disorder(active, service, fake):
    one = first(active)
    factories.run(service, at(date(2027, 1, 13)))
    ask = {"about": HintAbout.COLLECTION, "row_id": one.pk, "now": at(date(2027, 1, 20))}
    for outcome in (
        CollectionOutcome.PAID,
        CollectionOutcome.UNDER_WAY,
        CollectionOutcome.FAILED,
        CollectionOutcome.FAILED,
    ):
        fake.become(HintAbout.COLLECTION, f"PM-{one.pk}", outcome, code="0")
        actions.ask_collector(**ask)

    one.refresh_from_db()
    assert one.state == "late_failure"
    names = OutboxEvent.objects.filter(name__startswith="payments.debit-").order_by("id")
    assert [(row.name, row.payload.get("was_collected")) for row in names] == [
        ("payments.debit-collected", None),
        ("payments.debit-failed", True),
    ]


@pytest.mark.parametrize("heard", [["PAID", "CHARGED_BACK"], ["CHARGED_BACK"]])
def test_a_charge_back_opens_one_claim_after_the_money_it_takes_back(active, service, fake, heard):
    from moothall.payments.direct_debit.models import IndemnityClaim

    one = first(active)
    factories.run(service, at(date(2027, 1, 13)))
    for outcome in heard:
        become = CollectionOutcome[outcome]
        fake.become(HintAbout.COLLECTION, f"PM-{one.pk}", become, code="5")
        for _turn in range(2):
            actions.ask_collector(
                about=HintAbout.COLLECTION, row_id=one.pk, now=at(date(2027, 1, 20))
            )

    one.refresh_from_db()
    active.refresh_from_db()
    assert (one.state, active.state) == ("charged_back", "suspended")
    assert IndemnityClaim.objects.count() == 1
    told = OutboxEvent.objects.filter(name__startswith="payments.debit-").order_by("id")
    assert [row.name for row in told] == ["payments.debit-collected", "payments.debit-indemnified"]


def test_a_cancelled_mandate_is_withdrawn_from_the_bank_once(active, service, fake, rhian):
    day = at(date(2026, 12, 1))
    for _turn in range(2):
        actions.cancel_mandate(
            actor=kit.actor_of_resident_person(rhian), mandate_id=active.pk, now=day
        )

    run = factories.run(service, day)

    assert run.cancelled == 1
    assert factories.run(service, day) is None
    active.refresh_from_db()
    assert (active.state, active.cancel_due) == ("cancelled", False)
    assert Message.objects.filter(template="payments.debit-ended").count() == 1
    assert OutboxEvent.objects.filter(name="payments.mandate-ended").count() == 1


def test_staff_without_the_permission_take_no_money(mandate, service, now):
    for name in ("alice", "mallory"):
        with pytest.raises(NotPermitted):
            actions.start_run(
                actor=kit.actor_of(kit.staff_user(name, now)), service_id=service.pk, now=now
            )
    assert DebitRun.objects.count() == 0


def test_a_changed_plan_is_told_again_and_what_was_asked_stays(active, service, now):
    from moothall.payments.direct_debit.models import Arrangement

    factories.run(service, at(date(2027, 1, 13)))
    later = at(date(2027, 1, 14))
    actions.change_arrangement(
        actor=factories.PAYMENTS,
        arrangement_id=Arrangement.objects.get().pk,
        instalments=factories.instalments((date(2027, 1, 15), 9999), (date(2027, 2, 15), 5000)),
        now=later,
    )
    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=active.pk, now=later)

    rows = Collection.objects.filter(mandate=active).order_by("falls_on")
    assert [(one.amount_pence, one.state) for one in rows] == [
        (4000, "submitted"), (5000, "notified"), (4000, "cancelled"),
    ]  # fmt: skip
    message = Message.objects.get(template="payments.debit-changed")
    assert "15 February 2027: £50" in message.body


def test_another_day_of_the_month_is_told_before_it_is_used(active, rhian, now):
    actions.change_day(
        actor=kit.actor_of_resident_person(rhian), mandate_id=active.pk, day=28, now=now
    )
    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=active.pk, now=now)

    days = Collection.objects.filter(mandate=active).order_by("falls_on")
    assert [str(one.collects_on) for one in days] == ["2027-01-28", "2027-03-01", "2027-03-30"]
    assert Message.objects.filter(template="payments.debit-changed").count() == 1
    with pytest.raises(ValueError, match="does not collect"):
        actions.change_day(
            actor=kit.actor_of_resident_person(rhian), mandate_id=active.pk, day=7, now=now
        )


def test_planning_again_changes_and_tells_nothing(active, now):
    before = list(Collection.objects.order_by("pk").values())

    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=active.pk, now=now)

    assert list(Collection.objects.order_by("pk").values()) == before
    assert Message.objects.filter(template="payments.debit-changed").count() == 0


def test_thirteen_months_without_use_end_a_mandate(active):
    Mandate.objects.filter(pk=active.pk).update(lodged_on=date(2025, 10, 19))
    council = active.council_id

    actions.pass_day(council_id=council, now=at(date(2026, 11, 18)))
    active.refresh_from_db()
    assert active.state == "active"

    for _turn in range(2):
        actions.pass_day(council_id=council, now=at(date(2026, 11, 19)))
    active.refresh_from_db()
    assert (active.state, active.end_reason) == ("expired", "dormant")
    assert Message.objects.filter(template="payments.debit-ended").count() == 1


def test_whoever_cannot_be_told_is_not_collected_from_until_they_can(
    service, rhian, now, monkeypatch, queue
):
    from moothall.payments.direct_debit import notices, queries

    with monkeypatch.context() as unreachable:
        unreachable.setattr(notices, "_way", lambda mandate: None)
        factories.plan_of(rhian, now)
        made = factories.mandate(rhian, now)
    assert queries.untold_count(service.council_id) == 3
    Mandate.objects.filter(pk=made.pk).update(state="active", collector_reference="MD-X")
    assert factories.run(service, at(date(2027, 1, 13))) is None

    actions.pass_day(council_id=service.council_id, now=now)
    [(_name, job)] = queue.jobs("payments.plan_debits")[-1:]
    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=job["mandate_id"], now=now)

    assert queries.untold_count(service.council_id) == 0
    assert Message.objects.filter(template="payments.debit-set-up").count() == 1
