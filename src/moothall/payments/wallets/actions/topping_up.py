"""Money into a wallet: put into a basket, and booked once it is paid for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.payments.actions import put_in_basket
from moothall.payments.items import Item
from moothall.payments.ledger import chart
from moothall.payments.ledger.chart import AccountKind, Coding
from moothall.payments.ledger.wallets import WalletMovement, book_top_up
from moothall.payments.models import BasketLine, LedgerEntry, PaymentLine
from moothall.payments.wallet_lines import WALLET_LINE
from moothall.payments.wallets import policies
from moothall.payments.wallets.errors import TooMuchInWallet, WalletBlocked
from moothall.payments.wallets.holders import wallet_holders
from moothall.payments.wallets.keeping import balance_of
from moothall.payments.wallets.models import Wallet, WalletScheme, WalletTopUp
from moothall.payments.wallets.telling import tell_if_low

#: How baskets call what is to be paid in.
TOP_UP = WALLET_LINE


@transaction.atomic
def ask_for_top_up(
    *, actor: Actor, wallet_id: UUID, pence: int, basket_id: UUID, now: datetime
) -> WalletTopUp:
    """
    Put money for a wallet into a basket.

    :raises WalletBlocked: if nothing goes into it
    :raises TooMuchInWallet: if it would hold more than its scheme allows
    """
    wallet = Wallet.objects.select_for_update().get(pk=wallet_id)
    require(policies.can_use_wallet(actor, wallet))
    scheme = WalletScheme.objects.select_related("fund").get(pk=wallet.scheme_id)
    if wallet.blocked_at is not None:
        raise WalletBlocked("This wallet is blocked.")
    if balance_of(wallet) + _on_its_way(wallet) + pence > scheme.most_pence:
        raise TooMuchInWallet("That is more than may be kept here.")
    top_up = WalletTopUp(
        council_id=wallet.council_id,
        wallet_id=wallet.pk,
        person_id=UUID(actor.subject),
        pence=pence,
        asked_at=now,
    )
    top_up.save(force_insert=True)
    face = wallet_holders.get(wallet.holder_type).faces([wallet.holder_id])[wallet.holder_id]
    put_in_basket(
        actor=actor,
        basket_id=basket_id,
        item=Item(
            fund=scheme.fund.key,
            description=dict(scheme.name),
            unit_pence=pence,
            account_name=face.name[:100],
            about_type=TOP_UP,
            about_id=top_up.pk,
        ),
        now=now,
    )
    return top_up


@transaction.atomic
def book_paid_top_up(*, actor: Actor, top_up_id: UUID, line_id: UUID, now: datetime) -> None:
    """
    Book what was paid for into the wallet; told again it stays booked once.

    It is taken out of where its payment was booked to, since it is not earned but kept. Where the
    payment itself was booked into the wallet, nothing is left to do.
    """
    top_up = WalletTopUp.objects.select_for_update().get(pk=top_up_id)
    if top_up.booked_at is not None:
        return
    wallet = Wallet.objects.select_for_update().get(pk=top_up.wallet_id)
    scheme = WalletScheme.objects.get(pk=wallet.scheme_id)
    line = BasketLine.objects.get(pk=line_id)
    paid = PaymentLine.objects.filter(
        basket_line_id=line.pk, payment__state="paid", payment__is_surplus=False
    ).get()
    if not _is_booked(wallet, line, paid):
        coding = Coding(
            fund_code=paid.fund_code,
            gl_code=paid.gl_code,
            vat_code=paid.vat_code,
            vat_rate=paid.vat_rate,
        )
        book_top_up(
            WalletMovement(
                council_id=wallet.council_id,
                event_id=top_up.pk,
                wallet_id=wallet.pk,
                pence=paid.amount_pence,
                occurred_at=now,
                other=chart.income(coding),
                least_pence=scheme.least_pence,
            ),
            now=now,
        )
    top_up.booked_at = now
    top_up.save(update_fields=["booked_at"])
    tell_if_low(wallet, scheme, now=now)
    audit.record(
        actor=actor, verb="wallet.topped-up", subject=wallet, now=now,
        detail={"top_up": str(top_up.pk), "pence": paid.amount_pence},
    )  # fmt: skip


@transaction.atomic
def withdraw_top_up(*, actor: Actor, top_up_id: UUID, now: datetime) -> None:
    """Take back what was to be paid in, because it left its basket."""
    top_up = WalletTopUp.objects.select_for_update().get(pk=top_up_id)
    if top_up.booked_at is None and top_up.withdrawn_at is None:
        top_up.withdrawn_at = now
        top_up.save(update_fields=["withdrawn_at"])
        audit.record(actor=actor, verb="wallet-top-up.withdrawn", subject=top_up, now=now)


def _on_its_way(wallet: Wallet) -> int:
    waiting = WalletTopUp.objects.filter(
        wallet_id=wallet.pk, booked_at=None, withdrawn_at=None
    ).aggregate(total=Sum("pence"))
    return int(waiting["total"] or 0)


def _is_booked(wallet: Wallet, line: BasketLine, paid: PaymentLine) -> bool:
    return LedgerEntry.objects.filter(
        council_id=wallet.council_id,
        line_id__in=[line.pk, paid.pk],
        account__kind=AccountKind.WALLET,
        account__code=str(wallet.pk),
    ).exists()
