"""What rules a council has, and what one would have done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from moothall.cases.deeds.foreseeing import Foreseen, foresee
from moothall.cases.macros.queries import macros_of
from moothall.cases.models import Case, EntryKind, Source, TimelineEntry
from moothall.cases.rules.conditions import Condition, all_hold, in_words
from moothall.cases.rules.models import BusinessRule, RuleUse, Trigger
from moothall.cases.workflow import CLOSED, Status
from moothall.kernel.actors import system
from moothall.kernel.errors import NotFound

#: Rules are tried on what happened in so many days, and on no more cases than this.
TRIED_ON = timedelta(days=31)
MOST_TRIED = 5000
MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    """A rule."""

    id: UUID
    council_id: int
    name: str
    trigger: Trigger
    conditions: tuple[Condition, ...]
    macro_id: UUID
    macro_name: str
    version: int
    is_on: bool
    changed_by_name: str
    changed_at: datetime
    used: int = 0
    refused: int = 0

    @property
    def sentence(self) -> str:
        """Return the rule as a sentence."""
        parts = [in_words(one, self.council_id) for one in self.conditions]
        also = "".join(_(", and %(condition)s") % {"condition": one} for one in parts)
        return _("When %(trigger)s%(conditions)s: do “%(macro)s”.") % {
            "trigger": self.trigger.label,
            "conditions": also,
            "macro": self.macro_name,
        }


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """What a rule would have done: to how many of how many cases, and to the newest in detail."""

    tried: int
    matched: int
    is_cut: bool
    shown: tuple[Foreseen, ...]


def rules_of(council_id: int) -> list[RuleRow]:
    """Return a council's rules in their order, with how often each was used; three queries."""
    names = {one.id: one.name for one in macros_of(council_id)}
    rules = BusinessRule.objects.filter(council_id=council_id).order_by("position", "name")
    refusals = Count("id", filter=~Q(refusal=""))
    uses = RuleUse.objects.filter(council_id=council_id).values("rule_id")
    counted = uses.annotate(count=Count("id"), refusals=refusals)
    counts = {
        rule_id: (count, refused)
        for rule_id, count, refused in counted.values_list("rule_id", "count", "refusals")
    }
    return [_row(rule, names, *counts.get(rule.pk, (0, 0))) for rule in rules]


def rule_row(council_id: int, rule_id: UUID) -> RuleRow:
    """
    Return one rule.

    :raises NotFound: if the council has none of this id
    """
    for row in rules_of(council_id):
        if row.id == rule_id:
            return row
    raise NotFound("This council has no such rule.")


def rules_on(council_id: int, trigger: Trigger) -> list[BusinessRule]:
    """Return the rules that wait for this, in their order; one query."""
    rules = BusinessRule.objects.filter(council_id=council_id, trigger=trigger, is_on=True)
    return list(rules.select_related("macro").order_by("position", "name"))


def dry_run(row: RuleRow, *, now: datetime) -> DryRun:
    """
    Return what a rule would have done in the last month, on cases as they stand; changes nothing.

    At most ten queries, whatever the number of cases.
    """
    cases = _happened(row.council_id, row.trigger, since=now - TRIED_ON)
    tried = list(cases[: MOST_TRIED + 1])
    is_cut = len(tried) > MOST_TRIED
    matched = [case.pk for case in tried[:MOST_TRIED] if all_hold(row.conditions, case)]
    return DryRun(
        tried=min(len(tried), MOST_TRIED),
        matched=len(matched),
        is_cut=is_cut,
        shown=tuple(_foreseen(row, matched[:MOST_SHOWN], now=now)),
    )


def _foreseen(row: RuleRow, case_ids: Sequence[UUID], *, now: datetime) -> list[Foreseen]:
    macro = next(one for one in macros_of(row.council_id) if one.id == row.macro_id)
    return foresee(
        actor=system("rules"),
        council_id=row.council_id,
        deed=macro.deed,
        case_ids=case_ids,
        seen={},
        now=now,
    )


def _happened(council_id: int, trigger: Trigger, *, since: datetime) -> QuerySet[Case]:
    """Return the cases to which this happened, the newest first."""
    cases = Case.objects.filter(council_id=council_id).select_related("service_type")
    if trigger is Trigger.OPENED:
        return cases.filter(created_at__gte=since).order_by("-created_at", "-id")
    entries = TimelineEntry.objects.filter(council_id=council_id, happened_at__gte=since)
    which = {
        Trigger.RESIDENT_ACTED: Q(source=Source.RESIDENT) & ~Q(kind=EntryKind.OPENED),
        Trigger.REOPENED: Q(status_from__in=sorted(CLOSED), status_to=Status.IN_PROGRESS),
        Trigger.RESOLVED: Q(status_to=Status.RESOLVED),
    }[trigger]
    happened = entries.filter(which).values("case_id")
    return cases.filter(pk__in=happened, updated_at__gte=since).order_by("-updated_at", "-id")


def _row(rule: BusinessRule, names: dict[UUID, str], count: int, refused: int) -> RuleRow:
    return RuleRow(
        id=rule.pk,
        council_id=rule.council_id,
        name=rule.name,
        trigger=Trigger(rule.trigger),
        conditions=tuple(Condition.from_json(one) for one in rule.conditions),
        macro_id=rule.macro_id,
        macro_name=names.get(rule.macro_id, ""),
        version=rule.version,
        is_on=rule.is_on,
        changed_by_name=rule.changed_by_name,
        changed_at=rule.changed_at,
        used=count - refused,
        refused=refused,
    )
