"""
Reading a bank's file in BAI2, the cash management balance reporting of BAI and now of X9.

The library reads records and checks their totals. Ours are the currency, what a file must say of
itself for us to believe it, and the number of the line that cannot be read.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from bai2.constants import TypeCodeTransaction
from bai2.exceptions import IntegrityException, NotSupportedYetException, ParsingException
from bai2.helpers import IteratorHelper
from bai2.parsers import Bai2FileParser
from django.utils.translation import gettext as _

from moothall.payments.reconciliation.read_lines import LONGEST_TEXT, BankFileRefused, ReadLine

#: How such a file begins: its header's record code.
BEGINS = b"01,"
CURRENCY = "GBP"
_CONTINUED, _ENDS = "88", "99"
_SIGNS = {TypeCodeTransaction.credit: 1, TypeCodeTransaction.debit: -1}
#: What the library raises when a field is missing or is none of its kind.
_UNREADABLE = (
    *(ParsingException, NotSupportedYetException, ValueError, IndexError, KeyError),
    *(TypeError, AttributeError, StopIteration, RuntimeError),
)


class _Lines:
    """The lines of a file, which know how far the library has read."""

    def __init__(self, text: str) -> None:
        said = enumerate(text.splitlines(), 1)
        self._lines = [(number, line.strip()) for number, line in said if line.strip()]
        self._read = 0

    def __iter__(self) -> Iterator[str]:
        for _number, line in self._lines:
            self._read += 1
            yield line
        self._read += 1

    @property
    def is_whole(self) -> bool:
        """Tell whether the last record is the file's trailer: of half a file there is no end."""
        codes = [line[:2] for _number, line in self._lines if line[:2] != _CONTINUED]
        return bool(codes) and codes[-1] == _ENDS

    @property
    def last(self) -> int:
        """Return the number of the last line."""
        return self._lines[-1][0]

    @property
    def at(self) -> int:
        """Return the number of the line before the one that was only looked at."""
        place = min(max(self._read - 1, 1), len(self._lines))
        return self._lines[place - 1][0]


def read_bai2(content: bytes) -> Iterator[ReadLine]:
    """
    Return the transactions of a file, each on the day that its group reports.

    :raises BankFileRefused: naming the line that cannot be read, or before which totals are wrong
    """
    try:
        lines = _Lines(content.decode("ascii"))
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        raise BankFileRefused(_("Line %(number)s cannot be read.") % {"number": number}) from error
    if not lines.is_whole:  # the library would read the last record for ever
        raise BankFileRefused(
            _("The file ends too early, at line %(number)s.") % {"number": lines.last}
        )
    try:
        read = Bai2FileParser(IteratorHelper(iter(lines))).parse()
    except IntegrityException as error:
        raise BankFileRefused(
            _("The totals in or before line %(number)s do not add up.") % {"number": lines.at}
        ) from error
    except _UNREADABLE as error:
        raise BankFileRefused(
            _("Line %(number)s cannot be read.") % {"number": lines.at}
        ) from error
    for group in read.children:
        for account in group.children:
            _check_currency(account.header.currency or group.header.currency)
            for one in account.children:
                yield from _line(group.header.as_of_date, one)


def _check_currency(currency: str) -> None:
    if currency != CURRENCY:
        raise BankFileRefused(
            _("The file has an account in %(currency)s. Only pounds can be read.")
            % {"currency": currency}
        )


def _line(day: date, one: Any) -> Iterator[ReadLine]:
    """Return one transaction; what is neither a credit nor a debit moves nothing."""
    sign = _SIGNS.get(one.type_code.transaction)
    if sign is None or not one.amount:
        return
    said = (one.text, one.customer_reference, one.bank_reference)
    text = " ".join(" ".join(filter(None, said)).split())[:LONGEST_TEXT]
    yield ReadLine(day, sign * one.amount, text)
