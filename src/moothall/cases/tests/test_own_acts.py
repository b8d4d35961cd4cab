"""What residents may do with their own cases, and what they may not."""

from datetime import timedelta

import pytest
from django.db import transaction

from moothall.cases import actions
from moothall.cases.models import (
    Attachment,
    Case,
    CaseQuestion,
    CaseRating,
    Interaction,
    TimelineEntry,
)
from moothall.cases.tests.factories import case_of, staff_of
from moothall.councils.actions import apply_services
from moothall.documents.models import StoredFile
from moothall.kernel import actors, short_memory
from moothall.kernel.errors import Conflict, NotFound, TransitionNotAllowed
from moothall.kernel.models import AuditEntry, OutboxEvent
from moothall.kernel.tests import kit

OFFICE = actors.system("connectors")


@pytest.fixture
def me(rhian):
    return kit.actor_of_resident_person(rhian)


@pytest.fixture
def case(in_northvale, rhian, now):
    return case_of(in_northvale, now, person_id=rhian.pk)


@pytest.fixture
def alice_at_work(in_northvale):
    return staff_of(in_northvale)


def a_file(council, now, name="letter.txt"):
    return StoredFile.objects.create(
        council_id=council.id, key=name, original_name=name, content_type="text/plain", size=3,
        digest="x", purpose="evidence", created_at=now,
    )  # fmt: skip


def asked(alice, case, now, text="Which side of the road?", **more):
    return actions.ask_resident(actor=alice, case_id=case.pk, text=text, now=now, **more)


def told(name):
    return [event.payload for event in OutboxEvent.objects.filter(name=name).order_by("id")]


def test_a_question_stops_the_clock_until_it_is_answered(case, alice_at_work, me, now):
    due = case.resolution_due_at
    question = asked(alice_at_work, case, now)
    paused = Case.objects.get()
    later = now + timedelta(hours=2)

    actions.answer_question(
        actor=me, case_id=case.pk, question_id=question.pk, text="The left", now=later
    )

    resumed = Case.objects.get()
    assert (paused.status, paused.paused_at, paused.next_due_at) == ("awaiting_resident", now, None)
    assert (resumed.status, resumed.resolution_due_at) == ("in_progress", due + timedelta(hours=2))
    assert (resumed.resident_acted_at, resumed.updated_at) == (later, later)
    question.refresh_from_db()
    assert (question.answer, question.answered_at, question.closed_at) == ("The left", later, None)
    told_of = TimelineEntry.objects.exclude(kind="opened").order_by("happened_at")
    assert [(one.kind, one.status_to, one.text, one.source) for one in told_of] == [
        ("question", "awaiting_resident", "Which side of the road?", "staff"),
        ("answer", "in_progress", "The left", "resident"),
    ]
    assert Interaction.objects.get(summary="The left").person_id == case.person_id
    assert [one["act"] for one in told("cases.resident-acted")] == ["answer"]
    assert AuditEntry.objects.get(verb="case.resident-acted").detail == {"act": "answer"}


def test_a_case_goes_on_with_the_last_answer(case, alice_at_work, me, now):
    first = asked(alice_at_work, case, now)
    second = asked(alice_at_work, case, now, "And since when?")

    actions.answer_question(actor=me, case_id=case.pk, question_id=first.pk, text="a", now=now)
    between = Case.objects.get().status
    actions.answer_question(actor=me, case_id=case.pk, question_id=second.pk, text="b", now=now)

    assert between == "awaiting_resident"
    assert Case.objects.get().status == "in_progress"
    assert CaseQuestion.objects.filter(answered_at=now).count() == 2


def test_a_question_is_answered_once(case, alice_at_work, me, now):
    question = asked(alice_at_work, case, now)
    answer = {"actor": me, "case_id": case.pk, "question_id": question.pk, "now": now}
    actions.answer_question(**answer, text="The left")

    with pytest.raises(Conflict), transaction.atomic():
        actions.answer_question(**answer, text="The right")

    question.refresh_from_db()
    assert question.answer == "The left"


def test_an_answer_names_its_question_where_there_is_one(case, alice_at_work, me, now):
    asked(alice_at_work, case, now)

    with pytest.raises(Conflict), transaction.atomic():
        actions.answer_question(actor=me, case_id=case.pk, text="To which?", now=now)

    assert Case.objects.get().status == "awaiting_resident"


def test_a_case_that_waits_without_a_question_is_answered_too(case, me, now):
    actions.change_status(
        actor=OFFICE, case_id=case.pk, status="awaiting_resident", public_note="Ring us", now=now
    )

    actions.answer_question(actor=me, case_id=case.pk, text="I did", now=now)

    assert Case.objects.get().status == "in_progress"


def test_staff_who_move_a_case_on_need_no_answer_any_more(case, alice_at_work, me, now):
    question = asked(alice_at_work, case, now)

    actions.change_status(actor=alice_at_work, case_id=case.pk, status="scheduled", now=now)

    question.refresh_from_db()
    assert (question.closed_at, question.answered_at) == (now, None)
    with pytest.raises(Conflict), transaction.atomic():
        actions.answer_question(
            actor=me, case_id=case.pk, question_id=question.pk, text="Late", now=now
        )
    assert Case.objects.get().status == "scheduled"


def test_nobody_is_asked_about_a_closed_case(case, alice_at_work, now):
    actions.change_status(actor=OFFICE, case_id=case.pk, status="resolved", now=now)

    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        asked(alice_at_work, case, now)

    assert CaseQuestion.objects.count() == 0


def test_what_a_resident_adds_is_theirs_and_a_sign_for_the_team(
    in_northvale, case, alice_at_work, me, now
):
    file = a_file(in_northvale, now)

    for _ in range(2):
        actions.add_to_case(actor=me, case_id=case.pk, file_ids=[file.pk], text="The hole", now=now)

    attached = Attachment.objects.get()
    assert (attached.is_public, attached.added_by_kind) == (True, "resident")
    file.refresh_from_db()
    assert file.kept_at == now
    assert Case.objects.get().resident_acted_at == now
    actions.take_note(actor=alice_at_work, case_id=case.pk, now=now)
    assert Case.objects.get().resident_acted_at is None


def test_the_same_message_sent_twice_is_one(case, me, now):
    for _ in range(2):
        actions.write_to_team(actor=me, case_id=case.pk, text="Any news?", key="a" * 32, now=now)

    assert TimelineEntry.objects.filter(kind="message").count() == 1
    assert Case.objects.get().first_response_at is None


def test_what_a_back_office_does_takes_no_note_for_the_team(case, me, now):
    actions.write_to_team(actor=me, case_id=case.pk, text="Any news?", now=now)

    actions.change_status(actor=OFFICE, case_id=case.pk, status="scheduled", now=now)
    actions.add_note(actor=OFFICE, case_id=case.pk, text="Tuesday", is_public=True, now=now)

    assert Case.objects.get().resident_acted_at == now


def test_a_reply_of_the_team_takes_note_and_counts_as_the_first_answer(
    in_northvale, case, alice_at_work, me, now
):
    actions.write_to_team(actor=me, case_id=case.pk, text="Any news?", now=now)
    file = a_file(in_northvale, now)

    actions.write_to_resident(
        actor=alice_at_work, case_id=case.pk, text="Tomorrow", file_ids=[file.pk], now=now
    )

    found = Case.objects.get()
    assert (found.resident_acted_at, found.first_response_at) == (None, now)
    assert Attachment.objects.get().is_public is True
    assert len(told("cases.resident-written-to")) == 1
    outbound = Interaction.objects.get(direction="outbound")
    assert (outbound.summary, outbound.logged_by_name) == ("Tomorrow", "Alice Ash")


def test_files_that_staff_attach_stay_with_staff(in_northvale, case, alice_at_work, now):
    file = a_file(in_northvale, now)

    actions.attach_files(actor=alice_at_work, case_id=case.pk, file_ids=[file.pk], now=now)

    assert Attachment.objects.get().is_public is False


def test_a_case_that_is_taken_back_is_cancelled_and_stays_so(case, me, now):
    actions.withdraw_case(actor=me, case_id=case.pk, text="It is back", now=now)

    found = Case.objects.get()
    assert (found.status, found.closed_at, found.outcome) == ("cancelled", now, "")
    assert found.first_response_at is None
    with pytest.raises(Conflict), transaction.atomic():
        actions.reopen_case(actor=me, case_id=case.pk, text="No", now=now)
    assert Case.objects.get().status == "cancelled"


def test_a_closed_case_is_opened_again_in_time(case, me, now):
    actions.change_status(actor=OFFICE, case_id=case.pk, status="resolved", now=now)
    in_time = now + timedelta(days=28)

    with pytest.raises(Conflict), transaction.atomic():
        actions.reopen_case(
            actor=me, case_id=case.pk, text="Again", now=in_time + timedelta(seconds=1)
        )
    assert Case.objects.get().status == "resolved"
    actions.reopen_case(actor=me, case_id=case.pk, text="Again", now=in_time)

    assert Case.objects.get().status == "in_progress"
    entry = TimelineEntry.objects.get(source="resident", kind="status")
    assert (entry.status_from, entry.status_to, entry.text) == ("resolved", "in_progress", "Again")


def test_how_it_went_is_said_once_the_case_is_closed_and_may_be_said_anew(case, me, now):
    with pytest.raises(Conflict), transaction.atomic():
        actions.say_how_it_went(actor=me, case_id=case.pk, score=5, now=now)
    assert CaseRating.objects.count() == 0
    actions.change_status(actor=OFFICE, case_id=case.pk, status="resolved", now=now)

    actions.say_how_it_went(actor=me, case_id=case.pk, score=2, words="Slow", now=now)
    actions.say_how_it_went(actor=me, case_id=case.pk, score=4, words="Better", now=now)

    rating = CaseRating.objects.get()
    assert (rating.score, rating.words) == (4, "Better")
    assert Case.objects.get().resident_acted_at == now


def complaint_about(case, me, now, key="b" * 32):
    return actions.complain(
        actor=me, case_id=case.pk, text="Nobody came", key=key, language="en", now=now
    )


def test_a_complaint_is_a_case_of_its_own_about_the_first(case, me, now):
    actions.change_status(actor=OFFICE, case_id=case.pk, status="in_progress", now=now)

    complaint = complaint_about(case, me, now)
    again = complaint_about(case, me, now)

    assert again.pk == complaint.pk
    assert (complaint.kind, complaint.about_case_id) == ("complaint", case.pk)
    assert (complaint.person_id, complaint.service_type_id) == (
        case.person_id, case.service_type_id,
    )  # fmt: skip
    assert complaint.particulars[0].value == "Nobody came"
    entry = TimelineEntry.objects.get(kind="complaint")
    assert (entry.case_id, entry.text) == (case.pk, complaint.reference)
    assert Case.objects.count() == 2


def test_a_complaint_goes_to_the_service_that_takes_complaints(in_northvale, case, me, now):
    apply_services(
        in_northvale.id,
        [
            *kit.SERVICES,
            {**kit.SERVICES[0], "slug": "complaints", "name": "Complaints",
             "case_kind": "complaint"},
        ],
    )  # fmt: skip
    short_memory.forget_all()
    actions.change_status(actor=OFFICE, case_id=case.pk, status="in_progress", now=now)

    complaint = complaint_about(case, me, now)

    assert complaint.service_type.slug == "complaints"


def test_nobody_complains_about_a_complaint(case, me, now):
    actions.change_status(actor=OFFICE, case_id=case.pk, status="in_progress", now=now)
    complaint = complaint_about(case, me, now)

    with pytest.raises(Conflict), transaction.atomic():
        complaint_about(complaint, me, now)

    assert Case.objects.count() == 2


def test_a_question_to_the_council_becomes_an_enquiry(in_northvale, rhian, me, now):
    asking = {
        "actor": me, "council_id": in_northvale.id, "person_id": rhian.pk, "text": "When?",
        "key": "c" * 32, "language": "en", "now": now,
    }  # fmt: skip

    first = actions.write_to_council(**asking, service_type="general-enquiry")
    again = actions.write_to_council(**asking, service_type="general-enquiry")

    assert again.pk == first.pk
    assert (first.kind, first.summary, first.person_id) == ("enquiry", "When?", rhian.pk)
    with pytest.raises(NotFound), transaction.atomic():
        actions.write_to_council(**asking, service_type="missed-bin")
    assert Case.objects.count() == 1
