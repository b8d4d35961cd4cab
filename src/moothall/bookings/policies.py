"""Who may do what to the diary and to bookings."""

from hmac import compare_digest
from uuid import UUID

from moothall.bookings.models import Activity, Booking
from moothall.bookings.models.activity import Audience
from moothall.bookings.secrets_of_bookings import digest_of
from moothall.kernel.actors import Actor, ActorKind
from moothall.people import scopes
from moothall.people.policies import SETTINGS

#: Sees the diary and what is booked.
VIEW = "booking.view"
#: Books, moves and cancels for somebody.
BOOK = "booking.book"
#: Works at a desk: checks people in and writes down who came.
DESK = "booking.check-in"
#: Runs the diary: closes, sets hours, lets off fees and notice.
MANAGE = "booking.manage"

#: A program that lists what can be booked, and when.
PROGRAM_READ = "diary.read"
#: A program that books, and moves and cancels what it booked itself.
PROGRAM_BOOK = "diary.book"
#: A program that may be told whom its bookings are for, and given their links.
PROGRAM_PEOPLE = "diary.people"
PROGRAM_SCOPES = (PROGRAM_READ, PROGRAM_BOOK, PROGRAM_PEOPLE)


def can_hold(actor: Actor, activity: Activity) -> bool:
    """Let anybody hold what the public books, account holders what is theirs, staff everything."""
    if actor.kind is ActorKind.STAFF:
        return actor.may(BOOK, activity.council_id)
    if actor.kind is ActorKind.RESIDENT and actor.subject:
        return activity.audience != Audience.STAFF and actor.may(
            scopes.BOOKINGS, activity.council_id
        )
    if actor.kind is ActorKind.PARTNER and not actor.may(PROGRAM_BOOK, activity.council_id):
        return False
    return activity.audience == Audience.PUBLIC or actor.kind is ActorKind.SYSTEM


def can_change_booking(actor: Actor, booking: Booking, secret: str = "") -> bool:
    """Let whoever has its secret, the person whose it is, and staff who book change a booking."""
    if secret and compare_digest(bytes(booking.secret_digest), digest_of(secret)):
        return True
    if actor.may(BOOK, booking.council_id) or _made_it(actor, booking):
        return True
    return booking.person_id is not None and is_own(actor, booking.person_id, booking.council_id)


def _made_it(actor: Actor, booking: Booking) -> bool:
    """Tell whether the actor is the program that made a booking, and may book still."""
    return (
        actor.kind is ActorKind.PARTNER
        and bool(actor.identifier)
        and actor.may(PROGRAM_BOOK, booking.council_id)
        and booking.made_by_kind == actor.kind.value
        and booking.made_by_identifier == actor.identifier
    )


def is_own(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Tell whether these are the actor's own bookings, or of somebody who lets them."""
    return actor.may_for(person_id, scopes.BOOKINGS, council_id)


def can_give_person(actor: Actor, person_id: UUID, council_id: int) -> bool:
    """Let people book in their own name, and staff in anybody's."""
    return actor.may(BOOK, council_id) or is_own(actor, person_id, council_id)


def can_view_diary(actor: Actor, council_id: int) -> bool:
    """Let staff who work with the diary look at it."""
    return actor.may(VIEW, council_id)


def can_check_in(actor: Actor, council_id: int) -> bool:
    """Let a desk write down who came."""
    return actor.may(DESK, council_id)


def can_see_contacts(actor: Actor, council_id: int) -> bool:
    """Let those who deal with people, at a desk or by telephone, have numbers on paper too."""
    return actor.may(DESK, council_id) or actor.may(BOOK, council_id)


def can_write_to_booked(actor: Actor, council_id: int) -> bool:
    """Let staff who book for people write to those who booked."""
    return actor.may(BOOK, council_id)


def can_manage_diary(actor: Actor, council_id: int) -> bool:
    """Let few staff close things, change hours and make exceptions from rules."""
    return actor.may(MANAGE, council_id)


def can_return_deposit(actor: Actor, council_id: int) -> bool:
    """Let staff who book give a deposit back; keeping of one is for those who run the diary."""
    return actor.may(BOOK, council_id) or actor.may(MANAGE, council_id)


def can_set_up_diary(actor: Actor, council_id: int) -> bool:
    """Let those who set the council up say what can be booked."""
    return actor.may(SETTINGS, council_id) or actor.may(MANAGE, council_id)


def can_open_calendar(actor: Actor, council_id: int, *, is_own: bool) -> bool:
    """Let those who set the diary up, and employees for their own part, open private feeds."""
    return can_set_up_diary(actor, council_id) or (is_own and actor.may(VIEW, council_id))
