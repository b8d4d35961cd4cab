"""
The square codes (QR) by which people check in, and what a reader types of them.

A booking's code leads to the page that checks it in. That address holds the reference and not the
secret: whoever looks over somebody's shoulder can say that they came, and can cancel nothing.
"""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from moothall.bookings import queries
from moothall.bookings.rows import BookingRow
from moothall.kernel.errors import NotFound

#: The quiet zone round a code, in squares, as its standard wants it.
_BORDER = 4
_LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class SquareCode:
    """A code as one path of so many squares a side, for a picture in the page."""

    side: int
    path: str


def square_code(text: str) -> SquareCode:
    """Return the code of a text, such as an address."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_BORDER)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return SquareCode(
        side=len(rows),
        path="".join(_run(x, y, row) for y, row in enumerate(rows) for x in _starts(row)),
    )


def _starts(row: list[bool]) -> list[int]:
    """Return where dark runs of a row begin."""
    return [x for x, dark in enumerate(row) if dark and (x == 0 or not row[x - 1])]


def _run(x: int, y: int, row: list[bool]) -> str:
    length = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
    return f"M{x} {y}h{length}v1h-{length}z"


def booking_of_code(text: str) -> BookingRow:
    """
    Return the booking that somebody means who types a reference, or whose reader types an address.

    :raises NotFound: if there is none
    """
    said = text.strip()[:_LONGEST]
    if "/" not in said:
        return queries.booking_by_reference(said)
    parts = [unquote(one) for one in urlsplit(said).path.split("/") if one]
    if "booking" in parts[:-1]:
        return queries.booking_by_secret(parts[parts.index("booking") + 1])
    if not parts:
        raise NotFound("There is no such booking.")
    return queries.booking_by_reference(parts[-1])
