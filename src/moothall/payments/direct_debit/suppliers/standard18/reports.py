"""
The banks' reports as Bacs gives them out: XML of four kinds.

No published schema is at hand; the element and attribute names are those that public programs read
(see README.md). What is not needed is not looked at, and what is missing refuses the whole report.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from lxml import etree

from moothall.kernel.money import pence_of
from moothall.payments.direct_debit.ports import Advice, AdviceKind, BankDetails, ReportRefused

#: An element of lxml, which brings no types.
_Element = Any
MOST_BYTES = 20_000_000

#: The words that ARUDD prints, by the one-character codes of the scheme.
_UNPAID_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "REFER TO PAYER": "0",
        "INSTRUCTION CANCELLED": "1",
        "PAYER DECEASED": "2",
        "ACCOUNT TRANSFERRED": "3",
        "ADVANCE NOTICE DISPUTED": "4",
        "NO ACCOUNT": "5",
        "NO INSTRUCTION": "6",
        "AMOUNT DIFFERS": "7",
        "AMOUNT NOT YET DUE": "8",
        "PRESENTATION OVERDUE": "9",
        "SERVICE USER DIFFERS": "A",
        "ACCOUNT CLOSED": "B",
    }
)


def read_report(content: bytes, user: str) -> Sequence[Advice]:
    """
    Return the lines of a report.

    :raises ReportRefused: if it is no such report, is another user's, or lacks what is needed
    """
    if len(content) > MOST_BYTES:
        raise ReportRefused("The file is too large for a report.")
    root = _parsed(content)
    readers: Mapping[str, Callable[[_Element, str], Iterator[Advice]]] = {
        "ReturnedDebitItem": _unpaid,
        "MessagingAdvice": _messages,
        "DDICAdvice": _claims,
    }
    for name, reader in readers.items():
        if root.find(f".//{name}") is not None:
            try:
                return list(reader(root, user))
            except (KeyError, ValueError) as error:
                raise ReportRefused(
                    f"The report lacks something, or cannot be read: {error}."
                ) from error
    raise ReportRefused("This is no report of unpaid debits, instructions or claims.")


def _parsed(content: bytes) -> _Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ReportRefused("The file is not XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReportRefused("A report has no document type of its own.")
    return root


def _unpaid(root: _Element, user: str) -> Iterator[Advice]:
    """Read ARUDD: debits that came back."""
    licence = root.find(".//ServiceLicenseInformation")
    _own(licence.get("userNumber", "") if licence is not None else "", user)
    header = root.find(".//ARUDD/Header")
    reported = "" if header is None else header.get("currentProcessingDate", "")
    for item in root.iter("ReturnedDebitItem"):
        said = item.attrib
        original = _day(said["originalProcessingDate"])
        pence = pence_of(said["valueOf"])
        code = _unpaid_code(said["returnCode"], said.get("returnDescription", ""))
        yield Advice(
            kind=AdviceKind.UNPAID,
            identity=_identity("arudd", said["ref"], original.isoformat(), str(pence), code),
            reference=said["ref"].strip(),
            code=code,
            effective_on=_day(reported) if reported else original,
            amount_pence=pence,
            original_on=original,
        )


def _unpaid_code(code: str, description: str) -> str:
    words = description.strip().upper()
    if len(code) == 1:
        return code.upper()
    for known, short in _UNPAID_WORDS.items():
        if known in words:
            return short
    raise ValueError(f"return code {code}")


def _messages(root: _Element, user: str) -> Iterator[Advice]:
    """Read ADDACS (changes by banks) or AUDDIS (instructions sent back)."""
    for item in root.iter("MessagingAdvice"):
        said = item.attrib
        _own(said["user-number"], user)
        kind = AdviceKind.AMENDED if said["record-type"].strip() == "A" else AdviceKind.REFUSED
        day = _day(said["effective-date"])
        code, reference = said["reason-code"].strip().upper(), said["reference"].strip()
        yield Advice(
            kind=kind,
            identity=_identity(
                kind,
                reference,
                day.isoformat(),
                code,
                said.get("payer-new-sort-code", ""),
                said.get("payer-new-account-number", ""),
            ),
            reference=reference,
            code=code,
            effective_on=day,
            new_details=_new_details(said),
        )


def _new_details(said: Mapping[str, str]) -> BankDetails | None:
    sort_code = said.get("payer-new-sort-code", "").replace("-", "").strip()
    number = said.get("payer-new-account-number", "").strip()
    if not sort_code and not number:
        return None
    return BankDetails(
        name=said.get("payer-new-name", "").strip() or said.get("payer-name", "").strip(),
        sort_code=sort_code or said["payer-sort-code"].replace("-", ""),
        account_number=number or said["payer-account-number"],
    )


def _claims(root: _Element, user: str) -> Iterator[Advice]:
    """Read DDICA: what banks paid back to payers and will take from the council."""
    said_user = root.find(".//ServiceUserNumber")
    _own(_text(said_user) if said_user is not None else "", user)
    debit = root.findtext(".//DateOfDebit") or ""
    for item in root.iter("DDICAdvice"):
        reference, claim = _needed(item, "SUReference"), _needed(item, "PayingBankReference")
        yield Advice(
            kind=AdviceKind.INDEMNITY,
            identity=_identity("ddica", claim),
            reference=reference,
            code=_needed(item, "ReasonCode"),
            effective_on=_day(debit),
            amount_pence=pence_of(_needed(item, "TotalAmount")),
            original_on=_first_collected(item),
            claim_reference=claim,
        )


def _first_collected(item: _Element) -> date | None:
    text = item.findtext(".//DateOfDirectDebit")
    return _day(text) if text else None


def _needed(item: _Element, name: str) -> str:
    text = (item.findtext(name) or "").strip()
    if not text:
        raise KeyError(name)
    return text


def _text(element: _Element) -> str:
    return (element.text or "").strip()


def _own(said: str, user: str) -> None:
    """
    Do nothing if the report is about this service user.

    :raises ReportRefused: if it is another's, or does not say
    """
    if said.strip() != user:
        raise ReportRefused("The report is about another service user.")


def _day(text: str) -> date:
    return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day alone


def _identity(*parts: str) -> str:
    """Return a digest of what makes a line itself; bank details cannot be read from it."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
