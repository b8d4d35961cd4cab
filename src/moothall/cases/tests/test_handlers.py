from datetime import date

import pytest

from moothall.cases.actions import (
    answer_question,
    ask_resident,
    change_status,
    guide_residents,
    withdraw_case,
    write_to_resident,
)
from moothall.cases.events import (
    CaseOpened,
    CaseStatusChanged,
    ResidentAsked,
    ResidentWrittenTo,
)
from moothall.cases.handlers import (
    on_case_opened_acknowledge,
    on_case_status_changed_tell_resident,
    on_resident_asked_tell_them,
    on_resident_written_to_tell_them,
)
from moothall.cases.models import TimelineEntry
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel import actors, short_memory
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.actions import choose_contact_mode
from moothall.notifications.models import CarrierChoice, ContactMode, Message, State
from moothall.people.actions import add_contact_point, set_needs
from moothall.people.models import ContactKind
from moothall.people.needs import Needs

OFFICE = actors.system("connectors")


def told(template):
    return Message.objects.filter(template=template)


def opened(case, now):
    return CaseOpened(council_id=case.council_id, case_id=case.pk, occurred_at=now)


def resolved(case, now, note="The crew came today"):
    change_status(actor=OFFICE, case_id=case.pk, status="resolved", public_note=note, now=now)
    entry = TimelineEntry.objects.get(kind="status")
    return CaseStatusChanged(
        council_id=case.council_id, case_id=case.pk, status="resolved",
        timeline_entry_id=entry.pk, source="back_office", occurred_at=now,
    )  # fmt: skip


def test_the_resident_is_told_once_that_it_arrived(in_northvale, now):
    case = case_of(in_northvale, now, person_id=person_of(in_northvale, now).pk)

    for _ in range(2):
        on_case_opened_acknowledge(opened(case, now))

    message = told("cases.received").get()
    assert (message.channel, message.recipient) == ("email", "dilys@example.test")
    assert case.reference in message.subject
    assert "Missed bin" in message.body
    assert "25 November 2026" in message.body
    assert f"northvale.test/track/?reference={case.reference}" in message.body
    assert "Dilys" not in message.body


def test_each_change_is_told_once_with_its_own_words(in_northvale, now):
    case = case_of(in_northvale, now, person_id=person_of(in_northvale, now).pk)
    event = resolved(case, now)
    change_status(actor=OFFICE, case_id=case.pk, status="in_progress", now=now)

    for _ in range(2):
        on_case_status_changed_tell_resident(event)

    message = told("cases.status-changed").get()
    assert "Done" in message.subject
    assert "The crew came today" in message.body
    assert "((" not in message.body
    assert "aim to finish" not in message.body


def test_the_resident_is_told_in_their_language(southmere, now):
    with acting_for(southmere.id):
        person = person_of(southmere, now, language="cy")
        case = case_of(southmere, now, person_id=person.pk, language="cy")

        on_case_opened_acknowledge(opened(case, now))

        message = told("cases.received").get()
        assert message.language == "cy"
        assert "Bin a gollwyd" in message.body
        assert "southmere.test/cy/track/?reference=" in message.body
        assert "25 Tachwedd 2026" in message.body


def test_a_language_that_the_council_does_not_speak_is_answered_in_its_own(in_northvale, now):
    person = person_of(in_northvale, now)
    case = case_of(in_northvale, now, person_id=person.pk, language="cy")

    on_case_opened_acknowledge(opened(case, now))

    assert told("cases.received").get().language == "en"


def test_without_an_email_address_a_text_is_sent(in_northvale, now):
    person = person_of(in_northvale, now, email="", phone="07700 900123")
    case = case_of(in_northvale, now, person_id=person.pk)

    on_case_opened_acknowledge(opened(case, now))
    assert not Message.objects.exists()  # this council sends no texts

    CarrierChoice.objects.create(
        council_id=in_northvale.id, channel="text", carrier="fake", options={}
    )
    on_case_opened_acknowledge(opened(case, now))

    message = told("cases.received").get()
    assert (message.channel, message.recipient) == ("text", "+447700900123")
    assert len(message.body) < 306


@pytest.mark.parametrize("with_person", [False, True])
def test_nobody_to_tell_is_no_mistake(in_northvale, now, with_person):
    person = person_of(in_northvale, now, email="", phone="") if with_person else None
    case = case_of(in_northvale, now, person_id=person.pk if person else None)

    on_case_opened_acknowledge(opened(case, now))
    on_case_status_changed_tell_resident(resolved(case, now))

    assert not Message.objects.exists()


def test_both_are_told_through_the_queue(in_northvale, now, queue):
    case = case_of(in_northvale, now, person_id=person_of(in_northvale, now).pk)
    change_status(actor=OFFICE, case_id=case.pk, status="scheduled", now=now)

    handlers = [arguments["handler"] for _, arguments in queue.jobs("kernel.handle_event")]

    assert "cases.on_case_opened_acknowledge" in handlers
    assert "cases.on_case_status_changed_tell_resident" in handlers


def test_the_language_chosen_for_everything_comes_before_that_of_the_request(southmere, now):
    with acting_for(southmere.id):
        person = person_of(southmere, now)
        needs = Needs(language="cy", formats=("large_print", "audio"), interpreter="bsl")
        set_needs(actor=OFFICE, person_id=person.pk, needs=needs, now=now)
        case = case_of(southmere, now, person_id=person.pk, language="en")

        on_case_opened_acknowledge(opened(case, now))
        on_case_status_changed_tell_resident(resolved(case, now))

        messages = list(Message.objects.order_by("queued_at", "id"))
    assert [one.language for one in messages] == ["cy", "cy"]
    assert all(one.needs == ["large_print", "audio", "bsl"] for one in messages)
    assert all(one.for_team and one.person_id == person.pk for one in messages)
    assert "Bin a gollwyd" in messages[0].body


def test_somebody_who_wants_letters_is_told_by_letter(in_northvale, now):
    person = person_of(in_northvale, now)
    add_contact_point(
        actor=OFFICE, person_id=person.pk, kind=ContactKind.POST, value="1 High St", now=now
    )
    choose_contact_mode(actor=OFFICE, person_id=person.pk, mode=ContactMode.POST, now=now)
    case = case_of(in_northvale, now, person_id=person.pk)

    for _ in range(2):
        on_case_opened_acknowledge(opened(case, now))

    message = told("cases.received").get()
    assert (message.channel, message.state) == ("post", State.TO_POST)
    assert message.recipient == "Dilys Pugh\n1 High St"
    assert case.reference in message.subject


def asked(case, now, **more):
    question = ask_resident(
        actor=staff_of(case.council), case_id=case.pk, text="Which bin?", now=now, **more
    )
    return ResidentAsked(
        council_id=case.council_id, case_id=case.pk, question_id=question.pk, occurred_at=now
    )


def written(case, now):
    entry = write_to_resident(
        actor=staff_of(case.council), case_id=case.pk, text="We come tomorrow", now=now
    )
    return ResidentWrittenTo(
        council_id=case.council_id, case_id=case.pk, timeline_entry_id=entry.pk, occurred_at=now
    )


def test_a_question_is_told_once_with_the_way_to_answer(in_northvale, rhian, now, queue):
    case = case_of(in_northvale, now, person_id=rhian.pk)
    event = asked(case, now, due_on=date(2026, 12, 1))

    queue.run_all()
    on_resident_asked_tell_them(event)

    message = told("cases.resident-asked").get()
    assert message.recipient == "rhian@home.test"
    assert "Which bin?" in message.body
    assert "Tell us by 1 December 2026." in message.body
    assert f"northvale.test/account/requests/{case.reference}/" in message.body
    assert not told("cases.status-changed").exists()


def test_whoever_has_no_account_reads_the_words_in_the_message(in_northvale, now):
    case = case_of(in_northvale, now, person_id=person_of(in_northvale, now).pk)

    event = written(case, now)

    on_resident_written_to_tell_them(event)

    first = told("cases.resident-written-to").get()
    assert "What we wrote: We come tomorrow" in first.body
    assert "/account/" not in first.body
    assert "Sign in" not in first.body


def test_whoever_has_an_account_reads_the_words_there(in_northvale, rhian, now):
    case = case_of(in_northvale, now, person_id=rhian.pk)
    event = written(case, now)

    for _ in range(2):
        on_resident_written_to_tell_them(event)

    message = told("cases.resident-written-to").get()
    assert "tomorrow" not in message.body
    assert f"northvale.test/account/requests/{case.reference}/" in message.body


def test_a_letter_has_the_words_in_it_whoever_it_goes_to(in_northvale, rhian, now):
    add_contact_point(
        actor=OFFICE, person_id=rhian.pk, kind=ContactKind.POST, value="1 High St", now=now
    )
    choose_contact_mode(actor=OFFICE, person_id=rhian.pk, mode=ContactMode.POST, now=now)
    case = case_of(in_northvale, now, person_id=rhian.pk)

    on_resident_written_to_tell_them(written(case, now))

    message = told("cases.resident-written-to").get()
    assert (message.channel, "We come tomorrow" in message.body) == ("post", True)
    assert "Sign in" not in message.body


def test_what_residents_do_to_the_status_is_confirmed_without_their_words(
    in_northvale, rhian, now, queue
):
    case = case_of(in_northvale, now, person_id=rhian.pk)

    withdraw_case(
        actor=kit.actor_of_resident_person(rhian), case_id=case.pk, text="Private", now=now
    )
    queue.run_all()

    message = told("cases.status-changed").get()
    assert "Cancelled" in message.subject
    assert "Private" not in message.body


def test_an_answer_is_not_told_to_who_gave_it(in_northvale, rhian, now, queue):
    case = case_of(in_northvale, now, person_id=rhian.pk)
    event = asked(case, now)
    answer_question(
        actor=kit.actor_of_resident_person(rhian), case_id=case.pk,
        question_id=event.question_id, text="Blue", now=now,
    )  # fmt: skip

    queue.run_all()

    assert not told("cases.status-changed").exists()


def test_messages_call_a_status_what_the_council_calls_it(in_northvale, rhian, now):
    case = case_of(in_northvale, now, person_id=rhian.pk)
    guide_residents(
        actor=staff_of(in_northvale, permissions=frozenset({"settings.edit"})),
        council_id=in_northvale.id, status="resolved", label_en="Emptied", text_en="All is well.",
        now=now,
    )  # fmt: skip
    short_memory.forget_all()

    on_case_status_changed_tell_resident(resolved(case, now))

    message = told("cases.status-changed").get()
    assert message.subject.startswith("Emptied")
    assert "All is well." in message.body
