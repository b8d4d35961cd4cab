"""Looks at a record that its person is never shown; who knows of such reasons registers one."""

from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.actors import Actor
from moothall.kernel.registry import Registry


class CovertAccess(Protocol):
    """A reason for which a look at somebody's record is never shown to them, in no statement."""

    key: ClassVar[str]

    def is_covert(self, actor: Actor, council_id: int, person_id: UUID, /) -> bool:
        """Tell whether this look is; the access is written down all the same."""


covert_accesses: Registry[CovertAccess] = Registry("reason for covert access")
