"""Pupils from a file of the school's own system: good rows are taken, bad ones told by line."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.verticals.schools import policies
from moothall.verticals.schools.actions.schools import set_meals
from moothall.verticals.schools.models import Pupil, School

COLUMNS = ("number", "name", "born_on", "class", "allergens", "free_meals")
_NEEDED = COLUMNS[:3]
MOST_ROWS = 3_000
_LIMITS = {"number": 30, "name": 200, "class": 30, "allergens": 200}
_FREE = {"": False, "no": False, "yes": True}


@dataclass(frozen=True)
class BadRow:
    """A line of the file that was not taken, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Imported:
    """What came of a file."""

    added: int
    changed: int
    bad: tuple[BadRow, ...]


class UnreadableList(Exception):
    """The file is no list of pupils; the message says why."""


@transaction.atomic
def import_pupils(*, actor: Actor, school_id: UUID, text: str, now: datetime) -> Imported:
    """
    Add the pupils of a file, and change those whose number the school has.

    Nobody is taken away: who has left is said of each pupil.

    :raises UnreadableList: if it is no such list
    """
    school = School.objects.select_for_update().get(pk=school_id)
    require(policies.can_work_at(actor, school.pk, school.council_id))
    known = {pupil.number: pupil for pupil in Pupil.objects.filter(school_id=school.pk)}
    bad: list[BadRow] = []
    seen: set[str] = set()
    added = changed = 0
    for line, row in _rows(text):
        number = row["number"]
        why = _("This number is in the file twice.") if number in seen else _wrong(row, now.date())
        if why:
            bad.append(BadRow(line, why))
            continue
        seen.add(number)
        if number in known:
            changed += _change(known[number], row, school, now=now)
        else:
            _add(number, row, school, now=now)
            added += 1
    audit.record(
        actor=actor, verb="school.pupils-imported", subject=school, now=now,
        detail={"added": added, "changed": changed, "bad": len(bad)},
    )  # fmt: skip
    return Imported(added, changed, tuple(bad))


def _rows(text: str) -> list[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(io.StringIO(text))
    heads = [(head or "").strip().lower() for head in reader.fieldnames or ()]
    if not set(_NEEDED) <= set(heads):
        raise UnreadableList(
            _("The first line must name the columns: %(columns)s.")
            % {"columns": ", ".join(COLUMNS)}
        )
    reader.fieldnames = heads
    rows: list[tuple[int, Mapping[str, str]]] = []
    for row in reader:
        if len(rows) == MOST_ROWS:
            raise UnreadableList(_("A file holds at most %(most)d pupils.") % {"most": MOST_ROWS})
        rows.append((reader.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}))
    return rows


def _wrong(row: Mapping[str, str], today: date) -> str:
    """Return what is wrong with a row, or nothing."""
    for name in _NEEDED:
        if not row[name]:
            return _("%(column)s is empty.") % {"column": name}
    for name, most in _LIMITS.items():
        if len(row[name]) > most:
            return _("%(column)s is longer than %(most)d letters.") % {"column": name, "most": most}
    if row["free_meals"].lower() not in _FREE:
        return _("free_meals is neither yes nor no.")
    try:
        born_on = date.fromisoformat(row["born_on"])
    except ValueError:
        return _("born_on is no date like 2015-09-30.")
    return _("born_on lies ahead.") if born_on > today else ""


def _change(pupil: Pupil, row: Mapping[str, str], school: School, *, now: datetime) -> int:
    before = (pupil.name, pupil.class_name, pupil.born_on, pupil.allergens, pupil.has_free_meals)
    had_meals = pupil.has_free_meals
    _fill(pupil, row)
    after = (pupil.name, pupil.class_name, pupil.born_on, pupil.allergens, pupil.has_free_meals)
    if before == after:
        return 0
    pupil.save()
    if had_meals != pupil.has_free_meals:
        set_meals(pupil, school, day=now.date(), now=now)
    return 1


def _add(number: str, row: Mapping[str, str], school: School, *, now: datetime) -> None:
    pupil = Pupil(council_id=school.council_id, school=school, number=number)
    _fill(pupil, row)
    pupil.save(force_insert=True)
    set_meals(pupil, school, day=now.date(), now=now)


def _fill(pupil: Pupil, row: Mapping[str, str]) -> None:
    pupil.name, pupil.class_name = row["name"], row["class"]
    pupil.born_on = date.fromisoformat(row["born_on"])
    pupil.allergens = row["allergens"]
    pupil.has_free_meals = _FREE[row["free_meals"].lower()]
