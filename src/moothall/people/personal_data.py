"""
What the product holds about somebody: each app says so itself, and may be asked to forget it.

The rights of the UK GDPR rest on it: to see and to take along (articles 15 and 20), and to have
erased (article 17). An app registers one holder. A holder is told whose affairs it is about, with
the things that all holders count among them, so that an app below finds its own rows about things
of the apps above: messages about a case, files of a form, lines of the audit.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from moothall.kernel.registry import Registry
from moothall.people.merging.leading_on import ids_leading_to
from moothall.people.models import Joining

#: The label by which things name the person themselves.
PERSON = "people.person"


@dataclass(frozen=True, kw_only=True)
class Whose:
    """
    Whose affairs these are: a person of the council in force, their account, and their things.

    `things` has the ids of rows that are this person's, by the label of their model. Names of
    staff are shown only where the council has chosen so.
    """

    council_id: int
    person_id: UUID
    account_id: int | None = None
    things: Mapping[str, Collection[UUID]] = field(default_factory=dict)
    names_of_staff: bool = False

    def ids(self, label: str) -> Collection[UUID]:
        """Return the ids of the things of one model; none at all if there are none."""
        return self.things.get(label, ())


@dataclass(frozen=True, kw_only=True)
class HeldFile:
    """A file that belongs to a section: its name, and where its bytes lie, unless it is held."""

    file_id: UUID
    name: str
    content_type: str
    size: int
    storage_key: str
    is_held: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """
    A kind of thing that is held: what it is, why it is there, and every row of it.

    `columns` has the words for the keys of the rows, in the order in which people read them.
    """

    key: str
    title: str
    explanation: str
    columns: Mapping[str, str]
    rows: tuple[Mapping[str, Any], ...]
    files: tuple[HeldFile, ...] = ()
    #: The words for values that stand for words, by column.
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fate:
    """
    What becomes of one kind of thing when somebody asks for erasure, and of how many.

    What stays names its `reason`, a key of `keeping_reasons`, and until when as far as that is
    known. What stays without a day is looked at again each night.
    """

    what: str
    count: int
    reason: str = ""
    until: datetime | None = None

    @property
    def is_kept(self) -> bool:
        """Tell whether it stays for now."""
        return bool(self.reason)


class HoldsPersonalData(Protocol):
    """An app that holds something about people; a person is one of the council in force."""

    key: ClassVar[str]

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the ids of the rows that are this person's, by the label of their model."""

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return everything that is held about them, in the language in force."""

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return what `erase` would do at this moment; nothing is changed."""

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """
        Erase what need not be kept and return what became of everything.

        Within the transaction of whoever asks; asked again, it finds what is left. It writes rows
        only: bytes of files are left to a job of the same transaction.
        """


holders: Registry[HoldsPersonalData] = Registry("holder of personal data")


class Withholder(Protocol):
    """
    A reason not to show somebody a row about them, such as a safeguarding flag.

    UK GDPR art 15(4) and art 23; Data Protection Act 2018, schedules 2 to 4.
    """

    key: ClassVar[str]

    def withheld(self, person_id: UUID, label: str, /) -> Collection[UUID]:
        """Return the rows of this model that are not shown to this person, in one statement."""


withholders: Registry[Withholder] = Registry("reason to withhold")


def whose(
    person_id: UUID, *, council_id: int, with_account: bool = True, names_of_staff: bool = False
) -> Whose:
    """
    Return whose affairs these are, with the things that every app counts among them.

    The ids of records that were merged into this one are its own: the audit still names them.
    """
    own = {person_id, *ids_leading_to(person_id)}
    things: defaultdict[str, set[UUID]] = defaultdict(set, {PERSON: own})
    for holder in holders:
        for label, ids in holder.things(person_id).items():
            things[label].update(ids)
    account_id = None
    if with_account:
        joining = Joining.objects.filter(person_id=person_id, ended_at__isnull=True).first()
        account_id = joining.account_id if joining is not None else None
    return Whose(
        council_id=council_id,
        person_id=person_id,
        account_id=account_id,
        things=dict(things),
        names_of_staff=names_of_staff,
    )


def withheld_from(person_id: UUID, label: str) -> set[UUID]:
    """Return the rows of a model that some reason keeps from being shown to this person."""
    return {row for one in withholders for row in one.withheld(person_id, label)}
