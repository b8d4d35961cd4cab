"""What the screens of finance call funds, companies and channels, which the books keep as codes."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext_lazy

from moothall.payments.direct_debit.ports import collectors
from moothall.payments.ledger.chart import TransactionKind
from moothall.payments.models import DifferenceKind, FundVersion
from moothall.payments.ports import gateways

#: How money came: by a basket's channel, or without one by what happened.
_CHANNELS = {
    "web": gettext_lazy("Online"),
    "phone": gettext_lazy("Telephone"),
    "voice": gettext_lazy("Telephone, by keypad"),
    "visit": gettext_lazy("At the counter"),
}
#: Accounts that no company stands behind.
_CODES = {
    "till-shortfall": gettext_lazy("Sold at tills, not paid in full"),
    "till-written-off": gettext_lazy("Sold at tills, carried by the council"),
    "wallets": gettext_lazy("Wallets"),
}
#: What a difference usually comes from, for somebody who meets one for the first time.
_USUALLY = {
    DifferenceKind.AMOUNT: gettext_lazy(
        "Usually a fee, or a part that was given back, is on one side only."
    ),
    DifferenceKind.UNKNOWN_HERE: gettext_lazy(
        "Usually somebody did it in the card company’s own portal: a payment begun elsewhere with "
        "the same account, or money given back there. Write a refund that was made there down as a "
        "refund made by hand; then both sides agree again."
    ),
    DifferenceKind.NOT_PAID_HERE: gettext_lazy(
        "Usually the card company’s answer was lost. It is asked again by itself."
    ),
    DifferenceKind.NOT_SETTLED: gettext_lazy(
        "Usually the card company is late. Ask it, if it has had a week."
    ),
    DifferenceKind.NOT_BOOKED: gettext_lazy(
        "This should not happen. Tell whoever runs this system."
    ),
    DifferenceKind.NOT_IN_BANK: gettext_lazy(
        "Usually the bank’s file of that day has not been read yet."
    ),
    DifferenceKind.BANK_ONLY: gettext_lazy(
        "Usually the card company paid out for another account of the council."
    ),
    DifferenceKind.BANK_AMOUNT: gettext_lazy(
        "Usually the card company, or the bank, kept a fee that is not in the report."
    ),
}


def usually(kind: str) -> str:
    """Return what a kind of difference usually comes from."""
    return str(_USUALLY[DifferenceKind(kind)])


def fund_names(council_id: int) -> Mapping[str, str]:
    """Return what funds are called in the reader's language, by code; the newest name counts."""
    language = get_language() or "en"
    rows = FundVersion.objects.filter(council_id=council_id).select_related("fund")
    return {
        row.fund_code: str(row.fund.name.get(language) or row.fund.name.get("en") or row.fund.key)
        for row in rows.order_by("valid_from")
    }


def company(code: str) -> str:
    """Return the name of who holds money under this code: a card company, or one that collects."""
    for registry in (gateways, collectors):
        if code in registry:
            return str(registry.get(code).label)
    return str(_CODES.get(code, code))


def happened(kind: str) -> str:
    """Return what a kind of transaction is called."""
    return str(TransactionKind(kind).label)


def channel(word: str) -> str:
    """Return how money came, in words."""
    return happened(word) if word in TransactionKind.values else str(_CHANNELS.get(word, word))
