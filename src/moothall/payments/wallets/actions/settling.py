"""What staff do about sales not paid in full, and about tills that contradict themselves."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.policies import require
from moothall.payments.ledger.wallets import WalletMovement, book_wallet_payout
from moothall.payments.wallets import policies
from moothall.payments.wallets.finding import one_of
from moothall.payments.wallets.keeping import SHORTFALL, book_write_off
from moothall.payments.wallets.models import TillSale, Wallet
from moothall.payments.wallets.models.till import SaleState


@transaction.atomic
def recover_missing(*, actor: Actor, sale_id: UUID, now: datetime) -> TillSale:
    """
    Take what is missing of a sale out of the wallet, which has enough by now.

    :raises NotEnoughMoney: if it has not
    :raises TransitionNotAllowed: if nothing is missing, or there is no wallet to take it from
    """
    wallet_id = one_of(TillSale.objects.all(), sale_id).wallet_id
    if wallet_id is not None:
        Wallet.objects.select_for_update().get(pk=wallet_id)
    sale = _short(actor, sale_id)
    if wallet_id is None:
        raise TransitionNotAllowed("There is no wallet to take it from.")
    movement = WalletMovement(
        council_id=sale.council_id,
        event_id=sale.pk,
        wallet_id=wallet_id,
        pence=sale.missing_pence,
        occurred_at=now,
        other=SHORTFALL,
    )
    book_wallet_payout(movement, now=now)
    return _settled(sale, SaleState.RECOVERED, actor=actor, now=now)


@transaction.atomic
def write_off(*, actor: Actor, sale_id: UUID, now: datetime) -> TillSale:
    """
    Let the council carry what is missing of a sale.

    :raises TransitionNotAllowed: if nothing is missing
    """
    sale = _short(actor, sale_id)
    book_write_off(sale, now=now)
    return _settled(sale, SaleState.WRITTEN_OFF, actor=actor, now=now)


@transaction.atomic
def settle_conflict(*, actor: Actor, sale_id: UUID, now: datetime) -> TillSale:
    """Say that a till's second story about a sale was looked into; the first one counts."""
    sale = one_of(TillSale.objects.select_for_update(), sale_id)
    require(policies.can_manage_wallets(actor, sale.council_id))
    if sale.conflicts and sale.conflict_settled_at is None:
        sale.conflict_settled_at = now
        sale.save(update_fields=["conflict_settled_at"])
        audit.record(actor=actor, verb="till-sale.conflict-settled", subject=sale, now=now)
    return sale


def _short(actor: Actor, sale_id: UUID) -> TillSale:
    sale = one_of(TillSale.objects.select_for_update(), sale_id)
    require(policies.can_manage_wallets(actor, sale.council_id))
    if sale.state != SaleState.SHORT:
        raise TransitionNotAllowed("Nothing is missing of this sale.")
    return sale


def _settled(sale: TillSale, state: SaleState, *, actor: Actor, now: datetime) -> TillSale:
    sale.state = state
    sale.save(update_fields=["state"])
    audit.record(
        actor=actor, verb=f"till-sale.{state.value}", subject=sale, now=now,
        detail={"pence": sale.missing_pence},
    )  # fmt: skip
    return sale
