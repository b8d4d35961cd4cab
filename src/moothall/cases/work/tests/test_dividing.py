from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from moothall.cases.actions import change_status, withdraw_case
from moothall.cases.models import Case, StaffNotice, TimelineEntry
from moothall.cases.particulars import CaseLocation
from moothall.cases.tests.factories import case_of, person_of
from moothall.cases.work import actions
from moothall.cases.work.errors import ClosingBlocked, TooManyParts
from moothall.cases.work.models import CaseTask, ChecklistTick, SubCase
from moothall.cases.work.queries import tasks_for, what_blocks_closing, work_of_case
from moothall.councils.models import Team
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.people.models import Person

pytestmark = pytest.mark.django_db
SYSTEM = system("tests")


@pytest.fixture
def case(in_northvale, now):
    return case_of(in_northvale, now)


def close(case, user, now, status="resolved"):
    with transaction.atomic():
        change_status(actor=kit.actor_of(user), case_id=case.pk, status=status, now=now)


def test_a_task_is_due_in_working_hours_and_is_told_to_its_holder(case, alice, bob, now):
    task = actions.add_task(
        actor=kit.actor_of(alice), case_id=case.pk, title="Ring the crew", hours=8,
        holder_id=bob.pk, now=now,
    )  # fmt: skip

    # Asked for at eleven on a Wednesday, eight hours end at eleven on Thursday.
    assert task.due_at == datetime(2026, 11, 19, 11, tzinfo=UTC)
    [mine] = tasks_for([case.council_id], bob.pk)
    assert (mine.title, mine.case_reference) == ("Ring the crew", case.reference)
    assert StaffNotice.objects.get().employee_id == bob.pk
    assert tasks_for([case.council_id], alice.pk) == []


def test_an_open_task_blocks_closing_until_it_is_done(case, alice, now):
    actor = kit.actor_of(alice)
    task = actions.add_task(actor=actor, case_id=case.pk, title="Ring the crew", now=now)
    actions.add_task(
        actor=actor, case_id=case.pk, title="Nice to have", blocks_closing=False, now=now
    )

    with pytest.raises(ClosingBlocked, match="1 task is open"):
        close(case, alice, now)
    case.refresh_from_db()
    assert (case.status, TimelineEntry.objects.filter(kind="status").count()) == ("received", 0)
    actions.finish_task(actor=actor, case_id=case.pk, task_id=task.pk, now=now)
    actions.finish_task(actor=actor, case_id=case.pk, task_id=task.pk, now=now)

    close(case, alice, now)

    case.refresh_from_db()
    assert case.status == "resolved"
    with pytest.raises(Conflict):
        actions.reopen_task(actor=actor, case_id=case.pk, task_id=task.pk, now=now)
    assert CaseTask.objects.get(pk=task.pk).done_by_name == "Alice"


def test_a_task_that_is_not_done_after_all_blocks_again(case, alice, now):
    actor = kit.actor_of(alice)
    task = actions.add_task(actor=actor, case_id=case.pk, title="Ring the crew", now=now)
    actions.finish_task(actor=actor, case_id=case.pk, task_id=task.pk, now=now)

    actions.reopen_task(actor=actor, case_id=case.pk, task_id=task.pk, now=now)

    assert what_blocks_closing(case) == (1, 0, 0)


def test_a_mandatory_item_blocks_closing_and_others_do_not(case, in_northvale, alice, now):
    actor = kit.actor_of(alice)
    must, _may = (
        actions.add_checklist_item(
            actor=SYSTEM, council_id=in_northvale.id, service="missed-bin", text=text,
            is_mandatory=text == "Crew told", now=now,
        )
        for text in ("Crew told", "Photo looked at")
    )  # fmt: skip

    with pytest.raises(ClosingBlocked, match="1 item of the checklist"):
        close(case, alice, now)
    for _ in range(2):
        actions.tick_item(actor=actor, case_id=case.pk, item_id=must.pk, now=now)

    assert ChecklistTick.objects.count() == 1
    close(case, alice, now)
    shown = work_of_case(case.pk, council_id=case.council_id).checklist
    assert [(one.text, one.ticked_by_name) for one in shown] == [
        ("Crew told", "Alice"), ("Photo looked at", "")
    ]  # fmt: skip


def test_an_item_of_another_service_or_a_retired_one_is_not_asked_for(
    case, in_northvale, alice, now
):
    for service in ("missed-bin", "street-fault"):
        item = actions.add_checklist_item(
            actor=SYSTEM, council_id=in_northvale.id, service=service, text="Look",
            is_mandatory=True, now=now,
        )  # fmt: skip
        if service == "missed-bin":
            actions.retire_checklist_item(
                actor=SYSTEM, council_id=in_northvale.id, item_id=item.pk, now=now
            )

    with pytest.raises(NotFound):
        actions.tick_item(actor=kit.actor_of(alice), case_id=case.pk, item_id=item.pk, now=now)

    assert what_blocks_closing(case) == (0, 0, 0)
    assert ChecklistTick.objects.count() == 0


def part_of(case, user, now, **changes):
    return actions.open_sub_case(
        **{
            "actor": kit.actor_of(user), "case_id": case.pk, "service_type": "street-fault",
            "summary": "Mend the kerb", "submission_key": uuid4().hex, "now": now, **changes,
        }
    )  # fmt: skip


def test_a_case_cannot_be_finished_before_its_mandatory_part_is(case, alice, now):
    child = part_of(case, alice, now)
    part_of(case, alice, now, is_mandatory=False)

    with pytest.raises(ClosingBlocked, match="1 sub-case is open"):
        close(case, alice, now)
    close(child, alice, now)
    close(case, alice, now)

    case.refresh_from_db()
    assert case.status == "resolved"
    work = work_of_case(child.pk, council_id=case.council_id)
    assert work.parent.reference == case.reference
    assert work.parts == ()


def test_the_same_part_sent_twice_is_opened_once_and_ten_are_the_most(case, alice, now):
    first = part_of(case, alice, now, submission_key="once")
    assert part_of(case, alice, now, submission_key="once").pk == first.pk
    for _ in range(9):
        part_of(case, alice, now)

    with pytest.raises(TooManyParts):
        part_of(case, alice, now)

    assert SubCase.objects.count() == 10
    assert Case.objects.count() == 11
    with pytest.raises(Conflict):
        part_of(first, alice, now)


def test_a_part_is_about_the_same_place_unless_that_is_hidden(in_northvale, alice, now):
    where = CaseLocation(description="1 High Street, QX1 1AA", uprn=1)
    person = person_of(in_northvale, now)
    open_case = case_of(in_northvale, now, location=where)
    hidden = case_of(in_northvale, now, location=where, person_id=person.pk)
    Person.objects.filter(pk=person.pk).update(is_protected=True)

    shown, kept = part_of(open_case, alice, now), part_of(hidden, alice, now)

    assert (shown.uprn, shown.place) == (1, "1 High Street, QX1 1AA")
    assert (kept.uprn, kept.place, kept.person_id) == (None, "", None)


def test_what_residents_take_back_and_systems_report_counts_all_the_same(
    in_northvale, rhian, alice, now
):
    case = case_of(in_northvale, now, person_id=rhian.pk)
    other = case_of(in_northvale, now)
    for one in (case, other):
        actions.add_task(actor=kit.actor_of(alice), case_id=one.pk, title="Ring", now=now)

    withdraw_case(actor=kit.actor_of_resident_person(rhian), case_id=case.pk, now=now)
    change_status(actor=SYSTEM, case_id=other.pk, status="resolved", now=now)

    assert set(Case.objects.values_list("status", flat=True)) == {"cancelled", "resolved"}


def test_nobody_divides_a_case_of_a_council_they_do_not_serve(case, southmere, carys, mallory, now):
    for nobody in (carys, mallory):
        with pytest.raises(NotPermitted):
            actions.add_task(actor=kit.actor_of(nobody), case_id=case.pk, title="x", now=now)
        with pytest.raises(NotPermitted):
            part_of(case, nobody, now)
    with acting_for(southmere.id):
        theirs = Team.objects.get()
        with pytest.raises(NotFound):
            actions.add_task(actor=kit.actor_of(carys), case_id=case.pk, title="x", now=now)

    with pytest.raises(NotFound):
        actions.add_task(actor=SYSTEM, case_id=case.pk, title="x", team_id=theirs.pk, now=now)
    with pytest.raises(NotFound):
        actions.add_task(actor=SYSTEM, case_id=case.pk, title="x", holder_id=carys.pk, now=now)
    assert CaseTask.objects.count() == SubCase.objects.count() == 0


def test_a_late_task_is_told_once_to_supervisors_and_its_holder(case, alice, bob, now):
    from moothall.people.actions import give_role
    from moothall.people.models import Role

    give_role(
        actor=SYSTEM, user=alice, role=Role.SUPERVISOR, council_id=case.council_id,
        partnership_id=None, now=now,
    )  # fmt: skip
    actions.add_task(
        actor=SYSTEM, case_id=case.pk, title="Ring", hours=1, holder_id=bob.pk, now=now
    )
    later = now + timedelta(hours=2)

    counts = [
        actions.escalate_late_tasks(actor=SYSTEM, council_id=case.council_id, now=moment)
        for moment in (now, later, later)
    ]

    assert counts == [0, 1, 0]
    late = StaffNotice.objects.filter(kind="task_late").values_list("employee_id", flat=True)
    assert set(late) == {alice.pk, bob.pk}
