"""Making rules, switching them on and off, and using them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.deeds.deed import Deed
from moothall.cases.deeds.doing import do_deed
from moothall.cases.deeds.refusals import DeedRefused
from moothall.cases.macros.queries import macro_of
from moothall.cases.models import Case
from moothall.cases.rules import policies
from moothall.cases.rules.conditions import MOST_CONDITIONS, Condition, all_hold
from moothall.cases.rules.models import BusinessRule, RuleUse, Trigger
from moothall.cases.rules.queries import rules_on
from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require

_ACTOR = system("rules")


@transaction.atomic
def save_rule(
    *,
    actor: Actor,
    council_id: int,
    name: str,
    trigger: Trigger,
    conditions: Sequence[Condition],
    macro_id: UUID,
    rule_id: UUID | None = None,
    seen: int = 0,
    now: datetime,
) -> BusinessRule:
    """
    Make a rule, or change the one that is named; either way it is off until it was tried.

    :raises NotFound: if the council has no such rule or macro
    :raises Conflict: if its name is taken, it has too many conditions, or was changed meanwhile
    """
    require(policies.can_edit_rules(actor, council_id))
    macro_of(council_id, macro_id)
    same = BusinessRule.objects.filter(council_id=council_id, name=name.strip())
    if rule_id is not None:
        same = same.exclude(pk=rule_id)
    if same.exists() or len(conditions) > MOST_CONDITIONS:
        raise Conflict("This rule cannot be kept.")
    rule = BusinessRule(council_id=council_id, version=0)
    if rule_id is not None:
        rule = _locked(council_id, rule_id, seen)
    rule.name, rule.trigger, rule.macro_id = name.strip(), trigger, macro_id
    rule.conditions = [one.as_json() for one in conditions]
    rule.version, rule.is_on = rule.version + 1, False
    rule.changed_by_name, rule.changed_at = actor.name, now
    rule.save()
    audit.record(
        actor=actor, verb="rule.written", subject=rule, now=now, detail={"version": rule.version}
    )
    return rule


@transaction.atomic
def switch_rule(
    *, actor: Actor, council_id: int, rule_id: UUID, on: bool, seen: int, now: datetime
) -> BusinessRule:
    """
    Switch a rule on that was looked at, or off.

    :raises NotFound: if the council has no such rule
    :raises Conflict: if it is not the version that was looked at
    """
    require(policies.can_edit_rules(actor, council_id))
    rule = _locked(council_id, rule_id, seen)
    if rule.is_on == on:
        return rule
    rule.is_on, rule.changed_by_name, rule.changed_at = on, actor.name, now
    rule.save(update_fields=["is_on", "changed_by_name", "changed_at"])
    audit.record(
        actor=actor,
        verb="rule.switched-on" if on else "rule.switched-off",
        subject=rule,
        now=now,
        detail={"version": rule.version},
    )
    return rule


@transaction.atomic
def use_rules(*, council_id: int, case_id: UUID, trigger: Trigger, now: datetime) -> int:
    """
    Use the rules that wait for this on a case, and return how many were done.

    Each is used on a case once for ever, so that told twice it does nothing, and rules that answer
    each other come to an end. One that is refused leaves the others alone, and why is kept.
    """
    rules = rules_on(council_id, trigger)
    if not rules:
        return 0
    done = 0
    for rule in rules:
        case = Case.objects.select_related("service_type").get(pk=case_id)
        conditions = [Condition.from_json(one) for one in rule.conditions]
        if all_hold(conditions, case):
            done += _use(rule, case, now)
    return done


def _use(rule: BusinessRule, case: Case, now: datetime) -> int:
    use = RuleUse(
        council_id=rule.council_id, rule=rule, case=case, version=rule.version, used_at=now
    )
    if not insert_once(use, unique=["council", "rule", "case"]):
        return 0
    deed = Deed.from_json({**rule.macro.deed, "macro": rule.macro.name})
    try:
        with transaction.atomic():
            do_deed(actor=_ACTOR, case_id=case.pk, deed=deed, now=now)
    except DeedRefused as refused:
        RuleUse.objects.filter(pk=use.pk).update(refusal=refused.why.value)
        return 0
    audit.record(
        actor=_ACTOR,
        verb="rule.used",
        subject=case,
        now=now,
        detail={"rule": str(rule.pk), "version": rule.version},
    )
    return 1


def _locked(council_id: int, rule_id: UUID, seen: int) -> BusinessRule:
    rule = (
        BusinessRule.objects.select_for_update().filter(pk=rule_id, council_id=council_id).first()
    )
    if rule is None:
        raise NotFound("This council has no such rule.")
    if rule.version != seen:
        raise Conflict("Somebody changed this rule meanwhile.")
    return rule
