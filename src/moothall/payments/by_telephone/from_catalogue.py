"""
What callers can pay for by keypad, from the council's catalogue.

A bill or an account is there if its reference can be keyed: a shape of digits, before or between
which fixed letters may stand (`NDR99999999` is keyed as eight digits). What is owed is never told:
whoever keys a number has not said whose it is, and surnames and postcodes have no keys. The caller
keys the amount and hears it read back.
"""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from moothall.kernel.errors import NotFound
from moothall.payments.by_telephone.ports import KeyedAccount
from moothall.payments.catalogue.queries import payable_row, payables_open
from moothall.payments.catalogue.references import ReferenceWrong, comparable
from moothall.payments.catalogue.rows import PayableRow
from moothall.payments.models import PriceKind

_NOT_KEYED = frozenset("A?")


class CatalogueByKeypad:
    """The bills and accounts of a catalogue whose references have nothing but digits to key."""

    key: ClassVar[str] = "catalogue"

    def kinds(self, council_id: int, language: str, /, *, on: date) -> Mapping[str, str]:
        """Return their names, in the order of the catalogue; two queries."""
        groups = payables_open(council_id, on=on, language=language)
        return {
            one.key: one.name for group in groups for one in group.payables if _can_be_keyed(one)
        }

    def find(self, council_id: int, kind: str, digits: str, /, *, on: date) -> KeyedAccount | None:
        """Return the account whose reference has these digits and passes its check, or nothing."""
        try:
            payable = payable_row(council_id, kind, on=on, language="en")
        except NotFound:
            return None
        reference = _reference(payable, digits) if _can_be_keyed(payable) else ""
        if not reference:
            return None
        return KeyedAccount(
            fund=payable.fund,
            description=payable.names,
            reference=reference,
            payable=payable.key,
            least_pence=payable.least_pence,
            most_pence=payable.most_pence,
        )


def _can_be_keyed(payable: PayableRow) -> bool:
    """Tell whether digits alone say what is paid: a bill that wants a name does not."""
    if payable.price_kind == PriceKind.FEE or payable.asks_account_name:
        return False
    return payable.asks_reference and any(_is_keyed(one) for one in payable.reference.shapes)


def _is_keyed(shape: str) -> bool:
    return not _NOT_KEYED & set(comparable(shape))


def _reference(payable: PayableRow, digits: str) -> str:
    """Return the reference that these digits are, with the letters that are always in it."""
    for shape in filter(_is_keyed, payable.reference.shapes):
        keys = iter(digits)
        signs = [sign if sign.isalpha() else next(keys, "") for sign in comparable(shape)]
        if all(signs) and next(keys, None) is None:
            try:
                return payable.reference.read("".join(signs))
            except ReferenceWrong:
                continue
    return ""
