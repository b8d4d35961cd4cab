"""What banks report: each line once, by the scheme's rules, the rest for an employee."""

from datetime import date

import pytest

from moothall.kernel.errors import GiveUp, NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.models import OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.direct_debit import actions, queries
from moothall.payments.direct_debit.models import BankAdvice, Collection, IndemnityClaim, Mandate
from moothall.payments.direct_debit.models.advice import ClaimState
from moothall.payments.direct_debit.ports import ReportRefused
from moothall.payments.direct_debit.sealing import unsealed
from moothall.payments.direct_debit.suppliers.standard18.tests.test_reports import (
    arudd,
    ddica,
    messages,
)
from moothall.payments.direct_debit.tests import factories
from moothall.payments.direct_debit.tests.factories import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(in_northvale, now):
    return factories.service(
        in_northvale, now, collector="standard18", options=factories.OWN_ACCOUNT
    )


@pytest.fixture
def mandate(service, rhian, now):
    """A mandate that is active, with its first payment handed over for 15 January."""
    factories.plan_of(rhian, now)
    made = factories.mandate(rhian, now)
    factories.run(service, now)
    actions.pass_day(council_id=service.council_id, now=at(date(2026, 11, 25)))
    factories.run(service, at(date(2027, 1, 13)))
    made.refresh_from_db()
    return made


def first(mandate):
    return Collection.objects.filter(mandate=mandate).order_by("collects_on").first()


def read(service, content, day=date(2027, 1, 18)):
    return actions.read_report(
        actor=factories.PAYMENTS, service_id=service.pk, content=content, now=at(day)
    )


def test_days_make_a_mandate_active_and_a_debit_paid_and_kept(mandate, service):
    council = service.council_id
    assert mandate.state == "active"
    assert first(mandate).state == "submitted"

    for day, state in (
        (date(2027, 1, 14), "submitted"), (date(2027, 1, 15), "presumed_paid"),
        (date(2027, 1, 20), "presumed_paid"), (date(2027, 1, 21), "confirmed"),
    ):  # fmt: skip
        for _turn in range(2):
            actions.pass_day(council_id=council, now=at(day))
        assert first(mandate).state == state

    told = OutboxEvent.objects.filter(name="payments.debit-collected")
    assert [row.payload["on"] for row in told] == ["2027-01-15"]
    mandate.refresh_from_db()
    assert mandate.last_collected_on == date(2027, 1, 15)


def test_an_unpaid_debit_is_told_once_and_may_be_presented_twice_more(mandate, service):
    actions.pass_day(council_id=service.council_id, now=at(date(2027, 1, 15)))

    assert [read(service, arudd(mandate.reference)) for _turn in range(3)] == [1, 0, 0]

    one = first(mandate)
    assert (one.state, one.code, one.attempts) == ("failed", "0", 1)
    assert Message.objects.filter(template="payments.debit-failed").count() == 1
    told = OutboxEvent.objects.get(name="payments.debit-failed")
    assert (told.payload["was_collected"], told.payload["amount_pence"]) == (True, 4000)
    [row] = queries.advices_to_do(service.council_id)
    assert (row.may_be_presented_again, row.act_by) == (True, date(2027, 1, 21))

    again = {"actor": factories.PAYMENTS, "collection_id": one.pk}
    for on, why in ((date(2027, 1, 19), "too soon"), (date(2027, 2, 16), "month")):
        with pytest.raises(ValueError, match=why):
            actions.present_again(on=on, now=at(date(2027, 1, 18)), **again)
    actions.present_again(on=date(2027, 1, 25), now=at(date(2027, 1, 18)), **again)
    run = factories.run(service, at(date(2027, 1, 21)))
    content = actions.fetch_file(actor=factories.PAYMENTS, run_id=run.pk, now=run.made_at)[1]
    assert b"2000005577991101840123411223344" in content

    one.refresh_from_db()
    assert (one.state, one.attempts) == ("submitted", 2)
    with pytest.raises(ValueError, match="not unpaid"):
        actions.present_again(on=date(2027, 2, 1), now=at(date(2027, 1, 21)), **again)
    Collection.objects.filter(pk=one.pk).update(state="failed", attempts=3)
    with pytest.raises(ValueError, match="three times"):
        actions.present_again(on=date(2027, 2, 1), now=at(date(2027, 1, 25)), **again)


def test_a_cancelled_instruction_ends_what_was_planned_and_no_0c_is_sent(mandate, service):
    read(service, arudd(mandate.reference, "1"))

    mandate.refresh_from_db()
    assert (mandate.state, mandate.cancel_due) == ("cancelled", False)
    assert sorted(Collection.objects.values_list("state", flat=True)) == [
        "cancelled", "cancelled", "failed",
    ]  # fmt: skip
    assert factories.run(service, at(date(2027, 1, 18))) is None


def test_somebody_who_died_is_not_written_to(mandate, service):
    before = Message.objects.count()

    read(service, messages(mandate.reference, "2"))

    mandate.refresh_from_db()
    assert mandate.state == "cancelled"
    assert Message.objects.count() == before
    assert len(queries.advices_to_do(service.council_id)) == 1


def test_new_details_from_a_bank_are_taken_over_and_nothing_is_lodged(mandate, service):
    more = 'payer-new-sort-code="300001" payer-new-account-number="01234567"'
    read(service, messages(mandate.reference, "3", more=more))

    mandate.refresh_from_db()
    assert unsealed(mandate.sealed_details).account_number == "01234567"
    assert (mandate.state, mandate.account_ending) == ("active", "4567")
    assert queries.advices_to_do(service.council_id) == []
    assert factories.run(service, at(date(2027, 1, 18))) is None


def test_a_move_without_details_waits_for_somebody(mandate, service):
    read(service, messages(mandate.reference, "3"))

    mandate.refresh_from_db()
    assert mandate.state == "suspended"
    assert factories.run(service, at(date(2027, 2, 11))) is None
    actions.pause_mandate(
        actor=factories.PAYMENTS, mandate_id=mandate.pk, is_paused=False, now=at(date(2027, 2, 11))
    )
    assert factories.run(service, at(date(2027, 2, 11))).collected == 1


def test_a_reinstated_mandate_comes_back_without_a_new_instruction(mandate, service):
    read(service, messages(mandate.reference, "1"))
    read(service, messages(mandate.reference, "R").replace(b"2027-01-20", b"2027-01-21"))
    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=mandate.pk, now=at(date(2027, 1, 18)))

    mandate.refresh_from_db()
    assert (mandate.state, mandate.cancel_due, mandate.end_reason) == ("active", False, "")
    assert Collection.objects.filter(mandate=mandate, state="notified").count() == 2
    assert factories.run(service, at(date(2027, 1, 19))) is None


def test_an_instruction_that_comes_back_ends_the_mandate(service, rhian, now):
    factories.plan_of(rhian, now)
    made = factories.mandate(rhian, now)
    factories.run(service, now)

    read(service, messages(made.reference, "5", "N"), date(2026, 11, 23))

    made.refresh_from_db()
    assert (made.state, made.cancel_due) == ("failed", False)
    assert Collection.objects.filter(state="cancelled").count() == 3
    assert Message.objects.filter(template="payments.debit-ended").count() == 1


def test_a_claim_is_opened_once_and_can_be_challenged_and_won(mandate, service, in_northvale):
    actions.pass_day(council_id=service.council_id, now=at(date(2027, 1, 21)))
    for _turn in range(2):
        read(service, ddica(mandate.reference, code="2"), date(2027, 1, 22))

    claim = IndemnityClaim.objects.get()
    assert (claim.amount_pence, claim.taken_on) == (4000, date(2027, 2, 5))
    assert first(mandate).state == "charged_back"
    now = at(date(2027, 1, 25))
    for state in (ClaimState.CHALLENGED, ClaimState.WITHDRAWN, ClaimState.WITHDRAWN):
        actions.settle_claim(
            actor=factories.PAYMENTS, claim_id=claim.pk, state=state, note="n", now=now
        )
    with pytest.raises(TransitionNotAllowed):
        actions.settle_claim(
            actor=factories.PAYMENTS, claim_id=claim.pk, state=ClaimState.ACCEPTED, note="", now=now
        )
    assert first(mandate).state == "confirmed"
    names = OutboxEvent.objects.filter(name__startswith="payments.debit-").order_by("id")
    assert [row.name for row in names] == [
        "payments.debit-collected",
        "payments.debit-indemnified",
        "payments.debit-reinstated",
    ]


def test_a_claim_that_denies_the_mandate_stops_it(mandate, service):
    read(service, ddica(mandate.reference, code="5"), date(2027, 1, 22))

    mandate.refresh_from_db()
    assert mandate.state == "suspended"


def test_what_nobody_knows_is_for_somebody_to_look_at(mandate, service):
    assert read(service, arudd("SOMETHING ELSE")) == 1

    [row] = queries.advices_to_do(service.council_id)
    assert (row.reference, row.mandate_id) == ("SOMETHING ELSE", None)
    actions.settle_advice(
        actor=factories.PAYMENTS, advice_id=row.id, note="Not ours.", now=at(date(2027, 1, 18))
    )
    assert queries.advices_to_do(service.council_id) == []


def test_reports_of_others_and_readers_without_permission_change_nothing(
    mandate, service, southmere, now
):
    before = list(Mandate.objects.values())
    alice = kit.actor_of(kit.staff_user("alice", now))

    with pytest.raises(ReportRefused):
        read(service, arudd(mandate.reference).replace(b"654321", b"999999"))
    with pytest.raises(NotPermitted):
        actions.read_report(
            actor=alice, service_id=service.pk, content=arudd(mandate.reference), now=now
        )
    with acting_for(southmere.id):
        theirs = factories.service(
            southmere, now, collector="standard18", options=factories.OWN_ACCOUNT
        )
        assert read(theirs, arudd(mandate.reference)) == 1
        assert queries.advices_to_do(southmere.id)[0].mandate_id is None
        with pytest.raises(NotFound):
            actions.settle_claim(
                actor=factories.PAYMENTS, claim_id=mandate.pk, state=ClaimState.ACCEPTED, note="",
                now=now,
            )  # fmt: skip

    assert list(Mandate.objects.values()) == before
    assert BankAdvice.objects.count() == 0


def test_a_called_collector_has_no_reports(in_northvale, now):
    service = factories.service(in_northvale, now)

    with pytest.raises(GiveUp):
        read(service, arudd("X"))


def test_a_file_is_kept_sealed_handed_out_again_and_forgotten(mandate, service, in_northvale):
    from moothall.payments.direct_debit.models import DebitRun

    run = DebitRun.objects.order_by("input_on").last()
    assert "55779911" not in str(DebitRun.objects.values())
    for _turn in range(2):
        name, content = actions.fetch_file(
            actor=factories.PAYMENTS, run_id=run.pk, now=at(date(2027, 1, 13))
        )
        assert name == "DD2027011301.txt"
        assert b"55779911" in content
    alice = kit.actor_of(kit.staff_user("alice", at(date(2027, 1, 13))))
    with pytest.raises(NotPermitted):
        actions.fetch_file(actor=alice, run_id=run.pk, now=at(date(2027, 1, 13)))

    actions.pass_day(council_id=in_northvale.id, now=at(date(2027, 4, 14)))
    with pytest.raises(NotFound):
        actions.fetch_file(actor=factories.PAYMENTS, run_id=run.pk, now=at(date(2027, 4, 14)))
    run.refresh_from_db()
    assert len(run.digest) == 64
