"""Doing a deed to a case: all of it or nothing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.actions.accounting import locked_case
from moothall.cases.actions.changing import add_note, assign_team, change_status, set_priority
from moothall.cases.actions.talking import write_to_resident
from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.foreseeing import blocked_cases, newest_entries, why_not
from moothall.cases.deeds.refusals import DeedRefused, Refusal
from moothall.cases.deeds.telling import words_for
from moothall.cases.linking.actions import follow_case, locked_cases
from moothall.cases.models import Case
from moothall.cases.queries.lists import case_row
from moothall.cases.work.actions.dividing import add_task
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound, NotPermitted, TransitionNotAllowed


@transaction.atomic
def do_deed(
    *, actor: Actor, case_id: UUID, deed: Deed, seen: UUID | None = None, now: datetime
) -> Case:
    """
    Do all parts of a deed to a case, or none.

    Whether the actor may, and whether the case admits it, is looked at under the case's lock.
    `seen` is the newest entry of its timeline that whoever decided had read.

    :raises DeedRefused: naming why nothing was done
    """
    try:
        if deed.master_id is not None:
            locked_cases(case_id, deed.master_id)
        case = locked_case(case_id)
        _look_again(actor, case, deed, seen, now)
        return _do(actor, case, deed, now)
    except NotFound as error:
        raise DeedRefused(Refusal.GONE) from error
    except NotPermitted as error:
        raise DeedRefused(Refusal.NOT_PERMITTED) from error
    except TransitionNotAllowed as error:
        raise DeedRefused(Refusal.NO_ARROW) from error


def _look_again(actor: Actor, case: Case, deed: Deed, seen: UUID | None, now: datetime) -> None:
    if seen is not None and newest_entries(case.council_id, [case.pk]).get(case.pk) != seen:
        raise DeedRefused(Refusal.OVERTAKEN)
    row = case_row(case.pk, now=now)
    refusal = Refusal.GONE if row is None else why_not(actor, row, deed, now=now)
    if refusal is None and blocked_cases(deed, [case.pk]):
        refusal = Refusal.OPEN_WORK
    if refusal is not None:
        raise DeedRefused(refusal)


def _do(actor: Actor, case: Case, deed: Deed, now: datetime) -> Case:
    words = words_for(case, deed.texts)
    if deed.master_id is not None:
        _follow(actor, case, deed.master_id, now)
    if deed.team_id is not None:
        assign_team(actor=actor, case_id=case.pk, team_id=deed.team_id, now=now)
    if deed.priority:
        set_priority(actor=actor, case_id=case.pk, priority=deed.priority, now=now)
    if deed.status:
        change_status(
            actor=actor,
            case_id=case.pk,
            status=deed.status,
            public_note=words,
            internal_note=deed.note,
            texts=deed.texts or None,
            now=now,
        )
    else:
        if deed.note:
            add_note(actor=actor, case_id=case.pk, text=deed.note, is_public=False, now=now)
        if words:
            write_to_resident(actor=actor, case_id=case.pk, text=words, now=now)
    if deed.task:
        add_task(
            actor=actor,
            case_id=case.pk,
            title=deed.task,
            team_id=deed.task_team_id,
            days=deed.days,
            now=now,
        )
    if deed.macro:
        audit.record(
            actor=actor, verb="case.macro-used", subject=case, now=now, detail={"macro": deed.macro}
        )
    case.refresh_from_db()
    return case


def _follow(actor: Actor, case: Case, master_id: UUID, now: datetime) -> None:
    try:
        follow_case(actor=actor, case_id=case.pk, master_id=master_id, now=now)
    except (Conflict, NotFound) as error:
        raise DeedRefused(Refusal.CANNOT_FOLLOW) from error
