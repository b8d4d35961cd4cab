"""
AddressBase Premium CSV: one file of many kinds of record, or one file for each kind.

The order of the columns is the supplier's; the numbers below are positions in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from moothall.places.gazetteers.record import (
    Record,
    RowRefused,
    check_code,
    check_coordinates,
    check_degrees,
    checked_number,
)

HEADER, STREET, DESCRIPTOR, BLPU, CROSS_REFERENCE, LPI = 10, 11, 15, 21, 23, 24
DELIVERY_POINT, METADATA, SUCCESSOR, ORGANISATION, CLASSIFICATION, TRAILER = 28, 29, 30, 31, 32, 99

LANGUAGES = frozenset({"ENG", "CYM", "GAE", "BIL"})
LOGICAL_STATUSES = frozenset({"1", "3", "6", "8"})

Row = Sequence[str]


@dataclass(frozen=True)
class Layout:
    """How one kind of record is laid out: its width, its key and the columns that are kept."""

    kind: int
    width: int
    key: int | None
    keep: Callable[[Row], tuple[str, ...]]
    check: Callable[[Row], None]


def _check_street(row: Row) -> None:
    for first in (15, 19):
        if row[first] or row[first + 1]:
            check_coordinates(row[first], row[first + 1])
        check_degrees(row[first + 2], row[first + 3])
    if row[5]:
        check_code(row[5], "naming authority")


def _check_descriptor(row: Row) -> None:
    if not row[4].strip():
        raise RowRefused("a street without a name")
    if row[8] not in LANGUAGES:
        raise RowRefused("unknown language", row[8])


def _check_blpu(row: Row) -> None:
    if row[4] not in LOGICAL_STATUSES:
        raise RowRefused("unknown logical status", row[4])
    check_coordinates(row[8], row[9])
    check_degrees(row[10], row[11])
    check_code(row[13], "local custodian code")
    if row[7]:
        checked_number(row[7], "parent UPRN")


def _check_lpi(row: Row) -> None:
    if not row[4]:
        raise RowRefused("an LPI without a key")
    if row[5] not in LANGUAGES:
        raise RowRefused("unknown language", row[5])
    if row[6] not in LOGICAL_STATUSES:
        raise RowRefused("unknown logical status", row[6])
    checked_number(row[21], "USRN")


def _check_key(row: Row) -> None:
    if not row[4]:
        raise RowRefused("a record without a key")


def _unchecked(row: Row) -> None:
    """Pass; the record is counted and not used."""


_LAYOUTS = (
    Layout(STREET, 24, None, itemgetter(5, 6, 15, 16, 17, 18, 19, 20, 21, 22), _check_street),
    Layout(DESCRIPTOR, 13, 8, itemgetter(4, 5, 6, 7), _check_descriptor),
    Layout(BLPU, 22, None, itemgetter(4, 5, 7, 8, 9, 10, 11, 13, 16, 20), _check_blpu),
    Layout(LPI, 26, 4, itemgetter(5, 6, 8, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21), _check_lpi),
    Layout(DELIVERY_POINT, 29, 4, itemgetter(5, 7, 8, 9, 10, 11, 13, 14, 15), _check_key),
    Layout(ORGANISATION, 11, 4, itemgetter(5, 8), _check_key),
    Layout(CLASSIFICATION, 12, 4, itemgetter(5, 6, 9), _check_key),
    Layout(CROSS_REFERENCE, 12, 4, itemgetter(3, 4), _unchecked),
    Layout(SUCCESSOR, 10, 4, itemgetter(3, 4), _unchecked),
)
LAYOUTS = {str(layout.kind): layout for layout in _LAYOUTS}
#: Records that are well known but that nothing here uses.
UNUSED = frozenset({CROSS_REFERENCE, SUCCESSOR})
#: Records of streets; all others with a layout are of addresses.
OF_STREETS = frozenset({STREET, DESCRIPTOR})
#: The scheme of classification that is kept; a council may deliver others beside it.
_SCHEME = "addressbase"


def read(row: Row) -> Record | None:
    """
    Return what the row says, or nothing if it is of a kind that is not used.

    :raises RowRefused: if it cannot be used, and why
    """
    layout = LAYOUTS.get(row[0])
    if layout is None:
        raise RowRefused("unknown record type", row[0][:20])
    if len(row) != layout.width:
        raise RowRefused(
            f"a record of type {layout.kind} must have {layout.width} columns", str(len(row))
        )
    change = row[1]
    if change not in {"I", "U", "D"}:
        raise RowRefused("unknown type of change", change[:20])
    of_street = layout.kind in OF_STREETS
    subject = checked_number(row[3], "USRN" if of_street else "UPRN")
    if layout.kind in UNUSED:
        return None
    if layout.kind == CLASSIFICATION and not row[6].lower().startswith(_SCHEME):
        return None
    if change != "D":
        layout.check(row)
    key = "" if layout.key is None else row[layout.key]
    return Record(layout.kind, change, subject, key, layout.keep(row))
