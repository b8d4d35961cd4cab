"""Which tables name a person and what becomes of their rows when two records are made one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from moothall.kernel.registry import Registry
from moothall.people.merging.disputes import Dispute

Say = Callable[[Any], str]
#: By the id of the record that stays and of the one that goes.
Disputes = Callable[[UUID, UUID], Sequence[Dispute]]


class Rival(StrEnum):
    """What becomes of a row that the other record has already, where only one can be."""

    #: Nobody can decide it here: the merge is refused until one of the two is dealt with.
    REFUSE = "refuse"
    #: The row of the record that goes is ended, as a person would, and moves as history.
    END = "end"
    #: The row of the record that goes is taken out and kept for the case that it is taken back.
    SET_ASIDE = "set_aside"
    #: The employee says whose stays; the other is set aside.
    CHOOSE = "choose"
    #: It stays with the id that goes, which finds the other record by it.
    LEAVE = "leave"


@dataclass(frozen=True, kw_only=True)
class MovedTable:
    """
    A column of a table that names a person, and what a merge does with its rows.

    `only` narrows it where the column names other things too; `is_text` where the id is written as
    text. Rows that cannot be twice are found by the table's own unique constraints; `rival` says
    what becomes of them, `ended` what ending one sets, and `say` how a choice is put to the
    employee. `permission` keeps the count from whoever may not see such rows.
    """

    model: type[Model]
    words: str | Promise
    column: str = "person"
    only: Q = field(default_factory=Q)
    is_text: bool = False
    rival: Rival = Rival.REFUSE
    ended: Callable[[datetime], Mapping[str, Any]] | None = None
    say: Say | None = None
    #: What the two records contradict each other in, and what ends the row that is overruled.
    disputes: Disputes | None = None
    overruled: Callable[[datetime], Mapping[str, Any]] | None = None
    permission: str = ""
    #: Nothing that staff would want to hear of, such as lines of a log.
    is_quiet: bool = False

    @property
    def key(self) -> str:
        """Return the name by which what was done to it is remembered."""
        return f"{self.model._meta.label_lower}.{self.column}"

    @property
    def attname(self) -> str:
        """Return the column as the table has it."""
        return str(getattr(self.model._meta.get_field(self.column), "attname", self.column))

    def rows(self, person_id: UUID) -> "QuerySet[Any]":
        """Return the rows that name a person; a query not yet asked."""
        manager: Any = getattr(self.model, "all_councils")  # noqa: B009 - of every owned table
        found: QuerySet[Any] = manager.filter(self.only, **{self.attname: self.value(person_id)})
        return found

    def value(self, person_id: UUID) -> str | UUID:
        """Return a person's id as this column has it."""
        return str(person_id) if self.is_text else person_id


moved_tables: Registry[MovedTable] = Registry("table that names a person")


@dataclass(frozen=True)
class Staying:
    """A column that names a person and stays as it is, with the reason."""

    model: type[Model]
    column: str
    reason: str

    @property
    def key(self) -> str:
        """Return the name of the column."""
        return f"{self.model._meta.label_lower}.{self.column}"


staying_columns: Registry[Staying] = Registry("column that stays")


@dataclass(frozen=True)
class Objection:
    """Why an app may want two records kept apart: `find` returns words for staff, or nothing."""

    key: str
    find: Callable[[UUID, UUID, datetime], str]


objections: Registry[Objection] = Registry("objection to merging")
