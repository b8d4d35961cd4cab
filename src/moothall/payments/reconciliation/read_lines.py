"""One line of a bank's file, whatever its layout was."""

from dataclasses import dataclass
from datetime import date

from moothall.kernel.errors import MoothallError

LONGEST_TEXT = 200


class BankFileRefused(MoothallError):
    """A file cannot be read as the bank's; nothing of it was kept."""


@dataclass(frozen=True)
class ReadLine:
    """One line of the bank's: above nothing came in, below went out."""

    booked_on: date
    pence: int
    text: str
