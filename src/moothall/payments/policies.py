"""Who may do what to baskets and payments."""

from moothall.kernel.actors import Actor, ActorKind
from moothall.people.policies import SETTINGS

#: Takes a payment for a caller, and follows it.
TAKE = "payment.take"
#: Looks up payments, baskets and what became of them.
VIEW = "payment.view"


def can_fill_basket(actor: Actor, council_id: int) -> bool:
    """Let anyone put something into a basket whose secret they hold, and staff for a caller."""
    if actor.kind in {ActorKind.RESIDENT, ActorKind.SYSTEM}:
        return True
    return actor.may(TAKE, council_id)


def can_view_payments(actor: Actor, council_id: int) -> bool:
    """Let staff who deal with payments look at them."""
    return actor.may(VIEW, council_id)


def can_edit_catalogue(actor: Actor, council_id: int) -> bool:
    """Let those who set the council up say what can be paid for and what it costs."""
    return actor.kind is ActorKind.SYSTEM or actor.may(SETTINGS, council_id)
