"""Who does something: every action is told, every audit row keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

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
    job's name, the person whom a signed-in resident is); it is empty for a resident who is not
    signed in. `subject` is the person whose affairs these are: residents' own, or somebody's for
    whom they or an employee act, who then gives a `reason`.
    """

    kind: ActorKind
    identifier: str = ""
    name: str = ""
    permissions: Mapping[int, frozenset[str]] = field(default_factory=lambda: NO_PERMISSIONS)
    subject: str = ""
    reason: str = ""

    def may(self, permission: str, council_id: int) -> bool:
        """Tell whether the actor has this permission in this council; the system has all."""
        if self.kind is ActorKind.SYSTEM:
            return True
        return permission in self.permissions.get(council_id, frozenset())

    def may_for(self, person_id: UUID, scope: str, council_id: int) -> bool:
        """Tell whether a signed-in resident may deal with this part of this person's affairs."""
        return (
            self.kind is ActorKind.RESIDENT
            and self.subject == str(person_id)
            and self.may(scope, council_id)
        )

    @property
    def on_behalf_of(self) -> str:
        """Return the person for whom the actor acts, or nothing where they act for themselves."""
        return "" if self.subject == self.identifier else self.subject

    def councils_where(self, permission: str) -> tuple[int, ...]:
        """Return the ids of the councils in which the actor has this permission, in order."""
        return tuple(sorted(c for c, held in self.permissions.items() if permission in held))


def anonymous_resident() -> Actor:
    """Return the actor for a visitor of a public page, who holds no permission at all."""
    return Actor(kind=ActorKind.RESIDENT)


def system(name: str) -> Actor:
    """Return the actor for work the platform does by itself, such as a handler or a schedule."""
    return Actor(kind=ActorKind.SYSTEM, identifier=name, name=name)
