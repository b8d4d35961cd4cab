"""What a deed would do to each of many cases, and to which it would not be done."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.cases import policies
from moothall.cases.case_types.queries import rules_for
from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.refusals import Refusal
from moothall.cases.linking.queries import why_not_follow
from moothall.cases.ports import closing_guards
from moothall.cases.queries.lists import cases_by_id
from moothall.cases.reopening import why_not_reopened
from moothall.cases.rows import CaseRow
from moothall.cases.workflow import ALLOWED, CLOSED
from moothall.councils.queries import teams
from moothall.kernel.actors import Actor

_NEWEST = """
    SELECT wanted.case_id, newest.id
    FROM unnest(%(councils)s::int[]) AS council(id)
    CROSS JOIN unnest(%(cases)s::uuid[]) AS wanted(case_id)
    CROSS JOIN LATERAL (
        SELECT e.id FROM cases_timelineentry e
        WHERE e.council_id = council.id AND e.case_id = wanted.case_id
        ORDER BY e.happened_at DESC, e.id DESC LIMIT 1
    ) newest
"""


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """What would happen to one case; it is refused as a whole, or done as a whole."""

    case_id: UUID
    case: CaseRow | None
    steps: tuple[str, ...] = ()
    refusal: Refusal | None = None


def newest_entries(council_id: int, case_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return the newest entry of each case's timeline; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"councils": [council_id], "cases": list(case_ids)})
        return dict(cursor.fetchall())


def foresee(
    *,
    actor: Actor,
    council_id: int,
    deed: Deed,
    case_ids: Sequence[UUID],
    seen: Mapping[UUID, UUID | None],
    now: datetime,
) -> list[Foreseen]:
    """
    Return what would happen to each of these cases, in their order; at most six queries.

    It says what holds at this moment: whoever does it looks again.
    """
    rows = cases_by_id([council_id], case_ids, now=now)
    newest = newest_entries(council_id, case_ids)
    blocked = blocked_cases(deed, case_ids)
    following = why_not_follow(council_id, case_ids, deed.master_id) if deed.master_id else {}
    found = []
    for case_id in case_ids:
        case = rows.get(case_id)
        refusal = Refusal.GONE if case is None else None
        if case is not None:
            is_overtaken = case_id in seen and seen[case_id] != newest.get(case_id)
            refusal = (
                (Refusal.OVERTAKEN if is_overtaken else None)
                or why_not(actor, case, deed, now=now)
                or (Refusal.OPEN_WORK if case_id in blocked else None)
                or following.get(case_id)
            )
        steps = () if case is None or refusal else steps_of(case, deed)
        found.append(Foreseen(case_id=case_id, case=case, steps=steps, refusal=refusal))
    return found


def why_not(actor: Actor, case: CaseRow, deed: Deed, *, now: datetime) -> Refusal | None:
    """Return why a deed is not done to a case that is as this row says; no query."""
    if not _may(actor, case.council_id, deed):
        return Refusal.NOT_PERMITTED
    if deed.has_words and case.person_id is None and not deed.status:
        return Refusal.NOBODY_TO_TELL
    known = {"", *(str(one.id) for one in teams(case.council_id))}
    if deed.team not in known or deed.task_team not in known:
        return Refusal.NO_SUCH_TEAM
    if deed.task and _is_closed_then(case, deed):
        return Refusal.CLOSED
    return _why_no_status(case, deed, now=now)


def blocked_cases(deed: Deed, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the cases that may not be closed yet: something on them is still to be done."""
    if deed.new_status not in CLOSED:
        return frozenset()
    return frozenset(one for guard in closing_guards for one in guard.blocked(case_ids))


def steps_of(case: CaseRow, deed: Deed) -> tuple[str, ...]:
    """Return in words what a deed does to a case."""
    steps = []
    if deed.new_status is not None:
        steps.append(
            _("Status: %(before)s → %(after)s")
            % {"before": case.status.label, "after": deed.new_status.label}
        )
    if deed.has_words or deed.status:
        steps.append(
            _("The resident is told")
            if case.person_id
            else _("Nobody is told: the resident gave no name")
        )
    if deed.note:
        steps.append(_("A note for staff"))
    if deed.team:
        names = {str(one.id): one.name for one in teams(case.council_id)}
        steps.append(
            _("Team: %(before)s → %(after)s")
            % {"before": case.team_name, "after": names.get(deed.team, "")}
        )
    if deed.new_priority is not None:
        steps.append(
            _("Priority: %(before)s → %(after)s")
            % {"before": case.priority.label, "after": deed.new_priority.label}
        )
    if deed.task:
        steps.append(_task_words(case, deed))
    if deed.master:
        steps.append(_("It follows the other case"))
    return tuple(steps)


def _may(actor: Actor, council_id: int, deed: Deed) -> bool:
    if not policies.can_edit_case(actor, council_id):
        return False
    status = deed.new_status
    return status is None or policies.can_change_status(actor, council_id, status)


def _is_closed_then(case: CaseRow, deed: Deed) -> bool:
    """Tell whether a case is closed once the deed is done, so that nothing is left to do."""
    status = deed.new_status
    return case.closed_at is not None if status is None else status in CLOSED


def _task_words(case: CaseRow, deed: Deed) -> str:
    names = {str(one.id): one.name for one in teams(case.council_id)}
    who = names.get(deed.task_team, "") or _("anybody")
    told = {"task": deed.task, "who": who}
    if deed.days is None:
        return _("Task for %(who)s: %(task)s") % told
    words = ngettext(
        "Task for %(who)s, due in %(num)s working day: %(task)s",
        "Task for %(who)s, due in %(num)s working days: %(task)s",
        deed.days,
    )
    return words % {**told, "num": deed.days}


def _why_no_status(case: CaseRow, deed: Deed, *, now: datetime) -> Refusal | None:
    status = deed.new_status
    if status is None:
        return None
    if status is case.status:
        return Refusal.HAS_IT
    if status not in ALLOWED[case.status]:
        return Refusal.NO_ARROW
    if not rules_for(case.council_id, case.service_id).uses(status):
        return Refusal.NOT_USED
    if case.closed_at is not None and status not in CLOSED:
        return why_not_reopened(
            case.council_id,
            service_id=case.service_id,
            kind=case.kind,
            status=case.status,
            closed_at=case.closed_at,
            reason=deed.note or deed.words_en or deed.words_cy,
            now=now,
        )
    return None
