"""
What is held in a table, said once: which columns people are shown, in which words, and which not.

Whatever is not shown is named with the reason, so that a new column is a decision and not an
accident; a test compares with the tables themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from moothall.kernel.actors import ActorKind
from moothall.people.personal_data import HeldFile, Section, Whose, withheld_from

Words = str | Promise
Shown = Callable[[Any, Whose], Any]

#: Reasons that recur, for whoever reads the list of what is not shown.
DERIVED = "derived from what is shown, only to search by"
SECRET = "a digest of a secret, of no use to anybody"  # noqa: S105 - says what it is
MACHINERY = "how the product does its work; says nothing about anybody"
NUMBER_OF_ACTOR = "the name beside it says who"
SHOWN_ELSEWHERE = "the thing it refers to stands in a section of its own"


_tables: dict[type[Model], "HeldTable"] = {}


def known_tables() -> Mapping[type[Model], "HeldTable"]:
    """Return every table that was said to hold something about people, by its model."""
    return _tables


@dataclass(frozen=True, kw_only=True)
class HeldTable:
    """
    A table that holds something about people.

    `columns` has the words for each column that is shown, `left_out` the reason for each that is
    not. `shown` replaces a value by what may be shown of it.
    """

    key: str
    model: type[Model]
    title: Words
    explanation: Words
    columns: Mapping[str, Words]
    left_out: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, Shown] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let the rules of the house find the table."""
        _tables[self.model] = self

    def section(self, whose: Whose, rows: QuerySet[Any], files: Sequence[HeldFile] = ()) -> Section:
        """Return the rows as somebody may see them."""
        label = self.model._meta.label_lower
        withheld = withheld_from(whose.person_id, label)
        return Section(
            key=self.key,
            title=str(self.title),
            explanation=str(self.explanation),
            columns={name: str(words) for name, words in self.columns.items()},
            rows=tuple(
                {name: self._value(row, name, whose) for name in self.columns}
                for row in rows
                if row.pk not in withheld
            ),
            files=tuple(files),
        )

    def _value(self, row: Any, name: str, whose: Whose) -> Any:
        if name in self.shown:
            return plain(self.shown[name](row, whose))
        return plain(getattr(row, name))


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Promise):
        return str(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value


def who(prefix: str) -> Shown:
    """Show who did something: the person themselves, staff without a name, others by theirs."""

    def show(row: Any, whose: Whose) -> str:
        identifier = getattr(row, f"{prefix}_identifier", "")
        return who_in_words(
            getattr(row, f"{prefix}_kind"), identifier, getattr(row, f"{prefix}_name"), whose
        )

    return show


def who_in_words(kind: str, identifier: str, name: str, whose: Whose) -> str:
    """
    Return who did something, as the person whose data it is may read it.

    The name of an employee is the employee's own data: whether residents learn it, the council
    decides (UK GDPR art 15(4); Data Protection Act 2018, schedule 2, paragraph 16).
    """
    if kind == ActorKind.STAFF:
        return name if whose.names_of_staff and name else _("A member of staff")
    if kind == ActorKind.SYSTEM:
        return _("The council’s systems")
    if identifier and identifier != str(whose.person_id):
        return _("%(name)s, who acts for you") % {"name": name or _("Somebody")}
    return name or _("Somebody on the website who was not signed in")
