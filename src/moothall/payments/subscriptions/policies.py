"""Who may do what to subscriptions."""

from moothall.kernel.actors import Actor, ActorKind
from moothall.payments.subscriptions.models import Subscription
from moothall.people import scopes

#: Sees everybody's subscriptions.
VIEW = "subscription.view"
#: Changes and stops them for their holders.
MANAGE = "subscription.manage"


def can_join(actor: Actor, council_id: int) -> bool:
    """Let anybody join, and staff for a caller."""
    if actor.kind in {ActorKind.RESIDENT, ActorKind.SYSTEM}:
        return True
    return actor.may(MANAGE, council_id)


def can_manage(actor: Actor, subscription: Subscription) -> bool:
    """Let holders who are signed in, who acts for them with their money, and staff change it."""
    if actor.kind is ActorKind.RESIDENT:
        person_id = subscription.person_id
        return person_id is not None and actor.may_for(
            person_id, scopes.MONEY, subscription.council_id
        )
    return actor.may(MANAGE, subscription.council_id)
