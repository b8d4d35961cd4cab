from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from moothall.cases.actions import change_status, complain, reopen_case
from moothall.cases.actions.replying import reopen_by_reply
from moothall.cases.complaints import actions
from moothall.cases.complaints.models import ComplaintStage, ComplaintStep
from moothall.cases.complaints.queries import may_go_on, open_complaints, steps_of
from moothall.cases.models import Case
from moothall.cases.queries import own_request
from moothall.cases.tests.factories import case_of, person_of, staff_of
from moothall.kernel.actors import anonymous_resident
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message

RIGHTS = frozenset({"case.view", "case.edit", "case.close", "complaint.answer"})


def officer(council, identifier="1"):
    return replace(
        staff_of(council, permissions=RIGHTS), identifier=identifier, name=f"Officer {identifier}"
    )


def complaint(council, queue, now, **changes):
    person = person_of(council, now)
    case = case_of(
        council, now, kind="complaint", person_id=person.pk, summary="Nobody came", **changes
    )
    queue.run_all()
    return case


def answered(council, case, now, by="1", text="We are sorry."):
    actions.answer_complaint(actor=officer(council, by), case_id=case.pk, text=text, now=now)


def body_of(template):
    return Message.objects.get(template=template).body


def test_an_english_complaint_has_the_codes_days(in_northvale, queue, now):
    case = complaint(in_northvale, queue, now)

    [step] = steps_of(case.pk, council_id=in_northvale.id)
    case.refresh_from_db()

    assert step.stage.name_en == "Stage 1"
    assert step.acknowledge_by == date(2026, 11, 25)
    assert step.answer_by == date(2026, 12, 9)
    assert case.resolution_due_at == datetime(2026, 12, 9, 23, 59, tzinfo=UTC)
    assert case.next_due_at == datetime(2026, 11, 25, 23, 59, tzinfo=UTC)


def test_a_welsh_one_begins_informally(southmere, queue, now):
    with acting_for(southmere.id):
        case = complaint(southmere, queue, now)
        [step] = steps_of(case.pk, council_id=southmere.id)

        assert (step.stage.name_in("cy"), step.answer_by) == (
            "Datrys yn anffurfiol", date(2026, 12, 2),
        )  # fmt: skip


def test_the_answer_is_due_ten_days_after_the_acknowledgement(in_northvale, queue, now):
    case = complaint(in_northvale, queue, now)

    later = now + timedelta(days=2)
    actions.acknowledge_complaint(actor=officer(in_northvale), case_id=case.pk, now=later)
    queue.run_all()

    [step] = steps_of(case.pk, council_id=in_northvale.id)
    assert step.answer_by == date(2026, 12, 4)
    body = body_of("cases.complaint-acknowledged")
    assert "4 December 2026" in body
    assert "Local Government and Social Care Ombudsman" in body
    assert "PO Box 4771" in body


def test_an_answer_is_put_off_once_with_the_reason_and_not_too_far(in_northvale, queue, now):
    case = complaint(in_northvale, queue, now)

    def put_off(until):
        actions.extend_complaint(
            actor=officer(in_northvale), case_id=case.pk, until=until,
            reason="We wait for a report",
            now=now,
        )  # fmt: skip

    for day in (date(2026, 12, 9), date(2026, 12, 24)):
        with pytest.raises(Conflict), transaction.atomic():
            put_off(day)
    put_off(date(2026, 12, 23))
    with pytest.raises(Conflict), transaction.atomic():
        put_off(date(2026, 12, 24))
    queue.run_all()

    [step] = steps_of(case.pk, council_id=in_northvale.id)
    assert step.answer_by == date(2026, 12, 23)
    assert "We wait for a report" in body_of("cases.complaint-extended")
    assert "0300 061 0614" in body_of("cases.complaint-extended")


def test_it_is_closed_by_its_answer_alone(in_northvale, queue, now):
    case = complaint(in_northvale, queue, now)

    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        change_status(actor=officer(in_northvale), case_id=case.pk, status="resolved", now=now)
    answered(in_northvale, case, now)
    queue.run_all()

    case.refresh_from_db()
    assert case.status == "resolved"
    assert "We are sorry." in body_of("cases.complaint-answered")
    assert "by 16 December 2026" in body_of("cases.complaint-answered")
    assert not Message.objects.filter(template="cases.status-changed").exists()


def test_somebody_else_decides_the_second_stage(in_northvale, queue, now):
    case = complaint(in_northvale, queue, now)
    answered(in_northvale, case, now)
    actions.escalate_complaint(actor=officer(in_northvale), case_id=case.pk, now=now)

    with pytest.raises(NotPermitted), transaction.atomic():
        answered(in_northvale, case, now)
    assert ComplaintStep.objects.get(position=2).answered_at is None
    answered(in_northvale, case, now, by="2", text="We stand by it.")
    queue.run_all()

    told = Message.objects.filter(template="cases.complaint-answered")
    last = told.get(body__contains="We stand by it.").body
    assert "This is our last answer" in last
    assert "PO Box 4771" in last
    with pytest.raises(Conflict), transaction.atomic():
        actions.escalate_complaint(actor=officer(in_northvale), case_id=case.pk, now=now)


def test_the_second_stage_has_days_of_its_own(in_northvale, queue, now):
    case = complaint(in_northvale, queue, now)
    answered(in_northvale, case, now)

    actions.escalate_complaint(actor=officer(in_northvale), case_id=case.pk, now=now)

    step = steps_of(case.pk, council_id=in_northvale.id)[-1]
    assert (step.acknowledge_by, step.answer_by) == (date(2026, 11, 25), date(2026, 12, 23))
    case.refresh_from_db()
    assert (case.status, case.first_response_at) == ("in_progress", None)


def test_its_resident_takes_it_to_the_next_stage_in_time(in_northvale, rhian, queue, now):
    about = case_of(in_northvale, now, person_id=rhian.pk)
    resident = kit.actor_of_resident_person(rhian)
    change_status(actor=officer(in_northvale), case_id=about.pk, status="in_progress", now=now)
    case = complain(
        actor=resident, case_id=about.pk, text="Bad", key="a" * 32, language="en", now=now
    )
    queue.run_all()
    with pytest.raises(Conflict), transaction.atomic():
        reopen_case(actor=resident, case_id=case.pk, text="No", key="b" * 32, now=now)
    answered(in_northvale, case, now)
    late = now + timedelta(days=29)

    def acts(at):
        return own_request(
            rhian.pk, council_id=in_northvale.id, reference=case.reference, language="en", now=at
        ).acts

    assert ("reopen" in acts(now), "reopen" in acts(late), "again" in acts(late)) == (
        True, False, False,
    )  # fmt: skip
    with pytest.raises(Conflict), transaction.atomic():
        reopen_case(actor=resident, case_id=case.pk, text="No", key="b" * 32, now=late)
    reopen_case(actor=resident, case_id=case.pk, text="No", key="b" * 32, now=now)

    assert [one.stage.position for one in steps_of(case.pk, council_id=in_northvale.id)] == [1, 2]


def test_a_reply_by_mail_takes_it_on_too(in_northvale, queue, now):
    case = complaint(in_northvale, queue, now)
    answered(in_northvale, case, now)

    for _ in range(2):
        reopen_by_reply(
            actor=anonymous_resident(), case_id=case.pk, text="I do not agree", key="mail-1",
            channel="email", now=now,
        )  # fmt: skip

    assert ComplaintStep.objects.filter(case_id=case.pk).count() == 2


def test_begun_twice_it_begins_once(in_northvale, queue, now):
    case = complaint(in_northvale, queue, now)

    actions.begin_first_stage(actor=officer(in_northvale), case_id=case.pk, now=now)

    assert ComplaintStep.objects.count() == 1
    assert may_go_on(case.pk, now=now) is False
    assert may_go_on(case_of(in_northvale, now).pk, now=now) is None


def test_each_council_sees_its_own_most_pressing_first(
    northvale, southmere, queue, now, django_assert_num_queries
):
    with acting_for(southmere.id):
        theirs = complaint(southmere, queue, now)
    with acting_for(northvale.id):
        ours = complaint(northvale, queue, now)
        with django_assert_num_queries(1):
            assert [one.case_id for one in open_complaints([northvale.id])] == [ours.pk]
        with pytest.raises(NotFound), transaction.atomic():
            actions.acknowledge_complaint(actor=officer(northvale), case_id=theirs.pk, now=now)
    with acting_for(northvale.id, southmere.id), django_assert_num_queries(2):
        found = open_complaints([northvale.id, southmere.id])
    assert [one.case_id for one in found] == [theirs.pk, ours.pk]


def test_who_may_not_answer_changes_nothing(in_northvale, queue, now):
    case = complaint(in_northvale, queue, now)
    agent = staff_of(in_northvale)

    for act in (
        lambda: actions.answer_complaint(actor=agent, case_id=case.pk, text="x", now=now),
        lambda: actions.acknowledge_complaint(actor=agent, case_id=case.pk, now=now),
        lambda: actions.escalate_complaint(actor=agent, case_id=case.pk, now=now),
    ):
        with pytest.raises(NotPermitted), transaction.atomic():
            act()
    assert Case.objects.get(pk=case.pk).status == "received"


def test_a_council_sets_its_own_stages(in_northvale, queue, now):
    from moothall.cases.complaints.setup import apply_complaints
    from moothall.councils.setup import SetupContext, SetupError

    context = SetupContext(council=in_northvale, folder=None, now=now)
    data = [{
        "ombudsman": "Housing Ombudsman", "reached": "PO Box 1484", "service": "street-fault",
        "stages": [{"name": "One", "acknowledge_days": 1, "answer_days": 2, "by_another": True}],
    }]  # fmt: skip
    apply_complaints(context, data)
    apply_complaints(context, data)
    about = case_of(in_northvale, now, service_type="street-fault")
    case = complaint(in_northvale, queue, now, about_case_id=about.pk)

    [step] = steps_of(case.pk, council_id=in_northvale.id)
    assert (step.stage.name_en, step.answer_by) == ("One", date(2026, 11, 23))
    assert ComplaintStage.objects.count() == 1
    with pytest.raises(SetupError), transaction.atomic():
        apply_complaints(context, [{**data[0], "service": "nothing"}])


def test_its_page_in_the_account_says_the_stage_and_at_the_end_the_ombudsman(
    in_northvale, rhian, queue, now
):
    case = case_of(in_northvale, now, kind="complaint", person_id=rhian.pk)
    queue.run_all()
    client = Client(headers={"host": "northvale.test"})
    kit.sign_in_resident(client, rhian)

    def page():
        return client.get(f"/account/requests/{case.reference}/").content.decode()

    assert "We will answer by 9 December 2026" in page()
    answered(in_northvale, case, now)
    assert "somebody else then decides" in page()
    actions.escalate_complaint(actor=officer(in_northvale), case_id=case.pk, now=now)
    answered(in_northvale, case, now, by="2")
    assert "PO Box 4771, Coventry" in page()
