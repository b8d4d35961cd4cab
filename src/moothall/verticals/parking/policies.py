"""Who may do what about parking."""

from uuid import UUID

from moothall.kernel.actors import Actor, ActorKind
from moothall.people import scopes
from moothall.verticals.parking.models import ParkingSession

#: Sees takings and sessions of each place, without whole registration numbers.
VIEW = "parking.view"
#: Registers programs that sell and check, and looks up a vehicle for an appeal.
MANAGE = "parking.manage"
#: What a program with a key may do here.
SELL = "parking.sell"
CHECK = "parking.check"


def can_park_for(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Let people, and who may deal with their money, park on their account."""
    return actor.may_for(person_id, scopes.MONEY, council_id)


def can_change_session(actor: Actor, session: ParkingSession) -> bool:
    """Let whose account paid, or the program that sold it, lengthen or stop a session."""
    if actor.kind is ActorKind.PARTNER:
        is_theirs = session.client_id is not None and actor.subject == str(session.client_id)
        return is_theirs and actor.may(SELL, session.council_id)
    return session.person_id is not None and can_park_for(
        actor, session.person_id, session.council_id
    )


def can_view_parking(actor: Actor, council_id: int) -> bool:
    """Let those who run parking see what was taken."""
    return actor.may(VIEW, council_id)


def can_manage_parking(actor: Actor, council_id: int) -> bool:
    """Let those who run parking register programs and look up vehicles; and files set it up."""
    return actor.may(MANAGE, council_id)
