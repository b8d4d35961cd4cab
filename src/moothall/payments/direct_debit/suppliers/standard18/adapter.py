"""Writes a day's run as a file, and reads what the banks report of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from moothall.kernel.errors import GiveUp
from moothall.kernel.options import Options
from moothall.payments.direct_debit.days import DAYS_FROM_INPUT_TO_ENTRY, add_working_days
from moothall.payments.direct_debit.ports import (
    Advice,
    Answer,
    BankDetails,
    Refused,
    Run,
    RunFile,
    Submitted,
    Taken,
    Turn,
)
from moothall.payments.direct_debit.suppliers.standard18.options import Standard18Options
from moothall.payments.direct_debit.suppliers.standard18.records import (
    Account,
    Code,
    Data,
    RecordMistake,
)
from moothall.payments.direct_debit.suppliers.standard18.reports import read_report
from moothall.payments.direct_debit.suppliers.standard18.writer import write_file

_CODES = {
    Turn.FIRST: Code.FIRST,
    Turn.REGULAR: Code.REGULAR,
    Turn.AGAIN: Code.AGAIN,
    Turn.LAST: Code.LAST,
}


class Standard18:
    """A file a run, for the council's bureau or software approved by Bacs."""

    key: ClassVar[str] = "standard18"
    label: ClassVar[str] = "Bacs Standard 18 files"
    options: ClassVar[type[Options]] = Standard18Options
    lead_days: ClassVar[int] = DAYS_FROM_INPUT_TO_ENTRY

    def submit(self, run: Run, options: Options, /) -> Submitted:
        """
        Write the file; the same run makes the same bytes.

        :raises GiveUp: if the file as a whole cannot be written
        """
        given = _read(options)
        own = Account(
            sort_code=given.sort_code, number=given.account_number, name=given.account_name
        )
        answers: dict[UUID, Answer] = {}
        data: list[Data] = []
        for item, one in _data(run):
            try:
                one.record(own, run.statement_name)
            except RecordMistake as mistake:
                answers[item] = Refused(code="form", reason=str(mistake))
                continue
            answers[item] = Taken()
            data.append(one)
        if not data:
            return Submitted(answers=answers)
        serial = _serial(run.input_on, run.number)
        try:
            content = write_file(
                user=given.service_user_number,
                own=own,
                statement_name=run.statement_name,
                serial=serial,
                made_on=run.input_on,
                processed_on=add_working_days(run.input_on, 1),
                number=run.number,
                data=data,
            )
        except RecordMistake as mistake:
            raise GiveUp(str(mistake)) from mistake
        name = given.file_name.format(date=f"{run.input_on:%Y%m%d}", number=f"{run.number:02}")
        return Submitted(answers=answers, file=RunFile(name=name, content=content))

    def read_report(self, content: bytes, options: Options, /) -> Sequence[Advice]:
        """
        Read a report of the banks.

        :raises ReportRefused: if it is none that is known, or another user's
        """
        return read_report(content, _read(options).service_user_number)


def _data(run: Run) -> Iterator[tuple[UUID, Data]]:
    for lodged in run.lodge:
        code = Code.CONVERTED_INSTRUCTION if lodged.is_on_paper else Code.NEW_INSTRUCTION
        yield lodged.mandate_id, _instruction(code, lodged.details, lodged.reference)
    for ended in run.withdraw:
        code = Code.CANCELLED_INSTRUCTION
        yield ended.mandate_id, _instruction(code, ended.details, ended.reference)
    for asked in run.collect:
        yield (
            asked.collection_id,
            Data(
                code=_CODES[asked.turn],
                payer=_account(asked.details),
                pence=asked.amount_pence,
                reference=asked.mandate_reference,
            ),
        )


def _instruction(code: Code, details: BankDetails, reference: str) -> Data:
    return Data(code=code, payer=_account(details), pence=0, reference=reference)


def _account(details: BankDetails) -> Account:
    return Account(sort_code=details.sort_code, number=details.account_number, name=details.name)


def _serial(day: date, number: int) -> str:
    """Return six characters that no other submission of these years has."""
    return f"{day:%y%j}"[1:] + f"{number % 100:02}"


def _read(options: Options) -> Standard18Options:
    if not isinstance(options, Standard18Options):
        raise TypeError("These are not the options of Standard 18.")
    return options
