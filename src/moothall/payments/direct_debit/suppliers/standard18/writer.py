"""A whole file of Standard 18, checked against its own trailer before anybody gets it."""

from collections.abc import Sequence
from datetime import date

from moothall.payments.direct_debit.suppliers.standard18 import records
from moothall.payments.direct_debit.suppliers.standard18.records import (
    INSTRUCTIONS,
    Account,
    Code,
    Data,
    RecordMistake,
)

_LINE_END = "\r\n"


def write_file(
    *,
    user: str,
    own: Account,
    statement_name: str,
    serial: str,
    made_on: date,
    processed_on: date,
    number: int,
    data: Sequence[Data],
) -> bytes:
    """
    Return the file: labels, instructions before debits, the contra record, trailer.

    :raises RecordMistake: if something does not fit, or the file does not agree with itself
    """
    debits = [one for one in data if one.code not in INSTRUCTIONS]
    total = sum(one.pence for one in debits)
    lines = [
        records.volume(serial, user),
        *records.header("HDR", serial, user, made_on),
        records.user_header(processed_on, number),
        *(one.record(own, statement_name) for one in data if one.code in INSTRUCTIONS),
        *(one.record(own, statement_name) for one in debits),
        *([records.contra(own, statement_name, total)] if debits else []),
        *records.header("EOF", serial, user, made_on),
        records.user_trailer(
            debits=len(debits),
            debit_pence=total,
            contras=1 if debits else 0,
            instructions=len(data) - len(debits),
        ),
    ]
    _check(lines)
    return (_LINE_END.join(lines) + _LINE_END).encode("ascii")


def _check(lines: Sequence[str]) -> None:
    """
    Add up what was written, as the bank will, from the characters themselves.

    :raises RecordMistake: if amounts or counts differ
    """
    body = [line for line in lines if len(line) == records.DATA_LENGTH]
    codes = [Code(line[15:17]) for line in body]
    pence = [int(line[35:46]) for line in body]
    by_code = list(zip(codes, pence, strict=True))
    taken = [sum_ for code, sum_ in by_code if code not in {*INSTRUCTIONS, Code.CONTRA}]
    credited = [sum_ for code, sum_ in by_code if code is Code.CONTRA]
    instructions = sum(code in INSTRUCTIONS for code in codes)
    trailer = lines[-1]
    said = (
        int(trailer[4:17]),
        int(trailer[17:30]),
        int(trailer[30:37]),
        int(trailer[37:44]),
        int(trailer[52:59]),
    )
    found = (sum(taken), sum(credited), len(taken), len(credited), instructions)
    if said != found:
        raise RecordMistake("The file does not agree with its trailer.")
