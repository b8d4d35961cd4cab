"""Moving what names one person to another, and moving exactly that back; within a transaction."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, UniqueConstraint

from moothall.people.merging.disputes import GONE, overruled
from moothall.people.merging.ports import MovedTable, Rival, moved_tables
from moothall.people.models import Merge, MergePart, PartKind


@dataclass
class Back:
    """What taking a merge back did: rows that moved back, and those that could not be found."""

    moved: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)


def rivals(table: MovedTable, *, kept_id: UUID, gone_id: UUID) -> set[Any]:
    """Return the rows of the record that goes which the other has already, where one can be."""
    found: set[Any] = set()
    for fields, condition in _unique(table):
        others = [name for name in fields if name not in {table.column, "council"}]
        kept_rows = table.rows(kept_id).filter(condition).values_list("pk", *others)
        taken = {tuple(values) for _pk, *values in kept_rows}
        gone_rows = table.rows(gone_id).filter(condition).values_list("pk", *others)
        found |= {pk for pk, *values in gone_rows if tuple(values) in taken}
    return found


def rows_taken_by(table: MovedTable, *, kept_id: UUID, gone_id: UUID) -> set[Any]:
    """Return the rows of the record that stays which stand in the way of the other's."""
    return rivals(table, kept_id=gone_id, gone_id=kept_id)


def move_all(merge: Merge, *, chosen: Mapping[str, str], now: datetime) -> int:
    """Move everything to the record that stays and return how many rows moved."""
    made = _Parts(merge)
    for table in moved_tables:
        _settle_disputes(made, table, chosen=chosen, now=now)
        _settle_rivals(made, table, chosen=chosen, now=now)
        left = _left(table, merge)
        rows = table.rows(merge.gone_id).exclude(pk__in=left)
        ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
        if ids:
            made.add(table, PartKind.MOVED, ids)
            rows.filter(pk__in=ids).update(**{table.attname: table.value(merge.kept_id)})
    MergePart.objects.bulk_create(made.rows)
    return sum(len(one.rows) for one in made.rows if one.kind == PartKind.MOVED)


def move_back(merge: Merge) -> Back:
    """Bring back exactly what the merge moved, ended and set aside, the last first."""
    back = Back()
    parts = MergePart.objects.filter(merge_id=merge.pk).order_by("-number")
    for part in parts:
        table = moved_tables.get(part.table)
        if part.kind == PartKind.MOVED:
            rows = table.rows(merge.kept_id).filter(pk__in=part.rows)
            moved = rows.update(**{table.attname: table.value(merge.gone_id)})
            _count(back.moved, table, moved)
            _count(back.lost, table, len(part.rows) - moved)
        elif part.kind == PartKind.ENDED:
            _count(back.lost, table, _revive(table, part.rows))
        else:
            _count(back.lost, table, _put_back(part.rows))
    return back


class _Parts:
    """The account of what is done, in order."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge
        self.first = MergePart.objects.filter(merge_id=merge.pk).count()
        self.rows: list[MergePart] = []

    def add(
        self, table: MovedTable, kind: PartKind, rows: list[Any], *, of_kept: bool = False
    ) -> None:
        """Write down what was done with rows of a table."""
        self.rows.append(
            MergePart(
                council_id=self.merge.council_id,
                merge=self.merge,
                number=self.first + len(self.rows),
                table=table.key,
                kind=kind,
                was_of_kept=of_kept,
                rows=rows,
            )
        )


def _settle_disputes(
    made: _Parts, table: MovedTable, *, chosen: Mapping[str, str], now: datetime
) -> None:
    """End what a refusal overrules; taking the merge back revives it, once it is back."""
    if table.disputes is None or table.overruled is None:
        return
    for dispute in table.disputes(made.merge.kept_id, made.merge.gone_id):
        _end(made, table, overruled(dispute, chosen), table.overruled(now))


def _settle_rivals(
    made: _Parts, table: MovedTable, *, chosen: Mapping[str, str], now: datetime
) -> None:
    """Make room for what moves, as the table wants it."""
    ids = {"kept_id": made.merge.kept_id, "gone_id": made.merge.gone_id}
    if table.rival in {Rival.REFUSE, Rival.LEAVE}:
        return
    if table.rival is Rival.CHOOSE and chosen.get(table.key) == GONE:
        _set_aside(made, table, rows_taken_by(table, **ids), of_kept=True)
    elif table.rival is Rival.END:
        _end(made, table, rivals(table, **ids), table.ended(now) if table.ended else {})
    else:
        _set_aside(made, table, rivals(table, **ids), of_kept=False)


def _left(table: MovedTable, merge: Merge) -> Collection[Any]:
    if table.rival is not Rival.LEAVE:
        return ()
    return rivals(table, kept_id=merge.kept_id, gone_id=merge.gone_id)


def _set_aside(made: _Parts, table: MovedTable, ids: Collection[Any], *, of_kept: bool) -> None:
    if not ids:
        return
    rows = _rows(table, ids)
    made.add(table, PartKind.SET_ASIDE, _stored(rows), of_kept=of_kept)
    rows.delete()


def _end(made: _Parts, table: MovedTable, ids: Collection[Any], values: Mapping[str, Any]) -> None:
    if not ids or not values:
        return
    rows = _rows(table, ids)
    made.add(table, PartKind.ENDED, _stored(rows, list(values)))
    rows.update(**values)


def _stored(rows: "QuerySet[Any]", fields: list[str] | None = None) -> list[dict[str, Any]]:
    """Return rows as JSON has them, to the microsecond: what comes back is what was."""
    found: list[dict[str, Any]] = serializers.serialize("python", rows, fields=fields)
    return [
        {
            **one,
            "pk": str(one["pk"]),
            "fields": {
                name: value.isoformat() if isinstance(value, date | datetime) else value
                for name, value in one["fields"].items()
            },
        }
        for one in found
    ]


def _revive(table: MovedTable, rows: list[Any]) -> int:
    """Give rows the columns back that ending them changed; return how many had no room any more."""
    lost = 0
    for stored in serializers.deserialize("python", rows):
        row: Any = stored.object
        names = next(one["fields"] for one in rows if one["pk"] == str(row.pk))
        values = {name: getattr(row, name) for name in names}
        try:
            with transaction.atomic():
                _rows(table, [row.pk]).update(**values)
        except IntegrityError:  # somebody has said the same anew since
            lost += 1
    return lost


def _put_back(rows: list[Any]) -> int:
    """Put rows back that were taken out and return how many had no room any more."""
    lost = 0
    for stored in serializers.deserialize("python", rows):
        try:
            with transaction.atomic():
                stored.save(force_insert=True)
        except IntegrityError:
            lost += 1
    return lost


def _rows(table: MovedTable, ids: Collection[Any]) -> "QuerySet[Any]":
    manager: Any = getattr(table.model, "all_councils")  # noqa: B009 - of every owned table
    found: QuerySet[Any] = manager.filter(pk__in=ids)
    return found


def _unique(table: MovedTable) -> Iterator[tuple[tuple[str, ...], Q]]:
    """Give the columns that must be unique with the person's, and when."""
    for constraint in table.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and table.column in constraint.fields:
            yield tuple(constraint.fields), constraint.condition or Q()


def _count(counts: dict[str, int], table: MovedTable, count: int) -> None:
    if count:
        counts[table.key] = counts.get(table.key, 0) + count
