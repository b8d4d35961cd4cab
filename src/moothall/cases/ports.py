"""What others may add to what this app tells the resident, and why they still need a case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.registry import Registry


class Enclosures(Protocol):
    """Somebody who has files to go with the acknowledgement of a case, such as what was sent."""

    key: ClassVar[str]

    def files_for(self, case_id: UUID, /) -> Sequence[UUID]:
        """
        Return the stored files that belong to it, made now if need be; asked at least once.

        It runs in a worker, in the council's scope and outside any transaction.
        """


enclosures: Registry[Enclosures] = Registry("enclosures of acknowledgements")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Why a case is kept, a key of `people.keeping_reasons`, and until when if that is known."""

    reason: str
    until: datetime | None = None


class CaseKeeper(Protocol):
    """An app that still needs cases of somebody who asks for erasure."""

    key: ClassVar[str]

    def kept(self, case_ids: Collection[UUID], now: datetime, /) -> Mapping[UUID, Kept]:
        """Return those cases that it needs, and why, in a few statements."""


case_keepers: Registry[CaseKeeper] = Registry("keeper of cases")


class ClosingGuard(Protocol):
    """A part that knows of something on cases that must be done before they are closed."""

    key: ClassVar[str]

    def blocked(self, case_ids: Collection[UUID], /) -> Collection[UUID]:
        """Return those of the cases that may not be closed yet, in one query."""


closing_guards: Registry[ClosingGuard] = Registry("guard of what is still to be done")


@dataclass(frozen=True, kw_only=True)
class StaffNews:
    """
    Something that staff should know about a case.

    `to` are holder, team and supervisor, as far as each is meant; `key` is told once.
    """

    council_id: int
    case_id: UUID
    to: Collection[str]
    words: str
    key: str


class StaffTeller(Protocol):
    """A way by which staff are told something about a case."""

    key: ClassVar[str]

    def tell(self, news: StaffNews, now: datetime, /) -> None:
        """Write down that they are told, in the transaction of whoever asks; once for each key."""


staff_tellers: Registry[StaffTeller] = Registry("way to tell staff")
