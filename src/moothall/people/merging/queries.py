"""What staff ask about merges; answers are frozen rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.people.merging.actions import what_is_against, why_not_undone
from moothall.people.merging.moving import rivals, rows_taken_by
from moothall.people.merging.ports import MovedTable, Rival, moved_tables
from moothall.people.models import Merge, MergePart, PartKind, Person
from moothall.people.protection import HIDDEN, is_withheld

_SPELT = {"en": "English", "cy": "Cymraeg (Welsh)"}


@dataclass(frozen=True)
class Difference:
    """Something that the two records say differently, for the employee to choose."""

    key: str
    label: str
    kept: str
    gone: str
    #: Whose is taken unless somebody says otherwise; empty where somebody must say.
    default: str = ""


@dataclass(frozen=True)
class Moving:
    """How many rows of one kind move, and how many the other has already."""

    words: str
    count: int
    already_there: int = 0
    becomes: str = ""


@dataclass(frozen=True)
class Preview:
    """What merging two records would do; nothing is changed."""

    differences: tuple[Difference, ...]
    moving: tuple[Moving, ...]
    against: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class MergeRow:
    """A merge as a person's page lists it."""

    id: UUID
    kept_id: UUID
    gone_name: str
    merged_at: datetime
    merged_by: str
    can_be_undone: bool


@dataclass(frozen=True)
class UndoPreview:
    """What taking a merge back would do: what moves back, and what came since and stays."""

    merge: MergeRow
    council_id: int
    back: tuple[Moving, ...]
    since: tuple[Moving, ...]
    why_not: str


def preview(kept_id: UUID, gone_id: UUID, *, actor: Actor, now: datetime) -> Preview:
    """
    Return what merging two records would do.

    :raises NotFound: if the councils in force have not both
    """
    both = {one.pk: one for one in Person.objects.filter(pk__in=(kept_id, gone_id))}
    if kept_id not in both or gone_id not in both:
        raise NotFound("There is no such person.")
    kept, gone = both[kept_id], both[gone_id]
    against = what_is_against(kept, gone, now=now)
    differences = _differences(kept, gone)
    return Preview(
        differences=tuple(differences),
        moving=tuple(_moving(kept_id, gone_id, actor, gone.council_id)),
        against=tuple(against),
        notes=tuple(_notes(kept, gone, is_disputed=any(one.default for one in differences))),
    )


def merges_of(person_id: UUID, *, now: datetime) -> list[MergeRow]:
    """Return what was merged into a person's record and not taken back, newest first; one query."""
    rows = Merge.objects.filter(kept_id=person_id, undone_at__isnull=True)
    found = rows.select_related("kept").order_by("-merged_at")
    return [_merge_row(one, now) for one in found]


def undo_preview(merge_id: UUID, *, actor: Actor, now: datetime) -> UndoPreview:
    """
    Return what taking a merge back would do.

    :raises NotFound: if the councils in force have no such merge
    """
    merge = Merge.objects.select_related("kept").filter(pk=merge_id).first()
    if merge is None:
        raise NotFound("There is no such merge.")
    moved: dict[str, set[str]] = {}
    parts = MergePart.objects.filter(merge_id=merge.pk)
    for part in parts:
        if part.kind == PartKind.MOVED:
            moved.setdefault(part.table, set()).update(part.rows)
    tables = [one for one in moved_tables if _is_shown(one, actor, merge.council_id)]
    return UndoPreview(
        merge=_merge_row(merge, now),
        council_id=merge.council_id,
        back=tuple(
            Moving(str(table.words), len(moved[table.key]))
            for table in tables
            if moved.get(table.key)
        ),
        since=tuple(_since(merge, tables, moved)),
        why_not=why_not_undone(merge, merge.kept, now=now),
    )


def _since(merge: Merge, tables: list[MovedTable], moved: dict[str, set[str]]) -> list[Moving]:
    """
    Return what came to the record after the merge; it stays there.

    Ids begin with the time they were made at, so no table needs a column for it.
    """
    first_id = UUID(int=int(merge.merged_at.timestamp() * 1000) << 80)
    found = []
    for table in tables:
        came = table.rows(merge.kept_id).filter(pk__gt=first_id)
        if count := came.exclude(pk__in=moved.get(table.key, ())).count():
            found.append(Moving(str(table.words), count))
    return found


def _moving(kept_id: UUID, gone_id: UUID, actor: Actor, council_id: int) -> list[Moving]:
    found = []
    for table in moved_tables:
        if not _is_shown(table, actor, council_id):
            continue
        count = table.rows(gone_id).count()
        if not count:
            continue
        same = 0
        if table.rival in {Rival.END, Rival.SET_ASIDE, Rival.LEAVE}:
            same = len(rivals(table, kept_id=kept_id, gone_id=gone_id))
        becomes = {
            Rival.END: _("ended, as the other record has the same"),
            Rival.SET_ASIDE: _("set aside, as the other record has the same"),
            Rival.LEAVE: _("the same on both"),
        }
        found.append(Moving(str(table.words), count - same, same, becomes.get(table.rival, "")))
    return found


def _is_shown(table: MovedTable, actor: Actor, council_id: int) -> bool:
    return not table.is_quiet and (not table.permission or actor.may(table.permission, council_id))


def _differences(kept: Person, gone: Person) -> list[Difference]:
    said: list[tuple[str, str, Callable[[Person], str]]] = [
        ("name", _("Name"), lambda one: one.name),
        ("language", _("Language"), lambda one: _SPELT.get(one.language, one.language)),
        ("born_on", _("Date of birth"), _birthday),
    ]
    found = [
        Difference(key, label, words(kept), words(gone))
        for key, label, words in said
        if words(kept) != words(gone) and (key != "born_on" or (kept.born_on and gone.born_on))
    ]
    hides = any(is_withheld(one.pk, is_protected=one.is_protected) for one in (kept, gone))
    for table in moved_tables:
        if table.rival is not Rival.CHOOSE or table.say is None:
            continue
        ids = {"kept_id": kept.pk, "gone_id": gone.pk}
        theirs, ours = rivals(table, **ids), rows_taken_by(table, **ids)
        if theirs and ours:
            sides = [_say(table, ours, hides=hides), _say(table, theirs, hides=hides)]
            found.append(Difference(table.key, str(table.words), *sides))
    return found + _disputed(kept, gone, hides=hides)


def _disputed(kept: Person, gone: Person, *, hides: bool) -> list[Difference]:
    hidden = str(HIDDEN)
    return [
        Difference(
            key=one.key,
            label=one.label,
            kept=hidden if hides else one.kept,
            gone=hidden if hides else one.gone,
            default=one.refused,
        )
        for table in moved_tables
        if table.disputes is not None
        for one in table.disputes(kept.pk, gone.pk)
    ]


def _say(table: MovedTable, ids: set[Any], *, hides: bool) -> str:
    if hides:
        return str(HIDDEN)
    manager: Any = getattr(table.model, "all_councils")  # noqa: B009 - of every owned table
    rows = manager.filter(pk__in=ids)
    return ", ".join(table.say(row) for row in rows) if table.say is not None else ""


def _birthday(one: Person) -> str:
    return one.born_on.strftime("%d/%m/%Y") if one.born_on is not None else ""


def _notes(kept: Person, gone: Person, *, is_disputed: bool) -> list[str]:
    """Return what follows by itself, in words."""
    notes = [_("All ways to reach them are joined.")]
    if kept.is_protected or gone.is_protected:
        notes.append(
            _("One of them is protected. The record stays protected, with all that either hides.")
        )
    if kept.born_on and gone.born_on and kept.born_on != gone.born_on:
        notes.append(_("The dates of birth differ. Are you sure that this is one person?"))
    if is_disputed:
        notes.append(
            _(
                "One record took back what the other agreed to. Unless the person tells you "
                "otherwise, leave it taken back."
            )
        )
    return notes


def _merge_row(merge: Merge, now: datetime) -> MergeRow:

    name = merge.before.get("gone", {}).get("name", "")
    return MergeRow(
        id=merge.pk,
        kept_id=merge.kept_id,
        gone_name=name,
        merged_at=merge.merged_at,
        merged_by=merge.merged_by_name,
        can_be_undone=not why_not_undone(merge, merge.kept, now=now),
    )
