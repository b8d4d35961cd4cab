"""How an amount is coded: the fund's version of the day, and the VAT that is within it."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from moothall.payments.errors import CannotPay
from moothall.payments.models import FundVersion

#: Rates are in hundredths of a per cent.
_WHOLE = 10_000


def vat_within(amount_pence: int, rate: int) -> int:
    """
    Return the VAT that an amount includes, rounded to the nearest penny, halves up.

    The amount is what people pay: of £12 at 20% two pounds are VAT (VAT Notice 700, 17.5).
    """
    divisor = _WHOLE + rate
    return (2 * amount_pence * rate + divisor) // (2 * divisor)


def versions_on(fund_ids: Collection[UUID], day: date) -> Mapping[UUID, FundVersion]:
    """
    Return how each fund is coded on a day, in one statement.

    :raises CannotPay: naming a fund that is not coded yet
    """
    rows = (
        FundVersion.objects.filter(fund_id__in=fund_ids, valid_from__lte=day)
        .order_by("fund_id", "-valid_from")
        .distinct("fund_id")
    )
    found = {row.fund_id: row for row in rows}
    missing = set(fund_ids) - found.keys()
    if missing:
        raise CannotPay(f"The fund {missing.pop()} has no codes on {day}.")
    return found
