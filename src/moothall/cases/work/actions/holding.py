"""Who works on a case: taking it, handing it on, giving it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.actions.accounting import entry, locked_case
from moothall.cases.actions.changing import assign_team
from moothall.cases.models import Case, EntryKind, TimelineEntry
from moothall.cases.work import policies
from moothall.cases.work.mentioning import tell
from moothall.cases.work.models import NoticeKind
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people.colleagues import colleague

#: Told to actions that do not mind who worked on the case before.
WHOEVER = -1


def employee_of(actor: Actor) -> int:
    """Return the number of the employee who acts."""
    return int(actor.identifier)


@transaction.atomic
def take_case(
    *, actor: Actor, case_id: UUID, seen_holder: int | None = WHOEVER, now: datetime
) -> Case:
    """
    Let an employee work on a case; whoever worked on it before does no more.

    `seen_holder` is who worked on it when the employee decided, so that two who take the same case
    at once do not both believe that it is theirs.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if somebody else has taken it meanwhile, or it is closed
    """
    case = locked_case(case_id)
    require(policies.can_take(actor, case.council_id))
    _refuse_closed(case)
    _refuse_overtaken(case, seen_holder)
    hold(case, employee_of(actor), actor.name, actor=actor, now=now)
    return case


@transaction.atomic
def give_case(
    *,
    actor: Actor,
    case_id: UUID,
    employee_id: int,
    note: str = "",
    seen_holder: int | None = WHOEVER,
    now: datetime,
) -> Case:
    """
    Hand a case to a colleague, with a word for them, and tell them.

    :raises NotFound: if there is no such case, or nobody of this number may work on it
    :raises Conflict: if somebody else has taken it meanwhile, or it is closed
    """
    case = locked_case(case_id)
    require(policies.can_give(actor, case.council_id))
    _refuse_closed(case)
    _refuse_overtaken(case, seen_holder)
    to = colleague(case.council_id, policies.EDIT, employee_id)
    if to is None:
        raise NotFound("Nobody of this council's staff can be given this.")
    hold(case, to.id, to.name, actor=actor, note=note, now=now)
    return case


@transaction.atomic
def give_back(*, actor: Actor, case_id: UUID, note: str = "", now: datetime) -> Case:
    """
    Let nobody work on a case any more, so that it waits in its queues again.

    Employees give back what they hold, and who manages the work anybody's.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if somebody else holds it by now
    """
    case = locked_case(case_id)
    require(policies.can_take(actor, case.council_id))
    if case.holder_id is None:
        return case
    is_own = case.holder_id == employee_of(actor)
    if not is_own and not policies.can_manage_work(actor, case.council_id):
        raise Conflict("Somebody else works on this case.")
    hold(case, None, "", actor=actor, note=note, now=now)
    return case


@transaction.atomic
def hand_to_team(
    *, actor: Actor, case_id: UUID, team_id: UUID, note: str = "", now: datetime
) -> Case:
    """
    Give a case to another team of its council, with a word for them; nobody holds it then.

    :raises NotFound: if there is no such case, or its council has no such team
    """
    case = locked_case(case_id)
    if case.team_id == team_id:
        return case
    case = assign_team(actor=actor, case_id=case_id, team_id=team_id, now=now)
    if note.strip():
        _write(case, actor, EntryKind.NOTE, note, now)
    return case


def hold(
    case: Case, employee_id: int | None, name: str, *, actor: Actor, note: str = "", now: datetime
) -> None:
    """Write who works on a locked case, with its history, and tell them if it was another's act."""
    if case.holder_id == employee_id:
        return
    before = case.holder_id
    case.holder_id = employee_id
    case.updated_at = now
    case.save(update_fields=["holder_id", "updated_at"])
    written = _write(case, actor, EntryKind.HOLDER, "\n".join(filter(None, [name, note])), now)
    audit.record(
        actor=actor,
        verb="case.held" if employee_id is not None else "case.given-back",
        subject=case,
        now=now,
        detail={"from": before, "to": employee_id},
    )
    if employee_id is not None and str(employee_id) != actor.identifier:
        tell(
            {employee_id},
            kind=NoticeKind.GIVEN,
            case=case,
            by_name=actor.name,
            source_key=str(written.pk),
            now=now,
        )


def _write(case: Case, actor: Actor, kind: EntryKind, text: str, now: datetime) -> TimelineEntry:
    [written] = TimelineEntry.objects.bulk_create(
        [entry(case, actor, kind, now, is_public=False, text=text)]
    )
    return written


def _refuse_closed(case: Case) -> None:
    if case.closed_at is not None:
        raise Conflict("This case is closed.")


def _refuse_overtaken(case: Case, seen_holder: int | None) -> None:
    if seen_holder not in (WHOEVER, case.holder_id):
        raise Conflict("Somebody else has taken this case meanwhile.")
