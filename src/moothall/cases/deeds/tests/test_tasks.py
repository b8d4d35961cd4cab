"""Tasks that macros and rules set, and tasks that are given to a colleague."""

from datetime import UTC, datetime

import pytest

from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.doing import do_deed
from moothall.cases.deeds.foreseeing import foresee
from moothall.cases.deeds.refusals import DeedRefused
from moothall.cases.models import CaseTask, StaffNotice, TimelineEntry
from moothall.cases.tests.factories import case_of, staff_of
from moothall.cases.work import actions
from moothall.councils.calendar import WorkingCalendar
from moothall.councils.queries import teams
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit

SYSTEM = system("rules")


def tasked(council, **changes):
    told = {"task": "Ring the crew", "task_team": str(teams(council.id)[0].id), "task_days": "2"}
    return Deed(**{**told, **changes})


def test_a_deed_sets_a_task_for_a_team_in_working_days(in_northvale, now):
    case = case_of(in_northvale, now)

    do_deed(actor=SYSTEM, case_id=case.pk, deed=tasked(in_northvale), now=now)

    task = CaseTask.objects.get()
    assert (task.title, task.team_id, task.holder_id) == (
        "Ring the crew", teams(in_northvale.id)[0].id, None,
    )  # fmt: skip
    calendar = WorkingCalendar.for_council(in_northvale.id)
    assert task.due_at == calendar.end_after(now, 2)
    local = task.due_at.astimezone(calendar.zone)
    day = now.astimezone(calendar.zone).date()
    assert local.date() == calendar.add_working_days(day, 2)


def test_working_days_leave_out_the_weekend(in_northvale):
    calendar = WorkingCalendar.for_council(in_northvale.id)
    friday = datetime(2026, 3, 6, 12, tzinfo=UTC)

    assert calendar.end_after(friday, 1).astimezone(calendar.zone).date().isoformat() == (
        "2026-03-09"
    )


def test_what_would_happen_is_said_beforehand(in_northvale, now):
    case = case_of(in_northvale, now)
    told = {"actor": SYSTEM, "council_id": in_northvale.id, "case_ids": [case.pk], "seen": {}}
    team = teams(in_northvale.id)[0].name

    [in_days] = foresee(**told, deed=tasked(in_northvale), now=now)
    [open_end] = foresee(**told, deed=tasked(in_northvale, task_days="", task_team=""), now=now)

    assert in_days.steps == (f"Task for {team}, due in 2 working days: Ring the crew",)
    assert open_end.steps == ("Task for anybody: Ring the crew",)


@pytest.mark.parametrize("why", ["closed", "closing", "no team"])
def test_where_nothing_can_be_added_nothing_is_done(why, in_northvale, southmere, now):
    case = case_of(in_northvale, now)
    deed = tasked(in_northvale)
    if why == "closed":
        do_deed(
            actor=SYSTEM, case_id=case.pk, deed=Deed(status="resolved", words_en="Done"), now=now
        )
    elif why == "closing":
        deed = tasked(in_northvale, status="resolved", words_en="Done")
    else:
        with acting_for(southmere.id):
            deed = tasked(southmere)

    with pytest.raises(DeedRefused) as refused:
        do_deed(actor=SYSTEM, case_id=case.pk, deed=deed, now=now)

    assert refused.value.why == ("no_such_team" if why == "no team" else "closed")
    assert not CaseTask.objects.exists()


@pytest.fixture
def task(northvale, alice, now):
    with acting_for(northvale.id):
        case = case_of(northvale, now)
        yield actions.add_task(
            actor=kit.actor_of(alice), case_id=case.pk, title="Ring the crew", now=now
        )


def test_a_task_is_given_to_a_colleague_who_is_told_once(task, alice, bob, now):
    told = {
        "actor": kit.actor_of(alice), "case_id": task.case_id, "task_id": task.pk,
        "employee_id": bob.pk, "now": now,
    }  # fmt: skip
    actions.give_task(**told)
    actions.give_task(**told)

    task.refresh_from_db()
    assert task.holder_id == bob.pk
    assert StaffNotice.objects.filter(employee_id=bob.pk, kind="task").count() == 1
    assert TimelineEntry.objects.filter(text=f"Ring the crew: given to {bob.name}").count() == 1


@pytest.mark.parametrize("why", ["stranger", "done", "no permission", "other council"])
def test_who_cannot_have_it_does_not(why, task, northvale, southmere, alice, bob, carys, now):
    actor, council = kit.actor_of(alice), northvale
    if why == "done":
        actions.finish_task(actor=actor, case_id=task.case_id, task_id=task.pk, now=now)
    if why == "no permission":
        actor = staff_of(northvale, permissions=frozenset({"case.view"}))
    if why == "other council":
        council = southmere

    with acting_for(council.id), pytest.raises((NotFound, NotPermitted, Conflict)):
        actions.give_task(
            actor=actor, case_id=task.case_id, task_id=task.pk, now=now,
            employee_id=carys.pk if why == "stranger" else bob.pk,
        )  # fmt: skip
    task.refresh_from_db()
    assert task.holder_id is None
