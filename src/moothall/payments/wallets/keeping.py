"""What wallets hold, and the bookings that are theirs alone, on top of the ledger's own."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.councils.queries import council_by_id
from moothall.payments.coding import vat_within, versions_on
from moothall.payments.ledger import chart
from moothall.payments.ledger.booking import CodedLine, earned
from moothall.payments.ledger.chart import AccountKind, AccountName, Coding, TransactionKind
from moothall.payments.ledger.posting import Entry, Posting, post
from moothall.payments.models import FundVersion, LedgerAccount
from moothall.payments.wallets.models import TillSale, Wallet

#: What tills handed over and nobody has paid for yet.
SHORTFALL = AccountName(kind=AccountKind.CORRECTIONS, code="till-shortfall")
#: What of that the council carries.
CARRIED = AccountName(kind=AccountKind.CORRECTIONS, code="till-written-off")

_SALE = TillSale._meta.label_lower


def balances_of(council_id: int, wallet_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """Return what each wallet holds, in one query; one that was never used is left out."""
    rows = LedgerAccount.objects.filter(
        council_id=council_id,
        kind=AccountKind.WALLET,
        code__in=[str(wallet_id) for wallet_id in wallet_ids],
    ).values_list("code", "balance_pence")
    return {UUID(code): pence or 0 for code, pence in rows}


def balance_of(wallet: Wallet) -> int:
    """Return what one wallet holds."""
    return balances_of(wallet.council_id, [wallet.pk]).get(wallet.pk, 0)


def coded(fund_id: UUID, pence: int, *, council_id: int, at: datetime) -> CodedLine:
    """
    Return an amount as the fund codes it on that day by the council's clock.

    :raises CannotPay: if the fund is not coded yet
    """
    day = at.astimezone(ZoneInfo(council_by_id(council_id).time_zone)).date()
    version = versions_on([fund_id], day)[fund_id]
    return CodedLine(
        line_id=None,
        pence=pence,
        coding=coding_of(version),
        vat_pence=vat_within(pence, version.vat_rate),
    )


def coding_of(version: FundVersion) -> Coding:
    """Return the coding of a fund's version."""
    return Coding(
        fund_code=version.fund_code,
        gl_code=version.gl_code,
        vat_code=version.vat_code,
        vat_rate=version.vat_rate,
    )


def book_sale(sale: TillSale, line: CodedLine, *, least_pence: int, now: datetime) -> None:
    """
    Book what a till sold: what the wallet paid from it, what is missing as a shortfall by name.

    An entitlement is no money, so what it paid is in no book.

    :raises NotEnoughMoney: if the wallet holds less than it is to pay
    """
    entries = [
        *earned(line),
        Entry(account=SHORTFALL, pence=-sale.missing_pence),
    ]
    if sale.wallet_id is not None:
        kept = chart.wallet(sale.wallet_id, least_pence=least_pence)
        entries.append(Entry(account=kept, pence=-sale.wallet_pence))
    post(
        Posting(
            council_id=sale.council_id,
            key=f"till_sale:{sale.pk}",
            kind=TransactionKind.WALLET_SPEND,
            occurred_at=sale.sold_at,
            about=(_SALE, sale.pk),
            entries=entries,
        ),
        now=now,
    )


def book_write_off(sale: TillSale, *, now: datetime) -> None:
    """Book that the council carries what is missing of a sale."""
    post(
        Posting(
            council_id=sale.council_id,
            key=f"till_write_off:{sale.pk}",
            kind=TransactionKind.CORRECTION,
            occurred_at=now,
            about=(_SALE, sale.pk),
            entries=[
                Entry(account=SHORTFALL, pence=sale.missing_pence),
                Entry(account=CARRIED, pence=-sale.missing_pence),
            ],
        ),
        now=now,
    )
