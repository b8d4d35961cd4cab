"""
What an account holds at other councils: the one place where a resident's request looks there.

Everything here begins with the account's own joinings, which only the person makes and ends. A
council is put in force alone, for as long as one thing is read or done there, and only if the
account has joined it. See docs/decisions/two-councils-one-person.md.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from moothall.councils.queries import all_council_ids
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import acting_for
from moothall.people import scopes
from moothall.people.models import Joining
from moothall.people.needs import NO_NEEDS, Needs, needs_of
from moothall.people.queries import person_detail

#: What somebody may bring from one council to another.
NAME, PHONE, NEEDS = "name", "phone", "needs"
THINGS = (NAME, PHONE, NEEDS)


@dataclass(frozen=True)
class OwnJoining:
    """A council that an account has joined, and whom it is there."""

    council_id: int
    person_id: UUID


@dataclass(frozen=True)
class Brought:
    """What somebody chose to bring along; all else is empty."""

    name: str = ""
    phone: str = ""
    needs: Needs = NO_NEEDS


def own_joinings(account_id: int, *, besides: int | None = None) -> list[OwnJoining]:
    """Return the councils that an account has joined, but for one; one query, by account alone."""
    with acting_for(*all_council_ids()):
        rows = Joining.objects.filter(account_id=account_id, ended_at__isnull=True)
        found = list(rows.order_by("joined_at", "id").values_list("council_id", "person_id"))
    return [OwnJoining(*one) for one in found if one[0] != besides]


@contextmanager
def at_own_council(*, account_id: int, council_id: int) -> Iterator[Actor]:
    """
    Put a council in force that the account has joined, and give the actor that its person is there.

    :raises NotFound: if the account has not joined it, as if there were no such council
    """
    with acting_for(council_id):
        joining = (
            Joining.objects.filter(account_id=account_id, ended_at__isnull=True)
            .select_related("person")
            .first()
        )
        if joining is None:
            raise NotFound("This account has not joined such a council.")
        person_id = str(joining.person_id)
        yield Actor(
            kind=ActorKind.RESIDENT,
            identifier=person_id,
            subject=person_id,
            name=joining.person.name,
            permissions={council_id: scopes.ALL},
        )


def brought_from(*, account_id: int, council_id: int, things: Collection[str]) -> Brought:
    """
    Return what somebody ticked of what a council that they joined knows of them; nothing else.

    :raises NotFound: if the account has not joined it
    """
    with at_own_council(account_id=account_id, council_id=council_id) as actor:
        person = person_detail(UUID(actor.subject))
        return Brought(
            name=person.name if NAME in things else "",
            phone=person.phone if PHONE in things else "",
            needs=needs_of(person.id) if NEEDS in things else NO_NEEDS,
        )
