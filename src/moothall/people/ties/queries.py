"""Who is what to whom, as staff read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from moothall.kernel.errors import NotFound
from moothall.people.models import OTHER_SIDE, Tie, TieKind
from moothall.people.protection import is_withheld


@dataclass(frozen=True)
class TieRow:
    """What somebody is to the person whose page it is; `other_id` where they have a record."""

    id: UUID
    person_id: UUID
    other_id: UUID | None
    name: str
    kind: str
    title: str
    note: str
    noted_at: datetime
    noted_by: str


def ties_of(person_id: UUID) -> list[TieRow]:
    """
    Return what others are to a person, from whichever side it was said; one query.

    Nothing is told of who belongs to a protected person: where their family lives, they may live.
    """
    rows = Tie.objects.filter(Q(person_id=person_id) | Q(other_id=person_id), ended_at__isnull=True)
    found = rows.select_related("person", "other").order_by("noted_at", "id")
    return [_row(one, person_id) for one in found if not _is_withheld(one)]


def tie(tie_id: UUID) -> TieRow:
    """
    Return one, from the side of whom it was said of.

    :raises NotFound: if the councils in force have none of this id
    """
    row = Tie.objects.select_related("person", "other").filter(pk=tie_id).first()
    if row is None:
        raise NotFound("There is no such relationship.")
    return _row(row, row.person_id)


def _is_withheld(one: Tie) -> bool:
    sides = [side for side in (one.person, one.other) if side is not None]
    return any(is_withheld(side.pk, is_protected=side.is_protected) for side in sides)


def _row(one: Tie, person_id: UUID) -> TieRow:
    is_own = one.person_id == person_id
    kind = TieKind(one.kind)
    shown = kind if is_own else OTHER_SIDE.get(kind, kind)
    other = one.other if is_own else one.person
    return TieRow(
        id=one.pk,
        person_id=one.person_id,
        other_id=other.pk if other is not None else None,
        name=other.name if other is not None else one.other_name,
        kind=shown.value,
        title=str(shown.label),
        note=one.note,
        noted_at=one.noted_at,
        noted_by=one.noted_by_name,
    )
