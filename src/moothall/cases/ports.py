"""What others may add to what this app tells the resident."""

from collections.abc import Sequence
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
