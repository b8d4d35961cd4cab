"""Who does something: every action is told, every audit row keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

NO_PERMISSIONS: Mapping[int, frozenset[str]] = MappingProxyType({})


class ActorKind(StrEnum):
    """The four sorts of doer."""

    RESIDENT = "resident"
    STAFF = "staff"
    PARTNER = "partner"
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """
    Somebody who acts, with what they may do in which council.

    `identifier` is stable and unique within its kind (a staff user's id, an API key's name, a
    job's name); it is empty for a resident who is not signed in.
    """

    kind: ActorKind
    identifier: str = ""
    name: str = ""
    permissions: Mapping[int, frozenset[str]] = field(default_factory=lambda: NO_PERMISSIONS)

    def may(self, permission: str, council_id: int) -> bool:
        """Tell whether the actor has this permission in this council; the system has all."""
        if self.kind is ActorKind.SYSTEM:
            return True
        return permission in self.permissions.get(council_id, frozenset())

    def councils_where(self, permission: str) -> tuple[int, ...]:
        """Return the ids of the councils in which the actor has this permission, in order."""
        return tuple(sorted(c for c, held in self.permissions.items() if permission in held))


def anonymous_resident() -> Actor:
    """Return the actor for a visitor of a public page, who holds no permission at all."""
    return Actor(kind=ActorKind.RESIDENT)


def system(name: str) -> Actor:
    """Return the actor for work the platform does by itself, such as a handler or a schedule."""
    return Actor(kind=ActorKind.SYSTEM, identifier=name, name=name)
