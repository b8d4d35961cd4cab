"""
What a till sold, counted once however often, and in whatever order, it is told.

A sale without a connection has happened: the meal is eaten. It is never refused, only paid for by
the entitlement of its day, by the wallet as far as that goes, and the rest is a shortfall that
staff see. With a connection a till asks first, and what cannot be paid for is refused.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.payments.ledger.wallets import NotEnoughMoney
from moothall.payments.wallets.errors import TillRefused
from moothall.payments.wallets.keeping import balance_of, book_sale, coded
from moothall.payments.wallets.models import (
    Entitlement,
    ResidentCard,
    Till,
    TillSale,
    Wallet,
    WalletScheme,
)
from moothall.payments.wallets.models.till import SaleState
from moothall.payments.wallets.telling import tell_if_low

UNKNOWN, BLOCKED, NO_WALLET = "unknown_card", "blocked_card", "no_wallet"
WALLET_BLOCKED, NOT_ENOUGH = "blocked_wallet", "not_enough"


@dataclass(frozen=True, kw_only=True)
class Sale:
    """One sale as a till tells it; `is_meal` lets the entitlement of the day pay for it."""

    sequence: int
    card_digest: str
    price_pence: int
    sold_at: datetime
    is_offline: bool = False
    is_meal: bool = False

    @property
    def digest(self) -> str:
        """Return what two tellings of the same sale have in common, connected or not."""
        said = [self.sequence, self.card_digest, self.price_pence, self.sold_at.timestamp()]
        return hashlib.sha256(json.dumps([*said, self.is_meal]).encode()).hexdigest()


@dataclass(frozen=True)
class Taken:
    """How a sale stands, whether it was known before, and whether something else was."""

    sale: TillSale
    is_new: bool
    is_conflict: bool = False


@transaction.atomic
def take_sale(*, till_id: UUID, told: Sale, now: datetime) -> Taken:
    """
    Take one sale from a till, once.

    One that was asked for with a connection, refused, and is told again as sold without one, was
    handed over in spite of that: the same number stays refused, and staff see the conflict.

    :raises TillRefused: if the till was ended
    """
    till = Till.objects.select_for_update().get(pk=till_id)
    if till.ended_at is not None:
        raise TillRefused("This till was ended.")
    before = TillSale.objects.filter(till_id=till.pk, sequence=told.sequence).first()
    if before is not None:
        return _again(before, told, till, now=now)
    # A till's clock may be ahead of ours.
    at = min(told.sold_at, now)
    sale, wallet, scheme = _judged(till, told, at=at, now=now)
    if sale.state != SaleState.REFUSED and sale.wallet_pence + sale.missing_pence:
        _book(sale, till, least_pence=scheme.least_pence, now=now)
    sale.save(force_insert=True)
    if wallet is not None and sale.wallet_pence:
        tell_if_low(wallet, scheme, now=now)
    audit.record(
        actor=_actor(till), verb=f"till-sale.{sale.state}", subject=sale, now=now,
        detail={"sequence": told.sequence, "missing": sale.missing_pence, "reason": sale.reason},
    )  # fmt: skip
    return Taken(sale, is_new=True)


def _again(before: TillSale, told: Sale, till: Till, *, now: datetime) -> Taken:
    handed_over = before.state == SaleState.REFUSED and told.is_offline
    if before.digest == told.digest and not handed_over:
        return Taken(before, is_new=False)
    before.conflicts += 1
    before.conflict_settled_at = None
    before.save(update_fields=["conflicts", "conflict_settled_at"])
    audit.record(
        actor=_actor(till), verb="till-sale.conflict", subject=before, now=now,
        detail={"sequence": told.sequence, "pence": told.price_pence},
    )  # fmt: skip
    return Taken(before, is_new=False, is_conflict=True)


def _judged(
    till: Till, told: Sale, *, at: datetime, now: datetime
) -> tuple[TillSale, Wallet | None, WalletScheme]:
    """Return the sale with who pays how much of it; the wallet is locked by then."""
    card, wallet, reason = _who_pays(till, told, at)
    scheme = WalletScheme.objects.get(pk=till.scheme_id)
    zone = ZoneInfo(council_by_id(till.council_id).time_zone)
    sale = TillSale(
        council_id=till.council_id,
        till_id=till.pk,
        sequence=told.sequence,
        digest=told.digest,
        card=card,
        wallet=wallet,
        sold_on=at.astimezone(zone).date(),
        sold_at=at,
        told_at=now,
        is_offline=told.is_offline,
        price_pence=told.price_pence,
        state=SaleState.SOLD,
        reason=reason,
    )
    if wallet is not None and not reason:
        _pay(sale, wallet, scheme, is_meal=told.is_meal)
    else:
        sale.missing_pence = told.price_pence
    if sale.missing_pence:
        sale.reason = reason or NOT_ENOUGH
        sale.state = SaleState.SHORT
    if sale.reason and not told.is_offline:
        sale.state = SaleState.REFUSED
        sale.entitlement, sale.entitled_pence = None, 0
        sale.wallet_pence = sale.missing_pence = 0
    return sale, wallet, scheme


def _who_pays(
    till: Till, told: Sale, at: datetime
) -> tuple[ResidentCard | None, Wallet | None, str]:
    card = ResidentCard.objects.filter(
        council_id=till.council_id, token_digest=told.card_digest
    ).first()
    if card is None:
        return None, None, UNKNOWN
    wallet = (
        Wallet.objects.select_for_update()
        .filter(holder_type=card.holder_type, holder_id=card.holder_id, scheme_id=till.scheme_id)
        .first()
    )
    if card.blocked_at is not None and card.blocked_at <= at:
        return card, wallet, BLOCKED
    if wallet is None:
        return card, None, NO_WALLET
    is_blocked = wallet.blocked_at is not None and wallet.blocked_at <= at
    return card, wallet, WALLET_BLOCKED if is_blocked else ""


def _pay(sale: TillSale, wallet: Wallet, scheme: WalletScheme, *, is_meal: bool) -> None:
    entitlement = unused_entitlement(wallet, sale) if is_meal else None
    if entitlement is not None:
        sale.entitlement = entitlement
        sale.entitled_pence = min(sale.price_pence, entitlement.pence)
    rest = sale.price_pence - sale.entitled_pence
    spendable = max(0, balance_of(wallet) - scheme.least_pence)
    sale.wallet_pence = min(rest, spendable)
    sale.missing_pence = rest - sale.wallet_pence


def unused_entitlement(wallet: Wallet, sale: TillSale) -> Entitlement | None:
    """Return what the wallet's holder may have on the day of a sale and has not had."""
    used = TillSale.objects.filter(
        wallet_id=wallet.pk, sold_on=sale.sold_on, entitled_pence__gt=0
    ).exists()
    if used:
        return None
    rows = Entitlement.objects.filter(wallet_id=wallet.pk).order_by("-begins_on")
    return next((row for row in rows if row.counts_on(sale.sold_on)), None)


def _book(sale: TillSale, till: Till, *, least_pence: int, now: datetime) -> None:
    paid = sale.wallet_pence + sale.missing_pence
    line = coded(till.fund_id, paid, council_id=till.council_id, at=sale.sold_at)
    try:
        book_sale(sale, line, least_pence=least_pence, now=now)
    except NotEnoughMoney:
        # The ledger allows less than the scheme does by now: it decides.
        if not sale.is_offline:
            sale.state, sale.reason = SaleState.REFUSED, NOT_ENOUGH
            sale.entitlement, sale.entitled_pence = None, 0
            sale.wallet_pence = sale.missing_pence = 0
            return
        sale.missing_pence, sale.wallet_pence = paid, 0
        sale.state, sale.reason = SaleState.SHORT, NOT_ENOUGH
        book_sale(sale, line, least_pence=least_pence, now=now)


def _actor(till: Till) -> Actor:
    return system(f"till:{till.pk}")
