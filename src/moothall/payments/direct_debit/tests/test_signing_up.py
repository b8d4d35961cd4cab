"""Setting up a Direct Debit without paper."""

import pytest

from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.direct_debit import actions, queries
from moothall.payments.direct_debit.models import Collection, Mandate
from moothall.payments.direct_debit.ports import BankDetails
from moothall.payments.direct_debit.sealing import unsealed
from moothall.payments.direct_debit.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(in_northvale, rhian, now):
    factories.service(in_northvale, now)
    factories.plan_of(rhian, now)
    return rhian


def test_details_are_sealed_and_only_their_last_figures_are_seen(planned, now):
    mandate = factories.draft(planned, now)

    assert unsealed(mandate.sealed_details) == factories.DETAILS
    assert mandate.account_ending == "9911"
    stored = str(Mandate.objects.filter(pk=mandate.pk).values().get())
    told = str(list(AuditEntry.objects.values())) + str(list(OutboxEvent.objects.values()))
    for secret in ("55779911", "200000"):
        assert secret not in stored
        assert secret not in told
        assert secret not in repr(factories.DETAILS)


def test_what_is_agreed_is_planned_told_and_waits_to_be_lodged(planned, now):
    mandate = factories.mandate(planned, now)

    assert mandate.state == "pending_submission"
    days = [
        (str(one.collects_on), one.amount_pence, one.state)
        for one in Collection.objects.order_by("collects_on")
    ]
    assert days == [
        ("2027-01-15", 4000, "notified"),
        ("2027-02-15", 4000, "notified"),
        ("2027-03-15", 4000, "notified"),
    ]
    message = Message.objects.get(template="payments.debit-set-up")
    assert message.recipient == "rhian@home.test"
    assert "15 January 2027: £40" in message.body
    assert "NORTHVALE COUNCIL will notify you 10 working days in advance" in message.body
    assert "55779911" not in message.body
    assert "9911" in message.body


def test_agreeing_twice_is_agreeing_once(planned, now):
    mandate = factories.draft(planned, now)
    actor = kit.actor_of_resident_person(planned)

    for _turn in range(2):
        actions.agree_mandate(actor=actor, mandate_id=mandate.pk, now=now)

    assert AuditEntry.objects.filter(verb="mandate.agreed").count() == 1


def test_somebody_else_and_nobody_are_refused(planned, tomos, now):
    mandate = factories.draft(planned, now)
    from moothall.kernel.actors import anonymous_resident

    for other in (kit.actor_of_resident_person(tomos), anonymous_resident()):
        with pytest.raises(NotPermitted):
            actions.agree_mandate(actor=other, mandate_id=mandate.pk, now=now)
        with pytest.raises(NotPermitted):
            factories.draft(planned, now, actor=other)
        with pytest.raises(NotPermitted):
            actions.cancel_mandate(actor=other, mandate_id=mandate.pk, now=now)

    mandate.refresh_from_db()
    assert mandate.state == "draft"
    assert Mandate.objects.count() == 1


def test_another_council_sees_nothing(planned, southmere, now):
    mandate = factories.mandate(planned, now)

    with acting_for(southmere.id):
        assert queries.mandates_of(planned.pk, "en") == []
        assert queries.mandates_in(southmere.id, "en") == []
        assert queries.offers_to(southmere.id, planned.pk) == []
        assert queries.runs_of(southmere.id) == []
        with pytest.raises(NotFound):
            queries.mandate_row(mandate.pk, "en")
        with pytest.raises(NotFound):
            actions.cancel_mandate(
                actor=kit.actor_of_resident_person(planned), mandate_id=mandate.pk, now=now
            )


def test_an_account_that_cannot_exist_is_refused(planned, now, settings, tmp_path):
    from moothall.kernel import modulus

    (tmp_path / "valacdos.txt").write_text("200000 200000 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1\n")
    settings.MOOTHALL_BANK_WEIGHTS = str(tmp_path)
    modulus.weight_table.cache_clear()
    try:
        with pytest.raises(actions.AccountRefused):
            factories.draft(
                planned, now, details=BankDetails(
                    name="X", sort_code="200000", account_number="55779912"
                ),
            )  # fmt: skip
    finally:
        settings.MOOTHALL_BANK_WEIGHTS = ""
        modulus.weight_table.cache_clear()
    assert Mandate.objects.count() == 0


def test_another_bank_account_takes_the_place_of_the_first(planned, now):
    first = factories.mandate(planned, now)

    second = factories.mandate(
        planned, now, details=BankDetails(name="R", sort_code="300000", account_number="11112222")
    )

    first.refresh_from_db()
    assert (first.state, first.cancel_due) == ("cancelled", False)  # it was never lodged
    assert second.replaces_id == first.pk
    assert Collection.objects.filter(mandate=first, state="cancelled").count() == 3
    assert Collection.objects.filter(mandate=second, state="notified").count() == 3
    assert Message.objects.filter(template="payments.debit-ended").count() == 0


def test_nobody_cuts_off_the_direct_debit_of_another(planned, tomos, now):
    first = factories.mandate(planned, now)
    theirs = factories.draft(planned, now)
    Mandate.objects.filter(pk=theirs.pk).update(person_id=tomos.pk)

    with pytest.raises(Conflict):
        actions.agree_mandate(
            actor=kit.actor_of_resident_person(tomos), mandate_id=theirs.pk, now=now
        )
    first.refresh_from_db()
    assert first.is_live


def test_drafts_are_forgotten_after_a_day(planned, now):
    factories.draft(planned, now)
    kept = factories.mandate(planned, now)

    assert actions.forget_drafts(council_id=planned.council_id, now=factories.days_on(now, 1)) == 1
    assert [one.pk for one in Mandate.objects.all()] == [kept.pk]


def test_a_link_sets_up_one_direct_debit_without_an_account(in_northvale, planned, now):
    from moothall.kernel.actors import anonymous_resident
    from moothall.payments.direct_debit.actions.signing_up import link_of

    nobody = anonymous_resident()
    secret = actions.send_link(
        actor=factories.PAYMENTS,
        council_id=in_northvale.id,
        owner="arrangements",
        schedule=factories.schedule(in_northvale),
        email="payer@home.test",
        language="en",
        now=now,
    )
    link = link_of(secret, now)
    drafted = actions.draft_mandate(
        actor=nobody, council_id=in_northvale.id, person_id=None, link_id=link.pk,
        owner="arrangements", schedule=factories.schedule(in_northvale),
        details=factories.DETAILS, day=15, email="payer@home.test", language="en", now=now,
    )  # fmt: skip

    with pytest.raises(NotPermitted):
        actions.agree_mandate(actor=nobody, mandate_id=drafted.pk, now=now)
    agreed = actions.agree_mandate(actor=nobody, mandate_id=drafted.pk, link_id=link.pk, now=now)
    actions.plan_mandate(actor=factories.PAYMENTS, mandate_id=agreed.pk, now=now)

    assert agreed.state == "pending_submission"
    sent = Message.objects.get(template="payments.debit-link")
    assert secret in sent.body
    assert Message.objects.get(template="payments.debit-set-up").recipient == "payer@home.test"
    with pytest.raises(NotFound):
        actions.draft_mandate(
            actor=nobody, council_id=in_northvale.id, person_id=None, link_id=link.pk,
            owner="arrangements", schedule=factories.schedule(in_northvale),
            details=factories.DETAILS, day=15, email="x@home.test", language="en", now=now,
        )  # fmt: skip
    with pytest.raises(NotFound):
        link_of(secret, factories.days_on(now, 29))


def test_less_notice_needs_the_banks_agreement(in_northvale, now):
    from django.db import IntegrityError, transaction

    from moothall.payments.direct_debit.models import DebitService

    with pytest.raises(IntegrityError), transaction.atomic():
        DebitService.objects.create(
            council_id=in_northvale.id, collector="fake", statement_name="X", days_of_notice=3,
            days=[1], chosen_at=now,
        )  # fmt: skip
    assert factories.service(in_northvale, now, days_of_notice=3).days_of_notice == 3
