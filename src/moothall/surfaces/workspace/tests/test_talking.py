"""What staff write to residents and ask them, and the sign that a resident did something."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from moothall.cases import actions
from moothall.cases.models import Attachment, Case, CaseQuestion, TimelineEntry
from moothall.cases.tests.factories import case_of
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit


@pytest.fixture
def case(northvale, rhian):
    with acting_for(northvale.id):
        return case_of(northvale, clock.now(), person_id=rhian.pk)


def at(case, what=""):
    return f"/workspace/cases/{case.reference}/{what}"


def found(model, council):
    with acting_for(council.id):
        return list(model.objects.order_by("pk"))


def resident_writes(council, case, rhian, text="Any news?"):
    with acting_for(council.id):
        actions.write_to_team(
            actor=kit.actor_of_resident_person(rhian), case_id=case.pk, text=text, now=clock.now()
        )


def test_staff_write_to_the_resident_with_a_file(northvale, desk_of_alice, case):
    letter = SimpleUploadedFile("plan.txt", b"Tuesday")

    sent = desk_of_alice.post(at(case, "write/"), message="See the plan", files=letter)
    page = desk_of_alice.get(at(case))

    assert sent.status == 302
    assert page.one("flash") == "Sent."
    assert "See the plan" in page.one("timeline")
    [attached] = found(Attachment, northvale)
    assert attached.is_public is True


def test_a_file_that_is_not_taken_leaves_the_words_and_sends_nothing(
    northvale, desk_of_alice, case
):
    bad = SimpleUploadedFile("a.exe", b"MZ\x00\x01")

    page = desk_of_alice.post(at(case, "write/"), message="See the plan", files=bad)
    empty = desk_of_alice.post(at(case, "write/"), message=" ")

    assert (page.status, empty.status) == (422, 422)
    assert page.value("message") == "See the plan"
    assert [one.kind for one in found(TimelineEntry, northvale)] == ["opened"]


def test_staff_ask_and_the_clock_stands(northvale, desk_of_alice, case):
    due_on = clock.now().date() + timedelta(days=3)

    sent = desk_of_alice.post(
        at(case, "ask/"), question="Which side?", wants_file="on", due_on=due_on.isoformat()
    )
    page = desk_of_alice.get(at(case))

    assert sent.status == 302
    assert page.one("status") == "We need something from you"
    assert "Which side? No answer yet" in page.one("questions")
    [question] = found(CaseQuestion, northvale)
    assert (question.wants_file, question.due_on) == (True, due_on)
    assert found(Case, northvale)[0].paused_at is not None


def test_a_day_that_has_passed_is_refused_and_nothing_is_asked(northvale, desk_of_alice, case):
    page = desk_of_alice.post(at(case, "ask/"), question="Which?", due_on="2020-01-01")

    assert page.status == 422
    assert page.value("question") == "Which?"
    assert found(CaseQuestion, northvale) == []


def test_nothing_is_asked_about_a_closed_case(northvale, desk_of_alice, case):
    desk_of_alice.post(
        at(case, "change/"), status="cancelled", public_note="", internal_note="",
        seen=desk_of_alice.get(at(case)).value("seen"),
    )  # fmt: skip

    page = desk_of_alice.post(at(case, "ask/"), question="Which?")

    assert page.status == 422
    assert found(CaseQuestion, northvale) == []


def test_what_a_resident_did_is_seen_in_the_list_until_somebody_takes_note(
    northvale, rhian, desk_of_alice, case
):
    assert desk_of_alice.get("/workspace/").one("queue-news").startswith("0 ")
    resident_writes(northvale, case, rhian)

    listed = desk_of_alice.get("/workspace/?news=yes")
    page = desk_of_alice.get(at(case))
    desk_of_alice.post(at(case, "read/"))

    assert listed.one("queue-news").startswith("1 ")
    assert listed.one("case-news") == "New from the resident"
    assert page.one("case-news") == "New from the resident"
    assert "Any news?" in page.one("timeline")
    assert desk_of_alice.get("/workspace/?news=yes").all("case-row") == []
    assert desk_of_alice.get(at(case)).all("case-news") == []


def test_news_of_closed_cases_are_in_the_list_too(northvale, rhian, desk_of_alice, case):
    with acting_for(northvale.id):
        actions.withdraw_case(
            actor=kit.actor_of_resident_person(rhian), case_id=case.pk, now=clock.now()
        )

    assert len(desk_of_alice.get("/workspace/?news=yes").all("case-row")) == 1


def test_a_complaint_and_its_case_lead_to_each_other(northvale, rhian, desk_of_alice, case):
    with acting_for(northvale.id):
        actions.change_status(
            actor=kit.actor_of(kit.staff_user("alice", clock.now())), case_id=case.pk,
            status="in_progress", now=clock.now(),
        )  # fmt: skip
        complaint = actions.complain(
            actor=kit.actor_of_resident_person(rhian), case_id=case.pk, text="Nobody came",
            key="a" * 32, language="en", now=clock.now(),
        )  # fmt: skip

    assert at(complaint) in desk_of_alice.get(at(case)).links("facts")
    assert at(case) in desk_of_alice.get(at(complaint)).links("facts")


def test_another_councils_case_cannot_be_written_to(
    northvale, southmere, desk_of_carys, mallory, case
):
    for what in ("write/", "ask/", "read/"):
        assert desk_of_carys.post(at(case, what), message="x", question="x").status == 404

    assert [one.kind for one in found(TimelineEntry, northvale)] == ["opened"]


def test_somebody_without_a_name_is_not_written_to(northvale, desk_of_alice):
    with acting_for(northvale.id):
        nobodys = case_of(northvale, clock.now())

    assert desk_of_alice.get(at(nobodys)).all("talk") == []
