"""Reads of hours for those who set them: what is said, by whom, and what the file says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from moothall.bookings.actions.closing import Shuttable
from moothall.bookings.models import (
    Activity,
    Closure,
    HoursRecord,
    OpeningException,
    OpeningRule,
    Resource,
    Site,
)
from moothall.bookings.models.keeping_order import HoursSource
from moothall.bookings.opening.said import Said, said_of_json, said_of_rows
from moothall.bookings.rows import Words
from moothall.kernel.errors import NotFound

KINDS: Mapping[str, type[Site] | type[Resource] | type[Activity]] = {
    "site": Site,
    "resource": Resource,
    "activity": Activity,
}


@dataclass(frozen=True, kw_only=True)
class OwnerRow:
    """One whose hours can be set, in the list of all."""

    kind: str
    id: UUID
    name: Words
    site_name: Words
    said: Said
    is_by_staff: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Who said an owner's hours, what the file says, and what an undoing goes back to."""

    version: int
    is_by_staff: bool
    is_by_file: bool
    set_at: datetime | None
    set_by: str
    from_file: Said | None
    file_says_week: bool
    before: Said | None
    days_by_staff: frozenset[date]


def owner_named(kind: str, owner_id: UUID) -> Shuttable:
    """
    Return a site, resource or activity; one query.

    :raises NotFound: if there is none
    """
    model = KINDS.get(kind)
    if model is None:
        raise NotFound("There is nothing of this kind that has hours.")
    row: Shuttable | None
    if kind == "resource":
        row = _resources().filter(pk=owner_id).first()
    else:
        row = model.objects.filter(pk=owner_id, withdrawn_at=None).first()
    if row is None:
        raise NotFound("There is nothing of this name that has hours.")
    return row


def owned_by(owner: Shuttable) -> dict[str, Any]:
    """Return by which column rows are an owner's."""
    return {f"{owner._meta.model_name}_id": owner.pk}


def said_hours(owner: Shuttable) -> Said:
    """Return what is said of an owner's hours now; two queries."""
    mine = owned_by(owner)
    return said_of_rows(
        list(OpeningRule.objects.filter(**mine)), list(OpeningException.objects.filter(**mine))
    )


def standing(owner: Shuttable) -> Standing:
    """Return who said an owner's hours; one query."""
    record = HoursRecord.objects.filter(**owned_by(owner)).first()
    if record is None:
        return Standing(
            version=0, is_by_staff=False, is_by_file=False, set_at=None, set_by="",
            from_file=None, file_says_week=False, before=None, days_by_staff=frozenset(),
        )  # fmt: skip
    kept = record.from_file
    return Standing(
        version=record.version,
        is_by_staff=record.source == HoursSource.STAFF,
        is_by_file=record.source == HoursSource.FILE and kept is not None,
        set_at=record.set_at,
        set_by=record.set_by,
        from_file=said_of_json(kept) if kept is not None else None,
        file_says_week=kept is not None and kept.get("rules") is not None,
        before=said_of_json(record.before["said"]) if record.before else None,
        days_by_staff=frozenset(date.fromisoformat(one) for one in record.days_by_staff),
    )


def owners() -> list[OwnerRow]:
    """Return all whose hours can be set, in the council's own order; six queries."""
    rules: defaultdict[UUID, list[OpeningRule]] = defaultdict(list)
    for rule in OpeningRule.objects.all():
        rules[rule.owner_id].append(rule)
    days: defaultdict[UUID, list[OpeningException]] = defaultdict(list)
    for day in OpeningException.objects.all():
        days[day.owner_id].append(day)
    by_staff = {
        one
        for record in HoursRecord.objects.filter(source=HoursSource.STAFF)
        for one in (record.site_id, record.resource_id, record.activity_id)
        if one is not None
    }
    found = []
    for kind, model in KINDS.items():
        rows: Iterable[Shuttable] = (
            _resources()
            if kind == "resource"
            else model.objects.filter(withdrawn_at=None).order_by("position", "key")
        )
        for row in rows:
            site = row.site if isinstance(row, Resource) else None
            found.append(
                OwnerRow(
                    kind=kind,
                    id=row.pk,
                    name=row.name,
                    site_name=site.name if site else {},
                    said=said_of_rows(rules[row.pk], days[row.pk]),
                    is_by_staff=row.pk in by_staff,
                )
            )
    return found


def closures_of(owner: Shuttable, *, now: datetime) -> list[Closure]:
    """Return the closures of an owner that shut it now or later, the next first; one query."""
    rows = Closure.objects.filter(**owned_by(owner), lifted_at=None, ends_at__gt=now)
    return list(rows.order_by("starts_at"))


def _resources() -> QuerySet[Resource]:
    rows = Resource.objects.filter(withdrawn_at=None).select_related("site")
    return rows.order_by("position", "key")
