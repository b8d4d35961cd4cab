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
