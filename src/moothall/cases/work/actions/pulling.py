"""Finding the next case for somebody: asked for (pull), or given to who is at their desk (push)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from moothall.cases.actions.accounting import locked_case
from moothall.cases.models import Case
from moothall.cases.work import policies
from moothall.cases.work.actions.holding import employee_of, hold
from moothall.cases.work.errors import NothingToTake
from moothall.cases.work.models import WorkingStyle
from moothall.cases.work.ports import available_staff
from moothall.cases.work.queries.queued import queue_by_id, queues_of
from moothall.cases.work.queries.rules import conditions_of
from moothall.cases.work.rows import QueueRule
from moothall.councils.queries import council_by_id
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.people.colleagues import colleague

#: Of one queue, in one go of the worker: the next minute takes the rest.
MOST_PUSHED = 200

_HELD = """
    SELECT count(*), count(*) FILTER (WHERE true {rule}) FROM cases_case c
    WHERE c.council_id = %(council)s AND c.holder_id = %(holder)s AND c.closed_at IS NULL
"""
#: Whoever else looks for a case at this moment passes over what is locked here.
_NEXT = """
    SELECT c.id FROM cases_case c
    WHERE c.council_id = %(council)s AND c.closed_at IS NULL AND c.next_due_at IS NOT NULL
      AND c.holder_id IS NULL AND c.language = ANY(%(spoken)s::text[]) {rule}
    ORDER BY c.next_due_at, c.id LIMIT 1 FOR UPDATE SKIP LOCKED
"""


@transaction.atomic
def take_next(
    *, actor: Actor, council_ids: Sequence[int], queue_id: UUID | None = None, now: datetime
) -> Case:
    """
    Give an employee the case that nobody works on whose promise is the oldest.

    Of one queue, or of the first in order of all their councils' queues that has one for them. It
    is never one whose queue asks for a skill, or that is in a language, which they do not have,
    and never more than they or the queue allow at once. Two who ask at once never get the same.

    :raises NothingToTake: if there is none for them, saying why
    :raises NotFound: if these councils have no such queue
    """
    rules = [queue_by_id(council_ids, queue_id)] if queue_id else queues_of(council_ids)
    reasons = [_("There are no queues yet.")]
    for council_id in sorted({rule.council_id for rule in rules}):
        require(policies.can_take(actor, council_id))
    styles: dict[int, WorkingStyle] = {}
    for rule in rules:
        if rule.council_id not in styles:
            styles[rule.council_id] = _locked_style(rule.council_id, employee_of(actor))
        found, why_not = _find(rule, styles[rule.council_id], now=now)
        if found is not None:
            hold(found, employee_of(actor), actor.name, actor=actor, now=now)
            return found
        reasons.append(why_not)
    raise NothingToTake(reasons[-1])


def push_waiting(*, actor: Actor, council_id: int, now: datetime) -> int:
    """
    Give out the cases of the queues that push, in turn to who is at their desk; say how many.

    Whoever holds least is first. Each case is a transaction of its own.
    """
    given = 0
    pushing = [rule for rule in queues_of([council_id]) if rule.pushes]
    staff = sorted(available_staff(council_id)) if pushing else []
    for rule in pushing:
        waiting = _by_load(council_id, staff)
        while waiting and given < MOST_PUSHED:
            served = [one for one in waiting if _push_one(actor, rule, one, now=now)]
            given += len(served)
            waiting = served
    return given


@transaction.atomic
def _push_one(actor: Actor, rule: QueueRule, employee_id: int, *, now: datetime) -> bool:
    to = colleague(rule.council_id, policies.EDIT, employee_id)
    if to is None:
        return False
    found, _why_not = _find(rule, _locked_style(rule.council_id, employee_id), now=now)
    if found is None:
        return False
    hold(found, to.id, to.name, actor=actor, now=now)
    return True


def _by_load(council_id: int, employee_ids: Sequence[int]) -> list[int]:
    held = Case.objects.filter(
        council_id=council_id, holder_id__in=employee_ids, closed_at__isnull=True
    ).values_list("holder_id", flat=True)
    counts = dict.fromkeys(employee_ids, 0)
    for holder_id in held:
        if holder_id is not None:
            counts[holder_id] += 1
    return sorted(employee_ids, key=lambda one: (counts[one], one))


def _locked_style(council_id: int, employee_id: int) -> WorkingStyle:
    """Return what somebody can do, locked: two requests of theirs pass here one by one."""
    mine: dict[str, Any] = {"council_id": council_id, "employee_id": employee_id}
    WorkingStyle.objects.get_or_create(**mine)
    return WorkingStyle.objects.select_for_update().get(**mine)


def _find(rule: QueueRule, style: WorkingStyle, *, now: datetime) -> tuple[Case | None, str]:
    """Return the next case of a queue for somebody, locked; or none, and why not."""
    lacking = [skill for skill in rule.skills if skill not in style.skills]
    if lacking:
        return None, _("This queue needs a skill that you do not have: %(skills)s") % {
            "skills": ", ".join(lacking)
        }
    values: dict[str, Any] = {
        "council": rule.council_id,
        "holder": style.employee_id,
        "spoken": [council_by_id(rule.council_id).languages[0], *style.languages],
    }
    if style.capacity is not None or rule.capacity is not None:
        held_rule, more = conditions_of(rule, now=now, held_too=True)
        with connection.cursor() as cursor:
            cursor.execute(_HELD.format(rule=held_rule), values | more)
            held, held_here = cursor.fetchone()
        if style.capacity is not None and held >= style.capacity:
            return None, _("You work on as many cases as you can at once: %(count)s") % {
                "count": held
            }
        if rule.capacity is not None and held_here >= rule.capacity:
            return None, _(
                "You work on as many cases of this queue as you can at once: %(count)s"
            ) % {"count": held_here}
    said, more = conditions_of(rule, now=now)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT.format(rule=said), values | more)
        found = cursor.fetchone()
    if found is None:
        return None, _("No case waits for you here.")
    return locked_case(found[0]), ""
