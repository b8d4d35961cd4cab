"""Reading what stands on an account, and all accounts of a council at once."""

from dataclasses import dataclass

from django.db.models import Sum

from moothall.payments.ledger.chart import AccountKind, AccountName
from moothall.payments.models import LedgerAccount, LedgerEntry


@dataclass(frozen=True)
class Balance:
    """An account with the sum of its entries."""

    account: LedgerAccount
    pence: int


def balance_of(council_id: int, name: AccountName) -> int:
    """Return the balance of an account: above nothing is owed or earned, below is held or spent."""
    return (
        LedgerEntry.objects.filter(
            council_id=council_id,
            account__kind=name.kind,
            account__code=name.code,
            account__fund_code=name.fund_code,
            account__gl_code=name.gl_code,
            account__vat_code=name.vat_code,
            account__vat_rate=name.vat_rate,
        ).aggregate(total=Sum("amount_pence"))["total"]
        or 0
    )


def balances(council_id: int, *, without: frozenset[AccountKind] = frozenset()) -> list[Balance]:
    """Return every account with its balance, by kind and coding; together they are nothing."""
    sums = dict(
        LedgerEntry.objects.filter(council_id=council_id)
        .exclude(account__kind__in=without)
        .order_by()
        .values_list("account_id")
        .annotate(total=Sum("amount_pence"))
    )
    accounts = LedgerAccount.objects.filter(council_id=council_id).exclude(kind__in=without)
    order = ("kind", "fund_code", "gl_code", "vat_code", "code")
    return [Balance(one, sums.get(one.pk, 0)) for one in accounts.order_by(*order)]
