"""Finding baskets: by the secret that opens one, or as the one that a person has open."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from moothall.kernel.errors import NotFound
from moothall.payments.models import Basket, BasketLine, PayLink
from moothall.payments.workflow import BasketState

_SECRET_BYTES = 24

#: How long a basket lives after it was last touched.
LIVES = timedelta(days=30)


def new_secret() -> str:
    """Return what opens a basket or a link; only its digest is kept."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def digest_of(secret: str) -> bytes:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def basket_of(council_id: int, secret: str, *, now: datetime) -> Basket:
    """
    Return the basket that a secret opens.

    :raises NotFound: if the council has none, or none any more
    """
    found = Basket.objects.filter(
        council_id=council_id, secret_digest=digest_of(secret), expires_at__gt=now
    ).first()
    if found is None:
        raise NotFound("This council has no such basket.")
    return found


def basket_of_link(council_id: int, secret: str, *, now: datetime) -> Basket:
    """
    Return the basket that somebody else may pay by this link.

    :raises NotFound: if there is none, or its time is over
    """
    link = PayLink.objects.filter(
        council_id=council_id,
        secret_digest=digest_of(secret),
        expires_at__gt=now,
        ended_at__isnull=True,
    ).first()
    if link is None:
        raise NotFound("This link does not work any more.")
    return Basket.objects.get(pk=link.basket_id)


def open_basket_of(person_id: UUID, *, now: datetime) -> Basket | None:
    """Return the basket that a person last touched and has not paid, if there is one."""
    return (
        Basket.objects.filter(person_id=person_id, expires_at__gt=now)
        .exclude(state=BasketState.PAID)
        .order_by("-touched_at")
        .first()
    )


def locked_basket(basket_id: UUID) -> Basket:
    """Return a basket, locked: whoever changes it or its payments locks it before all else."""
    return Basket.objects.select_for_update().get(pk=basket_id)


def living_lines(basket_id: UUID) -> list[BasketLine]:
    """Return what is in a basket, in the order in which it was put there."""
    rows = BasketLine.objects.filter(basket_id=basket_id, removed_at=None)
    return list(rows.select_related("fund").order_by("position"))


def unpaid_lines(basket_id: UUID) -> list[BasketLine]:
    """Return what is in a basket and not paid for."""
    return [line for line in living_lines(basket_id) if line.paid_at is None]
