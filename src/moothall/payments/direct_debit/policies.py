"""Who may do what to Direct Debits."""

from uuid import UUID

from moothall.kernel.actors import Actor, ActorKind
from moothall.payments.direct_debit.models import DebitLink, Mandate
from moothall.people import scopes

VIEW = "debit.view"
MANAGE = "debit.manage"
RUN = "debit.run"


def can_sign_up(
    actor: Actor, *, council_id: int, person_id: UUID | None, link: DebitLink | None
) -> bool:
    """Let somebody set up a Direct Debit for their own affairs, or as the holder of a link."""
    if link is not None:
        return person_id is None and actor.kind is ActorKind.RESIDENT
    return person_id is not None and actor.may_for(person_id, scopes.MONEY, council_id)


def can_see_mandate(actor: Actor, mandate: Mandate) -> bool:
    """Let staff see a mandate, and whoever deals with the payer's money."""
    if actor.kind is ActorKind.STAFF:
        return actor.may(VIEW, mandate.council_id)
    return can_change_mandate(actor, mandate)


def can_change_mandate(actor: Actor, mandate: Mandate) -> bool:
    """Let staff who manage Direct Debits change one, and whoever deals with the payer's money."""
    if actor.kind is ActorKind.RESIDENT:
        return mandate.person_id is not None and actor.may_for(
            mandate.person_id, scopes.MONEY, mandate.council_id
        )
    return actor.may(MANAGE, mandate.council_id)


def can_manage(actor: Actor, council_id: int) -> bool:
    """Let staff work through failures and claims, make plans and send links."""
    return actor.kind is not ActorKind.RESIDENT and actor.may(MANAGE, council_id)


def can_run(actor: Actor, council_id: int) -> bool:
    """Let those make and fetch the day's file who may take money from everybody."""
    return actor.kind is not ActorKind.RESIDENT and actor.may(RUN, council_id)


def can_speak_for_banks(actor: Actor) -> bool:
    """Let only the platform's own work write down what a collector or a bank says."""
    return actor.kind is ActorKind.SYSTEM
