"""
The records of Standard 18, each with its length and the characters that it may hold.

Labels have 80 characters, data records 100 (one processing day a file). Names and references are
upper case; what is not in the scheme's set becomes the nearest letter, or a space.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LABEL_LENGTH, DATA_LENGTH = 80, 100
_ALLOWED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.&/- ")
_NAME_LENGTH = 18
_MOST_PENCE = 10**11 - 1
_KEPT_FOR = timedelta(days=14)


class RecordMistake(ValueError):
    """Something does not fit into its field."""


class Code(StrEnum):
    """What a data record asks for."""

    FIRST = "01"
    REGULAR = "17"
    AGAIN = "18"
    LAST = "19"
    NEW_INSTRUCTION = "0N"
    CANCELLED_INSTRUCTION = "0C"
    CONVERTED_INSTRUCTION = "0S"
    CONTRA = "99"


INSTRUCTIONS = frozenset(
    {Code.NEW_INSTRUCTION, Code.CANCELLED_INSTRUCTION, Code.CONVERTED_INSTRUCTION}
)


@dataclass(frozen=True, kw_only=True)
class Account:
    """A sort code, a number and the name on it."""

    sort_code: str
    number: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Data:
    """One instruction or debit: from whom, how much, and what both sides call it."""

    code: Code
    payer: Account
    pence: int
    reference: str

    def record(self, own: Account, statement_name: str) -> str:
        """
        Return the record of 100 characters.

        :raises RecordMistake: if something does not fit
        """
        if (self.pence == 0) != (self.code in INSTRUCTIONS):
            raise RecordMistake(f"A record {self.code} cannot have {self.pence} pence.")
        return _checked(
            _figures(self.payer.sort_code, 6)
            + _figures(self.payer.number, 8)
            + "0"
            + self.code
            + _figures(own.sort_code, 6)
            + _figures(own.number, 8)
            + " " * 4
            + amount(self.pence)
            + words(statement_name)
            + words(self.reference)
            + words(self.payer.name),
            DATA_LENGTH,
        )


def contra(own: Account, statement_name: str, pence: int) -> str:
    """Return the record that credits the council's own account with all that is debited."""
    return _checked(
        _figures(own.sort_code, 6)
        + _figures(own.number, 8)
        + "0"
        + Code.CONTRA
        + _figures(own.sort_code, 6)
        + _figures(own.number, 8)
        + " " * 4
        + amount(pence)
        + words(statement_name)
        + words("CONTRA")
        + words(own.name),
        DATA_LENGTH,
    )


def volume(serial: str, user: str) -> str:
    """Return VOL1, the label of the submission."""
    return _label(f"VOL1{serial:>6}{'':31}{user:6}{'':32}1")


def header(kind: str, serial: str, user: str, made_on: date) -> tuple[str, str]:
    """Return HDR1 and HDR2, or EOF1 and EOF2, which repeat them at the end."""
    first = (
        f"{kind}1A{user}S   {user}{serial:>6}00010001{'':6}"
        f"{_day(made_on)}{_day(made_on + _KEPT_FOR)} 000000"
    )
    return _label(first), _label(f"{kind}2F{20 * DATA_LENGTH:05}{DATA_LENGTH:05}{'':35}00")


def user_header(processed_on: date, number: int) -> str:
    """Return UHL1, which names the day of processing and counts the files of a submission."""
    return _label(f"UHL1{_day(processed_on)}999999    000000001 DAILY  {number % 1000:03}")


def user_trailer(*, debits: int, debit_pence: int, contras: int, instructions: int) -> str:
    """Return UTL1, by which the bank checks the amounts and the counts."""
    return _label(
        f"UTL1{debit_pence:013}{debit_pence:013}{debits:07}{contras:07}{'':8}{instructions:07}"
    )


def amount(pence: int) -> str:
    """
    Return an amount as eleven figures.

    :raises RecordMistake: if it is below nothing or too much
    """
    if not 0 <= pence <= _MOST_PENCE:
        raise RecordMistake("An amount does not fit.")
    return f"{pence:011}"


def words(text: str) -> str:
    """Return a name or reference as 18 characters of the scheme's set."""
    plain = unicodedata.normalize("NFKD", text).upper()
    without_accents = "".join(one for one in plain if not unicodedata.combining(one))
    allowed = "".join(one if one in _ALLOWED else " " for one in without_accents)
    return " ".join(allowed.split())[:_NAME_LENGTH].ljust(_NAME_LENGTH)


def _figures(text: str, count: int) -> str:
    if len(text) != count or not text.isascii() or not text.isdecimal():
        raise RecordMistake(f"A number must have {count} figures.")
    return text


def _day(day: date) -> str:
    """Return a day as the labels have it: a space, the year's last two figures, its day."""
    return f" {day:%y%j}"


def _label(text: str) -> str:
    return _checked(text.ljust(LABEL_LENGTH), LABEL_LENGTH)


def _checked(record: str, length: int) -> str:
    if len(record) != length:
        raise RecordMistake(f"A record has {len(record)} characters in place of {length}.")
    return record
