"""
Whether an account number can belong to a sort code: the modulus checks of UK bank accounts.

The algorithm is that of Vocalink's "Validating account numbers"; the weights, which change several
times a year, are not ours to ship: an installation loads them (`MOOTHALL_BANK_WEIGHTS`). A sort
code without weights cannot be checked, and its accounts are accepted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

#: u to z are the sort code, a to h the account number.
_A, _B, _C, _G, _H = 6, 7, 8, 12, 13
_INSTEAD_WHEN_G_IS_NOT_9 = (0, 0, 1, 2, 5, 3, 6, 4, 8, 7, 10, 9, 3, 1)
_INSTEAD_WHEN_G_IS_9 = (0, 0, 0, 0, 0, 0, 0, 0, 8, 7, 10, 9, 3, 1)
#: Pairs of exceptions of which one passed check is enough.
_EITHER = frozenset({(2, 9), (10, 11), (12, 13)})


@dataclass(frozen=True)
class Weights:
    """One row of the table: for which sort codes, by which method, with which exception."""

    first: str
    last: str
    method: str
    weights: tuple[int, ...]
    exception: int = 0


@dataclass(frozen=True)
class WeightTable:
    """The rows, and the sort codes that exception 5 replaces."""

    rows: Sequence[Weights] = ()
    substitutes: Mapping[str, str] = field(default_factory=dict)

    def of(self, sort_code: str) -> list[Weights]:
        """Return the rows of a sort code: none, one or two."""
        return [row for row in self.rows if row.first <= sort_code <= row.last]


def parse_weights(text: str, substitutes: str = "") -> WeightTable:
    """
    Return the table that the two published text files hold.

    :raises ValueError: naming the line that is none
    """
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) not in (17, 18) or parts[2] not in ("MOD10", "MOD11", "DBLAL"):
            raise ValueError(f"line {number} is no row of weights")
        exception = int(parts[17]) if len(parts) == 18 else 0  # noqa: PLR2004 - the last column
        weights = tuple(int(part) for part in parts[3:17])
        rows.append(Weights(parts[0], parts[1], parts[2], weights, exception))
    pairs = (line.split() for line in substitutes.splitlines() if line.strip())
    return WeightTable(tuple(rows), dict(pairs))


@cache
def weight_table() -> WeightTable:
    """
    Return the weights that this installation has loaded; empty where it has none.

    :raises ValueError: if the file is not what it should be
    """
    if not settings.MOOTHALL_BANK_WEIGHTS:
        return WeightTable()
    folder = Path(settings.MOOTHALL_BANK_WEIGHTS)
    substitutes = folder / "scsubtab.txt"
    return parse_weights(
        (folder / "valacdos.txt").read_text(encoding="ascii"),
        substitutes.read_text(encoding="ascii") if substitutes.exists() else "",
    )


def may_exist(sort_code: str, account: str, table: WeightTable) -> bool:
    """Tell whether six and eight figures may be an account, as far as the table can tell."""
    rows = table.of(sort_code)
    if not rows:
        return True
    first = _passes(rows[0], sort_code, account, table)
    if len(rows) == 1:
        return first
    if rows[1].exception == 3 and account[2] in "69":  # noqa: PLR2004 - exception 3
        return first
    pair = (rows[0].exception, rows[1].exception)
    if pair in _EITHER:
        return first or _passes(rows[1], sort_code, account, table)
    return first and _passes(rows[1], sort_code, account, table)


def _passes(row: Weights, sort_code: str, account: str, table: WeightTable) -> bool:
    digits = _digits(row, sort_code, account, table)
    if row.exception == 6 and 4 <= digits[_A] <= 8 and digits[_G] == digits[_H]:  # noqa: PLR2004
        return True
    total = _total(row, digits)
    passed = _is_right(row, total, digits)
    if passed or row.exception != 14:  # noqa: PLR2004 - exception 14
        return passed
    if account[-1] not in "019":
        return False
    return _total(row, _digits(row, sort_code, f"0{account[:-1]}", table)) % 11 == 0


def _digits(row: Weights, sort_code: str, account: str, table: WeightTable) -> list[int]:
    match row.exception:
        case 5:
            sort_code = table.substitutes.get(sort_code, sort_code)
        case 8:
            sort_code = "090126"
        case 9:
            sort_code = "309634"
    return [int(figure) for figure in sort_code + account]


def _weights(row: Weights, digits: Sequence[int]) -> Sequence[int]:
    nines = digits[_G] == 9  # noqa: PLR2004 - a figure
    without_sort_code = (*(0,) * 8, *row.weights[8:])
    match row.exception:
        case 2 if digits[_A] != 0:
            return _INSTEAD_WHEN_G_IS_9 if nines else _INSTEAD_WHEN_G_IS_NOT_9
        case 7 if nines:
            return without_sort_code
        case 10 if nines and digits[_A] in (0, 9) and digits[_B] == 9:  # noqa: PLR2004
            return without_sort_code
        case _:
            return row.weights


def _total(row: Weights, digits: Sequence[int]) -> int:
    products = [
        weight * figure for weight, figure in zip(_weights(row, digits), digits, strict=True)
    ]
    if row.method != "DBLAL":
        return sum(products)
    extra = 27 if row.exception == 1 else 0
    return sum(int(figure) for product in products for figure in str(product)) + extra


def _is_right(row: Weights, total: int, digits: Sequence[int]) -> bool:
    if row.exception == 4:  # noqa: PLR2004 - exception 4
        return total % 11 == digits[_G] * 10 + digits[_H]
    if row.exception == 5:  # noqa: PLR2004 - exception 5
        modulus, check = (11, digits[_G]) if row.method == "MOD11" else (10, digits[_H])
        rest = total % modulus
        return check == 0 if rest == 0 else modulus - rest == check
    return total % (11 if row.method == "MOD11" else 10) == 0
