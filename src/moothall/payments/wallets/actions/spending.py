"""Paying from a wallet for something that another app sells, and giving it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.policies import require
from moothall.payments.errors import CannotPay
from moothall.payments.ledger.wallets import WalletSpend, book_wallet_refund, book_wallet_spend
from moothall.payments.models import Fund
from moothall.payments.wallets import policies
from moothall.payments.wallets.errors import WalletBlocked
from moothall.payments.wallets.keeping import coded
from moothall.payments.wallets.models import Wallet, WalletScheme
from moothall.payments.wallets.telling import tell_if_low


@transaction.atomic
def pay_from_wallet(
    *, actor: Actor, wallet_id: UUID, fund: str, pence: int, event_id: UUID, now: datetime
) -> None:
    """
    Pay from a wallet for what is called `event_id`; told again it stays paid once.

    :raises NotEnoughMoney: if it holds less
    :raises WalletBlocked: if nothing goes out of it
    :raises CannotPay: if the council has no such fund
    """
    wallet, spend = _spend(actor, wallet_id, fund, pence, event_id, now=now)
    if wallet.blocked_at is not None:
        raise WalletBlocked("This wallet is blocked.")
    book_wallet_spend(spend, now=now)
    tell_if_low(wallet, WalletScheme.objects.get(pk=wallet.scheme_id), now=now)
    audit.record(
        actor=actor, verb="wallet.spent", subject=wallet, now=now,
        detail={"event": str(event_id), "pence": pence},
    )  # fmt: skip


@transaction.atomic
def give_back(
    *, actor: Actor, wallet_id: UUID, fund: str, pence: int, event_id: UUID, now: datetime
) -> None:
    """
    Give back into a wallet what it had paid for; `event_id` is the giving back's own.

    :raises CannotPay: if the council has no such fund
    """
    wallet, spend = _spend(actor, wallet_id, fund, pence, event_id, now=now)
    book_wallet_refund(spend, now=now)
    tell_if_low(wallet, WalletScheme.objects.get(pk=wallet.scheme_id), now=now)
    audit.record(
        actor=actor, verb="wallet.given-back", subject=wallet, now=now,
        detail={"event": str(event_id), "pence": pence},
    )  # fmt: skip


def _spend(
    actor: Actor, wallet_id: UUID, fund: str, pence: int, event_id: UUID, *, now: datetime
) -> tuple[Wallet, WalletSpend]:
    wallet = Wallet.objects.select_for_update().get(pk=wallet_id)
    require(
        actor.kind is ActorKind.SYSTEM
        or policies.can_use_wallet(actor, wallet)
        or policies.can_manage_wallets(actor, wallet.council_id)
    )
    found = Fund.objects.filter(council_id=wallet.council_id, key=fund).first()
    if found is None:
        raise CannotPay(f"This council has no fund called {fund!r}.")
    scheme = WalletScheme.objects.get(pk=wallet.scheme_id)
    line = coded(found.pk, pence, council_id=wallet.council_id, at=now)
    return wallet, WalletSpend(
        council_id=wallet.council_id,
        event_id=event_id,
        wallet_id=wallet.pk,
        lines=[line],
        occurred_at=now,
        least_pence=scheme.least_pence,
    )
