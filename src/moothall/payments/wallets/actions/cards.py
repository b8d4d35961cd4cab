"""Issuing cards, and blocking them for good."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.payments.wallets import policies
from moothall.payments.wallets.holders import PERSON
from moothall.payments.wallets.models import ResidentCard

_TOKEN_BYTES = 20
_ENDING = 4
REPLACED = "replaced"


def digest_of_card(token: str) -> str:
    """Return what is stored of a card's token, and what tills tell us in its place."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_card(
    *, actor: Actor, council_id: int, holder_type: str, holder_id: UUID, now: datetime
) -> tuple[ResidentCard, str]:
    """
    Issue a card, and kill the one that the holder had; return it with the token to write onto it.

    The token is shown this once.
    """
    require(policies.can_manage_wallets(actor, council_id))
    living = ResidentCard.objects.select_for_update().filter(
        council_id=council_id, holder_type=holder_type, holder_id=holder_id, blocked_at=None
    )
    for before in living:
        _block(before, REPLACED, actor=actor, now=now)
    token = secrets.token_hex(_TOKEN_BYTES)
    card = ResidentCard(
        council_id=council_id,
        holder_type=holder_type,
        holder_id=holder_id,
        person_id=holder_id if holder_type == PERSON else None,
        token_digest=digest_of_card(token),
        ending=token[-_ENDING:],
        issued_at=now,
    )
    card.save(force_insert=True)
    audit.record(actor=actor, verb="card.issued", subject=card, now=now)
    return card, token


@transaction.atomic
def block_card(*, actor: Actor, card_id: UUID, reason: str, now: datetime) -> ResidentCard:
    """Kill a card from this moment on; it never works again."""
    card = ResidentCard.objects.select_for_update().get(pk=card_id)
    require(policies.can_block_card(actor, card))
    if card.blocked_at is None:
        _block(card, reason, actor=actor, now=now)
    return card


def _block(card: ResidentCard, reason: str, *, actor: Actor, now: datetime) -> None:
    card.blocked_at, card.block_reason = now, reason
    card.save(update_fields=["blocked_at", "block_reason"])
    audit.record(actor=actor, verb="card.blocked", subject=card, now=now,
                 detail={"reason": reason})  # fmt: skip
