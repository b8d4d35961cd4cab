"""Saying who is told of promises, and telling them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.cases import policies
from moothall.cases.due.models import DueRule, DueTelling, Told
from moothall.cases.due.queries import WHOLE, DuePromise, promises_to_tell
from moothall.cases.models import Case
from moothall.cases.ports import StaffNews, staff_tellers
from moothall.councils.queries import service_types
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require


@transaction.atomic
def add_rule(
    *,
    actor: Actor,
    council_id: int,
    tells: Collection[str],
    service_id: UUID | None = None,
    percent: int | None = None,
    hours_after: int | None = None,
    now: datetime,
) -> DueRule:
    """
    Have staff told when a promise is so near, or broken for so long; the same again changes it.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such service
    :raises Conflict: if it tells nobody, or names both or neither of the moments
    """
    require(policies.can_set_standards(actor, council_id))
    if service_id is not None and service_id not in {one.id for one in service_types(council_id)}:
        raise NotFound("This council has no such service.")
    if not tells or (percent is None) is (hours_after is None):
        raise Conflict("Say whom to tell, and one moment.")
    rule, _is_new = DueRule.objects.update_or_create(
        council_id=council_id,
        service_type_id=service_id,
        percent=percent,
        hours_after=hours_after,
        defaults={"tells": sorted(Told(one).value for one in tells), "made_at": now},
    )
    audit.record(
        actor=actor, verb="due-rule.set", subject=rule, now=now, detail={"tells": rule.tells}
    )
    return rule


@transaction.atomic
def drop_rule(*, actor: Actor, council_id: int, rule_id: UUID, now: datetime) -> None:
    """
    Have nobody told by a rule any more.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such rule
    """
    require(policies.can_set_standards(actor, council_id))
    rule = DueRule.objects.filter(council_id=council_id, pk=rule_id).first()
    if rule is None:
        raise NotFound("This council has no such rule.")
    audit.record(actor=actor, verb="due-rule.dropped", subject=rule, now=now)
    DueTelling.objects.filter(rule=rule).delete()
    rule.delete()


def tell_of_promises(*, council_id: int, now: datetime) -> int:
    """
    Tell staff of the promises that are near or broken, each once by each rule; return how many.

    Each in a transaction of its own: that somebody was told is kept with the telling.
    """
    told = 0
    for promise in promises_to_tell(council_id, now=now):
        with transaction.atomic():
            told += _tell(council_id, promise, now)
    return told


def tell_staff(*, news: StaffNews, now: datetime) -> None:
    """Tell staff something about a case, in every way that there is."""
    for teller in staff_tellers:
        teller.tell(news, now)


def _tell(council_id: int, promise: DuePromise, now: datetime) -> bool:
    case = Case.objects.select_for_update().filter(pk=promise.case_id).first()
    if case is None or case.next_due_at != promise.due_at:
        return False
    is_new = insert_once(
        DueTelling(
            council_id=council_id,
            rule=promise.rule,
            case_id=case.pk,
            due_at=promise.due_at,
            told_at=now,
        ),
        unique=["council", "case", "rule", "due_at"],
    )
    if is_new:
        tell_staff(
            news=StaffNews(
                council_id=council_id,
                case_id=case.pk,
                to=tuple(promise.rule.tells),
                words=_words(promise.rule, promise.due_at, now),
                key=f"due:{promise.rule.pk}:{case.pk}:{promise.due_at.isoformat()}",
            ),
            now=now,
        )
    return is_new


def _words(rule: DueRule, due_at: datetime, now: datetime) -> str:
    if due_at > now:
        return _("A promise is near: %(percent)s%% of the time is over") % {
            "percent": rule.percent or WHOLE
        }
    if rule.hours_after:
        return _("A promise was broken %(hours)s working hours ago") % {"hours": rule.hours_after}
    return _("A promise is broken")
