"""
Reading a bank's file, in whatever layout a council says it has.

camt.053 and BAI2 say themselves what stands where, and need no layout.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from moothall.kernel.money import pence_of
from moothall.payments.reconciliation.bai2_files import BEGINS, read_bai2
from moothall.payments.reconciliation.read_lines import LONGEST_TEXT, BankFileRefused, ReadLine

_PENCE = 100


def read_bank_file(content: bytes, layout: Mapping[str, Any]) -> list[ReadLine]:
    """
    Return the lines of a file: camt.053 if it is XML, BAI2 by its header, else CSV by the layout.

    :raises BankFileRefused: naming the line and what is wrong with it
    """
    if content.lstrip().startswith(b"<"):
        return list(_camt(content))
    if content.lstrip().startswith(BEGINS):
        return list(read_bai2(content))
    try:
        text = content.decode(layout.get("encoding", "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BankFileRefused(_("The letters of this file cannot be read.")) from error
    return list(_csv(text, layout))


def _csv(text: str, layout: Mapping[str, Any]) -> Iterator[ReadLine]:
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=layout.get("delimiter", ","))
    wanted = {layout["date"], *layout["text"], *filter(None, map(layout.get, _AMOUNTS))}
    missing = wanted - set(rows.fieldnames or ())
    if missing:
        raise BankFileRefused(
            _("The file has no column %(names)s.") % {"names": ", ".join(sorted(missing))}
        )
    for row in rows:
        try:
            yield ReadLine(
                datetime.strptime(row[layout["date"]].strip(), layout["date_format"]).date(),  # noqa: DTZ007 - a day
                _amount(row, layout),
                " ".join(row[name].strip() for name in layout["text"])[:LONGEST_TEXT],
            )
        except (ValueError, AttributeError) as error:
            raise BankFileRefused(
                _("Line %(number)s cannot be read.") % {"number": rows.line_num}
            ) from error


_AMOUNTS = ("amount", "credit", "debit")


def _amount(row: Mapping[str, str], layout: Mapping[str, Any]) -> int:
    if "amount" in layout:
        return pence_of(row[layout["amount"]].replace("+", ""))
    credit, debit = (row[layout[name]].strip() for name in ("credit", "debit"))
    return pence_of(credit or "0") - abs(pence_of(debit or "0"))


def _camt(content: bytes) -> Iterator[ReadLine]:
    """Read the booked entries of ISO 20022 camt.053, whatever its version."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BankFileRefused(_("This file is not a statement of a bank."))
    try:
        root = ET.fromstring(content)  # noqa: S314 - declarations are refused above
        for entry in root.iterfind(".//{*}Stmt/{*}Ntry"):
            if entry.findtext("{*}Sts/{*}Cd", entry.findtext("{*}Sts", "")).strip() != "BOOK":
                continue
            whole, _point, rest = entry.findtext("{*}Amt", "").strip().partition(".")
            pence = int(whole) * _PENCE + int(rest.ljust(2, "0")[:2] or 0)
            credited = entry.findtext("{*}CdtDbtInd") == "CRDT"
            day = entry.findtext("{*}BookgDt/{*}Dt") or entry.findtext("{*}BookgDt/{*}DtTm") or ""
            said = [one.text or "" for one in entry.iterfind(".//{*}Ustrd")]
            said += [one.text or "" for one in entry.iterfind(".//{*}EndToEndId")]
            said.append(entry.findtext("{*}AddtlNtryInf", ""))
            text = " ".join(filter(None, said))[:LONGEST_TEXT]
            yield ReadLine(date.fromisoformat(day[:10]), pence if credited else -pence, text)
    except (ET.ParseError, ValueError) as error:
        raise BankFileRefused(_("This file is not a statement of a bank.")) from error
