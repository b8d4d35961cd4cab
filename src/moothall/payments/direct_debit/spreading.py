"""Sums divided into instalments, and parts of a period: whole pence, nothing lost or made."""

from collections.abc import Sequence
from datetime import date

from moothall.payments.direct_debit.days import months_after
from moothall.payments.direct_debit.ports import Instalment


def spread(total_pence: int, count: int) -> list[int]:
    """
    Return a sum in so many parts; what does not divide is in the first.

    :raises ValueError: if there are no parts, or fewer pence than parts
    """
    if count < 1 or total_pence < count:
        raise ValueError("A sum cannot be divided so.")
    each, rest = divmod(total_pence, count)
    return [each + rest, *([each] * (count - 1))]


def monthly(total_pence: int, *, first_on: date, count: int) -> list[Instalment]:
    """Return a sum as monthly instalments from a day on; raises as `spread` does."""
    return [
        Instalment(key=f"{number + 1}", due_on=months_after(first_on, number), pence=pence)
        for number, pence in enumerate(spread(total_pence, count))
    ]


def prorated(full_pence: int, *, period: tuple[date, date], used: tuple[date, date]) -> int:
    """
    Return what a part of a period costs, by days, both ends counted, rounded to the payer's good.

    :raises ValueError: if the part does not lie within the period
    """
    whole, part = _days(period), _days(used)
    if not (period[0] <= used[0] <= used[1] <= period[1]):
        raise ValueError("The part does not lie within the period.")
    return full_pence * part // whole


def respread(
    instalments: Sequence[Instalment], *, total_pence: int, from_day: date
) -> list[Instalment]:
    """
    Return a plan whose sum is now another: what is due before a day stays, the rest bears it.

    :raises ValueError: if nothing is left to bear it, or the sum is less than what stays
    """
    staying = [one for one in instalments if one.due_on < from_day]
    later = [one for one in instalments if one.due_on >= from_day]
    parts = spread(total_pence - sum(one.pence for one in staying), len(later))
    return [
        *staying,
        *(
            Instalment(key=one.key, due_on=one.due_on, pence=pence)
            for one, pence in zip(later, parts, strict=True)
        ),
    ]


def _days(span: tuple[date, date]) -> int:
    return (span[1] - span[0]).days + 1
