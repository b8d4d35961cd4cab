"""Letting somebody else pay, or paying on another device: by a link."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor, system
from moothall.kernel.policies import require
from moothall.payments import policies
from moothall.payments.baskets import digest_of, locked_basket, new_secret, unpaid_lines
from moothall.payments.errors import BasketEmpty, TooManyLinks
from moothall.payments.events import PayLinkSent
from moothall.payments.models import PayLink
from moothall.payments.telling import tell_of_link

#: How long a link to pay lives.
LINK_LIVES = timedelta(days=14)
#: More messages for one basket are refused: they go to whom somebody names.
MOST_LINKS = 5


@transaction.atomic
def send_pay_link(
    *,
    actor: Actor,
    basket_id: UUID,
    to: str,
    language: str,
    now: datetime,
    channel: str = "email",
) -> PayLink:
    """
    Send somebody a link by which they can pay a basket.

    :raises BasketEmpty: if there is nothing to pay for
    :raises TooManyLinks: if enough were sent for this basket
    """
    link, secret = make_pay_link(actor=actor, basket_id=basket_id, now=now, sent_to=to)
    if PayLink.objects.filter(basket_id=basket_id).exclude(sent_to="").count() > MOST_LINKS:
        raise TooManyLinks("Enough links were sent for this basket.")
    # Whoever stands before the basket may ask; the message itself is the council's.
    tell_of_link(
        link,
        unpaid_lines(basket_id),
        secret,
        actor=system("payments"),
        channel=channel,
        language=language,
        now=now,
    )
    outbox.publish(
        PayLinkSent(
            council_id=link.council_id,
            link_id=link.pk,
            channel=channel,
            by_kind=actor.kind.value,
            by=actor.identifier,
            occurred_at=now,
        )
    )
    return link


@transaction.atomic
def make_pay_link(
    *, actor: Actor, basket_id: UUID, now: datetime, sent_to: str = ""
) -> tuple[PayLink, str]:
    """
    Make a link by which somebody else can pay a basket; earlier ones work on.

    Returns it with the secret, which is kept nowhere else.

    :raises BasketEmpty: if there is nothing to pay for
    """
    basket = locked_basket(basket_id)
    require(policies.can_fill_basket(actor, basket.council_id))
    if not unpaid_lines(basket.pk):
        raise BasketEmpty("There is nothing to pay for.")
    secret = new_secret()
    link = PayLink(
        council_id=basket.council_id,
        basket_id=basket.pk,
        secret_digest=digest_of(secret),
        sent_to=sent_to,
        made_at=now,
        expires_at=now + LINK_LIVES,
    )
    link.save(force_insert=True)
    basket.expires_at = max(basket.expires_at, link.expires_at)
    basket.save(update_fields=["expires_at"])
    audit.record(actor=actor, verb="basket.link-made", subject=basket, now=now,
                 detail={"link": str(link.pk)})  # fmt: skip
    return link, secret
