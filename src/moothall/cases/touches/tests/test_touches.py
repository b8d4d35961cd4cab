"""What employees write and machines answer is an interaction: once, in the channel it went by."""

from datetime import timedelta

import pytest

from moothall.cases.actions import (
    add_note,
    ask_resident,
    change_status,
    write_to_resident,
)
from moothall.cases.events import CaseStatusChanged, ResidentAsked, ResidentWrittenTo
from moothall.cases.handlers import (
    on_case_status_changed_tell_resident,
    on_resident_asked_tell_them,
    on_resident_written_to_tell_them,
)
from moothall.cases.models import Interaction
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.cases.touches.handlers import on_pay_link_sent_note_it, on_payment_paid_note_call
from moothall.kernel import actors
from moothall.kernel.ids import new_id
from moothall.kernel.models import OutboxEvent
from moothall.kernel.outbox import _from_payload
from moothall.kernel.scope import acting_for
from moothall.notifications.models import CarrierChoice, Message
from moothall.payments import actions as payments
from moothall.payments.events import PayLinkSent, PaymentPaid
from moothall.payments.models import Payment
from moothall.payments.ports import Outcome
from moothall.payments.story import RUNG_BY
from moothall.payments.tests.kit import SETUP, Shop

OFFICE = actors.system("connectors")


def touches(**which):
    found = Interaction.objects.filter(**which).order_by("happened_at", "id")
    return [(one.channel, one.direction, one.summary, one.logged_by_name) for one in found]


def sent_out():
    return touches(direction="outbound")


def happened(kind):
    [event] = OutboxEvent.objects.filter(name=kind.name)
    return _from_payload(kind, event.payload)


@pytest.fixture
def texting(in_northvale, now):
    CarrierChoice.objects.create(council_id=in_northvale.id, channel="text", carrier="fake")
    return person_of(in_northvale, now, email="", phone="07700 900982")


def test_what_an_employee_writes_is_an_interaction_in_the_channel_in_which_it_goes(
    in_northvale, now, texting
):
    case = case_of(in_northvale, now, person_id=texting.pk)
    write_to_resident(
        actor=staff_of(in_northvale), case_id=case.pk, text="We come on Tuesday", now=now
    )
    assert sent_out() == [("web", "outbound", "We come on Tuesday", "Alice Ash")]

    for _ in range(2):
        on_resident_written_to_tell_them(happened(ResidentWrittenTo))

    assert sent_out() == [("text", "outbound", "We come on Tuesday", "Alice Ash")]
    assert Message.objects.filter(template="cases.resident-written-to").count() == 1
    assert Interaction.objects.get(direction="outbound").person_id == texting.pk


def test_without_an_address_it_stays_what_was_written_for_the_account(in_northvale, now):
    person = person_of(in_northvale, now, email="")
    case = case_of(in_northvale, now, person_id=person.pk)
    write_to_resident(actor=staff_of(in_northvale), case_id=case.pk, text="Call us", now=now)

    on_resident_written_to_tell_them(happened(ResidentWrittenTo))

    assert sent_out() == [("web", "outbound", "Call us", "Alice Ash")]


def test_a_question_and_words_with_a_status_are_interactions_too(in_northvale, now):
    case = case_of(in_northvale, now, person_id=person_of(in_northvale, now).pk)
    staff = staff_of(in_northvale)
    ask_resident(actor=staff, case_id=case.pk, text="Which side?", now=now)
    later = now + timedelta(hours=1)
    change_status(
        actor=staff, case_id=case.pk, status="in_progress", public_note="The van is on its way",
        now=later,
    )  # fmt: skip

    for _ in range(2):
        on_resident_asked_tell_them(happened(ResidentAsked))
        for one in OutboxEvent.objects.filter(name=CaseStatusChanged.name):
            on_case_status_changed_tell_resident(_from_payload(CaseStatusChanged, one.payload))

    assert sent_out() == [
        ("email", "outbound", "Which side?", "Alice Ash"),
        ("email", "outbound", "The van is on its way", "Alice Ash"),
    ]


def test_what_the_platform_or_a_back_office_writes_stays_a_message(in_northvale, now):
    case = case_of(in_northvale, now, person_id=person_of(in_northvale, now).pk)
    change_status(actor=OFFICE, case_id=case.pk, status="resolved", public_note="Done", now=now)
    add_note(actor=staff_of(in_northvale), case_id=case.pk, text="Note", is_public=True, now=now)

    on_case_status_changed_tell_resident(happened(CaseStatusChanged))

    assert sent_out() == []
    assert Message.objects.filter(template="cases.status-changed").count() == 1


def test_a_status_that_is_told_without_words_is_no_interaction(in_northvale, now):
    case = case_of(in_northvale, now, person_id=person_of(in_northvale, now).pk)
    change_status(actor=staff_of(in_northvale), case_id=case.pk, status="in_progress", now=now)

    on_case_status_changed_tell_resident(happened(CaseStatusChanged))

    assert sent_out() == []


@pytest.fixture
def shop(in_northvale, now):
    return Shop(in_northvale, now).open()


def paid_by_voice(shop, person=None, *, reference="12345678", channel="voice"):
    detail = {RUNG_BY: str(person.pk)} if person else {}
    basket, _secret = payments.open_basket(
        actor=actors.system("telephone"), council_id=shop.council.id, language="en",
        channel=channel, now=shop.now,
    )  # fmt: skip
    words = {"en": "Council tax", "cy": "Treth gyngor"}
    shop.put(
        basket,
        shop.item(
            fund="permits", description=words, unit_pence=1250, reference=reference, detail=detail
        ),
    )
    begun = shop.begin(basket)
    shop.gateway.become(begun.pk, Outcome.PAID)
    shop.check(begun)
    return Payment.objects.get(pk=begun.pk)


def test_a_payment_by_the_telephone_line_is_an_interaction_of_whose_number_rang(
    in_northvale, now, shop
):
    person = person_of(in_northvale, now, phone="07700 900982")
    paid = paid_by_voice(shop, person)

    for _ in range(2):
        on_payment_paid_note_call(happened(PaymentPaid))

    assert touches() == [("voice", "inbound", f"Council tax, {paid.reference}", "")]
    assert Interaction.objects.get().person_id == person.pk


def test_a_reference_of_a_case_brings_the_call_to_the_case_and_its_person(in_northvale, now, shop):
    person = person_of(in_northvale, now)
    case = case_of(in_northvale, now, person_id=person.pk)
    paid_by_voice(shop, reference=case.reference)

    on_payment_paid_note_call(happened(PaymentPaid))

    found = Interaction.objects.get(channel="voice")
    assert (found.case_id, found.person_id) == (case.pk, person.pk)


def test_other_payments_and_another_councils_are_none(in_northvale, now, shop, southmere):
    paid_by_voice(shop, channel="web")
    event = happened(PaymentPaid)

    on_payment_paid_note_call(event)
    with acting_for(southmere.id):
        on_payment_paid_note_call(event)
        assert not Interaction.objects.exists()

    assert touches() == []


def test_somebody_who_is_gone_meanwhile_is_not_named(in_northvale, now, shop):
    gone = person_of(in_northvale, now)
    gone.pk = new_id()
    paid_by_voice(shop, gone)

    on_payment_paid_note_call(happened(PaymentPaid))

    assert Interaction.objects.get().person_id is None


def test_a_link_to_pay_that_an_employee_sends_is_an_interaction(in_northvale, now, shop, alice):
    person = person_of(in_northvale, now)
    basket = shop.basket(shop.item(), person_id=person.pk)
    staff = staff_of(in_northvale, permissions=frozenset({"payment.take"}))
    staff = type(staff)(
        kind=staff.kind, identifier=str(alice.pk), name="Alice", permissions=staff.permissions
    )
    payments.send_pay_link(
        actor=staff, basket_id=basket.pk, to="dilys@example.test", language="en", now=now
    )

    for _ in range(2):
        on_pay_link_sent_note_it(happened(PayLinkSent))

    [(channel, direction, summary, by)] = touches()
    assert (channel, direction) == ("email", "outbound")
    assert summary == "Link to pay: Garden waste"
    assert by == alice.get_full_name()
    assert Interaction.objects.get().person_id == person.pk


def test_a_link_that_a_payer_sends_is_theirs(in_northvale, now, shop):
    basket = shop.basket(shop.item())
    payments.send_pay_link(
        actor=SETUP, basket_id=basket.pk, to="dilys@example.test", language="en", now=now
    )

    on_pay_link_sent_note_it(happened(PayLinkSent))

    assert touches() == []
