"""What councils decided of their services' cases, read together with their status guides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import JSONObject

from moothall.cases.case_types.models import CaseType
from moothall.cases.case_types.rules import CaseTypeRules, message_of, rules_from, rules_in
from moothall.cases.models import StatusGuide
from moothall.cases.workflow import Status
from moothall.councils.queries import service_types
from moothall.kernel.models import AuditEntry
from moothall.kernel.short_memory import remembered

_GUIDE = (
    "kind", "status", "label_en", "label_cy", "text_en", "text_cy", "acts", "reopen_days",
    "staff_reopen_days",
)  # fmt: skip
_TYPE = ("unused_statuses", "silent_statuses", "denied_acts", "priority", "keep_days")
#: As many changes as a page shows.
NEWEST_CHANGES = 10


@dataclass(frozen=True)
class Settings:
    """All that a council says of its cases: the rows of its guides, and rules by service."""

    guides: tuple[dict[str, Any], ...]
    rules: dict[UUID, CaseTypeRules]


@dataclass(frozen=True)
class Change:
    """That somebody changed something of a case type."""

    by: str
    at: datetime
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Silence:
    """That the cases of a type reach some statuses without a message that nobody wrote."""

    slug: str
    name: str
    statuses: tuple[Status, ...]


@remembered(seconds=2.0)
def settings_of(council_id: int) -> Settings:
    """Return all that a council says of its cases, in one statement; remembered for two seconds."""
    guides = StatusGuide.objects.filter(council_id=council_id).annotate(
        row=_as_json("guide", _GUIDE)
    )
    types = CaseType.objects.filter(council_id=council_id).annotate(row=_as_json("type", _TYPE))
    rows = [row for (row,) in guides.values_list("row").union(types.values_list("row"), all=True)]
    return Settings(
        guides=tuple(
            sorted((row for row in rows if row["what"] == "guide"), key=lambda row: row["id"])
        ),
        rules={UUID(row["service"]): rules_from(row) for row in rows if row["what"] == "type"},
    )


def rules_for(council_id: int, service_id: UUID | None) -> CaseTypeRules:
    """Return what a council decided of the cases of one service; remembered for two seconds."""
    return rules_in(settings_of(council_id).rules, service_id)


def silent_at(council_id: int, message: str) -> list[Silence]:
    """Return at which case types a message is switched off, and at which statuses; remembered."""
    rules = settings_of(council_id).rules
    found = []
    for service in service_types(council_id):
        one = rules_in(rules, service.id)
        statuses = tuple(
            status
            for status in Status
            if one.uses(status)
            and message_of(status) == message
            and not one.tells(status, kind=service.case_kind, is_by_law=False)
        )
        if statuses:
            found.append(Silence(service.slug, service.name, statuses))
    return found


def case_types_of(council_id: int) -> dict[UUID, CaseType]:
    """Return the rows that a council has, by service; one query."""
    return {one.service_type_id: one for one in CaseType.objects.filter(council_id=council_id)}


def changes_of(council_id: int, service_id: UUID) -> list[Change]:
    """Return who changed what of a case type, newest first; one query."""
    entries = AuditEntry.objects.filter(
        council_id=council_id,
        subject_type="councils.servicetype",
        subject_id=str(service_id),
    ).order_by("-occurred_at", "-id")[:NEWEST_CHANGES]
    return [
        Change(
            by=entry.actor_name,
            at=entry.occurred_at,
            parts=tuple(entry.detail.get("changed", ())) or (entry.verb,),
        )
        for entry in entries
    ]


def _as_json(what: str, fields: Sequence[str]) -> JSONObject:
    values = {field: F(field) for field in fields}
    return JSONObject(what=Value(what), id=F("pk"), service=F("service_type_id"), **values)
