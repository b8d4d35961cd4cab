"""Taking a payment from somebody who rings, without hearing a card number."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.payments import policies
from moothall.payments.actions.paying import begin_payment
from moothall.payments.baskets import locked_basket
from moothall.payments.errors import SomebodyElsePays
from moothall.payments.models import Basket, PayLink, Payment
from moothall.payments.ports import CardEntry
from moothall.payments.workflow import LIVE


def begin_on_telephone(
    *, actor: Actor, basket_id: UUID, email: str, language: str, now: datetime
) -> Payment | None:
    """
    Begin a payment at the gateway's page for cards that are told on the telephone.

    The employee types the card there, in a window of its own; it never passes us. Raises what
    `begin_payment` does, too.

    :raises SomebodyElsePays: if the payer has begun already, by a link
    """
    basket = Basket.objects.get(pk=basket_id)
    require(policies.can_take_payment(actor, basket.council_id))
    under_way = Payment.objects.filter(basket_id=basket_id, state__in=LIVE).first()
    if under_way is not None and under_way.entry != CardEntry.TELEPHONE:
        raise SomebodyElsePays("Somebody has begun to pay by a link.")
    return begin_payment(
        actor=actor,
        basket_id=basket_id,
        entry=CardEntry.TELEPHONE,
        email=email,
        language=language,
        now=now,
    )


@transaction.atomic
def end_pay_links(*, actor: Actor, basket_id: UUID, now: datetime) -> int:
    """Let the links that were sent for a basket work no more; return how many did."""
    basket = locked_basket(basket_id)
    require(policies.can_take_payment(actor, basket.council_id))
    ended = PayLink.objects.filter(basket_id=basket.pk, ended_at=None).update(ended_at=now)
    audit.record(
        actor=actor, verb="basket.links-ended", subject=basket, now=now, detail={"links": ended}
    )
    return ended
