"""A wallet's money back to its people, once an employee has agreed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict
from moothall.kernel.policies import require
from moothall.payments.ledger.chart import AccountKind, AccountName
from moothall.payments.ledger.wallets import NotEnoughMoney, WalletMovement, book_wallet_payout
from moothall.payments.wallets import policies
from moothall.payments.wallets.finding import one_of
from moothall.payments.wallets.keeping import balance_of
from moothall.payments.wallets.models import Wallet, WalletPayout
from moothall.payments.wallets.models.wallet import PayoutState

#: What was agreed to be paid back, until finance has paid it.
DUE = AccountName(kind=AccountKind.REFUNDS_DUE, code="wallets")


@transaction.atomic
def ask_for_payout(*, actor: Actor, wallet_id: UUID, pence: int, now: datetime) -> WalletPayout:
    """
    Ask for money back out of a wallet; it stays there until an employee has agreed.

    :raises NotEnoughMoney: if it holds less
    :raises Conflict: if something was asked for already and is not decided
    """
    wallet = Wallet.objects.select_for_update().get(pk=wallet_id)
    require(policies.can_use_wallet(actor, wallet))
    if pence > balance_of(wallet):
        raise NotEnoughMoney("The wallet holds less than that.")
    if WalletPayout.objects.filter(wallet_id=wallet.pk, state=PayoutState.ASKED).exists():
        raise Conflict("Money was asked for already.")
    payout = WalletPayout(
        council_id=wallet.council_id,
        wallet_id=wallet.pk,
        person_id=UUID(actor.subject),
        pence=pence,
        asked_at=now,
    )
    payout.save(force_insert=True)
    audit.record(
        actor=actor, verb="wallet-payout.asked", subject=payout, now=now, detail={"pence": pence}
    )
    return payout


@transaction.atomic
def decide_payout(*, actor: Actor, payout_id: UUID, is_agreed: bool, now: datetime) -> WalletPayout:
    """
    Agree that a wallet's money is paid back, or refuse; decided before, it stays so.

    :raises NotEnoughMoney: if the wallet holds less by now
    """
    found = one_of(WalletPayout.objects.all(), payout_id)
    wallet = Wallet.objects.select_for_update().get(pk=found.wallet_id)
    payout = WalletPayout.objects.select_for_update().get(pk=payout_id)
    require(policies.can_manage_wallets(actor, payout.council_id))
    if payout.state != PayoutState.ASKED:
        return payout
    if is_agreed:
        movement = WalletMovement(
            council_id=wallet.council_id,
            event_id=payout.pk,
            wallet_id=wallet.pk,
            pence=payout.pence,
            occurred_at=now,
            other=DUE,
        )
        book_wallet_payout(movement, now=now)
    payout.state = PayoutState.DONE if is_agreed else PayoutState.REFUSED
    payout.decided_at = now
    payout.save(update_fields=["state", "decided_at"])
    audit.record(actor=actor, verb=f"wallet-payout.{payout.state}", subject=payout, now=now)
    return payout
