"""Our words into the portal's, and what the portal says of a sale into ours."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.gateways.capita_scp.messages import Invoke, Item
from moothall.payments.gateways.capita_scp.options import CapitaScpOptions
from moothall.payments.gateways.capita_scp.soap import Answer
from moothall.payments.ports import (
    CardEntry,
    GatewayStatus,
    Outcome,
    SaleLine,
    Started,
    StartPayment,
)

#: What the portal calls who types the card.
PAN_ENTRY_METHODS: Mapping[CardEntry, str] = {CardEntry.ONLINE: "ECOM", CardEntry.TELEPHONE: "CNP"}

SUCCESS = "SUCCESS"
INVALID_REQUEST = "INVALID_REQUEST"
IN_PROGRESS, COMPLETE, INVALID_REFERENCE = "IN_PROGRESS", "COMPLETE", "INVALID_REFERENCE"

#: What a sale that is complete and was not paid has come to.
_UNPAID: Mapping[str, Outcome] = {
    "CANCELLED": Outcome.CANCELLED,
    # The payer logged out, or the portal did it when the time was up.
    "LOGGED_OUT": Outcome.EXPIRED,
    # The payer never came, or came and typed no card.
    "NOT_ATTEMPTED": Outcome.EXPIRED,
    "CARD_DETAILS_REJECTED": Outcome.FAILED,
    "INVALID_REQUEST": Outcome.FAILED,
    "ERROR": Outcome.FAILED,
}

LONGEST_TEXT = 50
LONGEST_DESCRIPTION = 100
LONGEST_CODE = 5
LONGEST_ANSWERED_CODE = 40
LONGEST_REASON = 200
LONGEST_REFERENCE = 120
LONGEST_ADDRESS = 2000

_PER_CENT = Decimal(100)
_UNWRITABLE = re.compile(r"[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: A card's number, should one ever stand in what the portal says.
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){11,18}")
_MASKED = re.compile(r"\*+(\d{4})$")


def to_invoke(request: StartPayment, options: CapitaScpOptions) -> Invoke:
    """
    Return a payment as the portal begins it: one sale with an item a line.

    :raises GiveUp: if it asks for what the portal cannot do, or a code does not fit
    """
    if request.is_captured_later or request.keeps_card:
        raise GiveUp("Through this gateway money can neither be reserved nor taken again.")
    return Invoke(
        request_id=str(request.payment_id),
        site_id=options.site_id,
        scp_id=options.scp_id,
        pan_entry_method=PAN_ENTRY_METHODS[request.entry],
        return_url=request.return_url,
        back_url=request.return_url,
        description=_cut(request.description, LONGEST_DESCRIPTION) or request.reference,
        pence=request.amount_pence,
        reference=_exact("reference", request.reference, LONGEST_TEXT),
        items=[_to_item(line, request) for line in request.lines],
        email=_cut(request.email, len(request.email)),
        language=request.language[:2] if options.tells_language == "yes" else "",
    )


def _to_item(line: SaleLine, request: StartPayment) -> Item:
    if not line.fund_code:
        raise GiveUp(f"The line {line.description!r} has no fund code.")
    return Item(
        line_id=str(line.line_id),
        description=_cut(line.description, LONGEST_DESCRIPTION) or request.reference,
        pence=line.amount_pence,
        reference=_exact("reference", line.reference, LONGEST_TEXT) or request.reference,
        fund_code=_exact("fund code", line.fund_code, LONGEST_CODE),
        additional_reference=request.reference,
        narrative=_cut(line.narrative, LONGEST_TEXT),
        account_name=_cut(line.account_name, LONGEST_TEXT),
        vat_code=_exact("VAT code", line.vat_code, LONGEST_CODE),
        vat_rate=f"{(Decimal(line.vat_rate) / _PER_CENT).normalize():f}",
        vat_pence=line.vat_pence,
    )


def to_started(answer: Answer, *, is_secure: bool) -> Started:
    """
    Return what the portal said when a sale was to begin.

    :raises GiveUp: if it refuses the sale
    :raises Retry: if there is none for another reason: without its page nobody can pay it
    """
    status = answer.text("invokeResult", "status")
    if status == INVALID_REQUEST:
        raise GiveUp(f"Pay360 refused the sale: {_why(answer, 'invokeResult')}")
    if status != SUCCESS:
        raise Retry(f"Pay360 began no sale: {status or 'no status'} {_why(answer, 'invokeResult')}")
    reference = answer.text("scpReference")
    address = answer.text("invokeResult", "redirectUrl")
    if not (0 < len(reference) <= LONGEST_REFERENCE and len(address) <= LONGEST_ADDRESS):
        raise Retry("Pay360 began a sale without saying which.")
    if not address.startswith("https://" if is_secure else ("https://", "http://")):
        raise Retry("Pay360 began a sale at an address that is not secure.")
    return Started(gateway_reference=reference, next_url=address)


def to_status(answer: Answer, scp_reference: str) -> GatewayStatus:
    """
    Return how a sale stands.

    :raises GiveUp: if the portal knows of no such sale
    :raises Retry: if what it says cannot be understood
    """
    state = answer.text("transactionState")
    if state == INVALID_REFERENCE:
        raise GiveUp("Pay360 knows of no such sale.")
    if answer.text("scpReference") != scp_reference:
        raise Retry("Pay360 answered about another sale.")
    if state == IN_PROGRESS:
        return GatewayStatus(
            gateway_reference=scp_reference,
            outcome=Outcome.UNDER_WAY,
            amount_pence=0,
            next_url=None,
        )
    status = answer.text("paymentResult", "status")
    if state == COMPLETE and status == SUCCESS:
        return _paid(answer, scp_reference)
    if state != COMPLETE or status not in _UNPAID:
        raise Retry(f"Pay360 answered {_mask(state)} and {_mask(status)}, which nobody knows.")
    error = answer.text("paymentResult", "errorDetails", "errorId")
    return GatewayStatus(
        gateway_reference=scp_reference,
        outcome=_UNPAID[status],
        amount_pence=0,
        code=_mask(f"{status} {error}".strip())[:LONGEST_ANSWERED_CODE],
    )


def _paid(answer: Answer, scp_reference: str) -> GatewayStatus:
    result = answer.part("paymentResult")
    details = result.part("paymentDetails") if result is not None else None
    taken = details and (details.part("authDetails") or details.part("nonCardPayment"))
    if not details or not taken:
        raise Retry("Pay360 says that a sale was paid, but not how much.")
    ending = _MASKED.search(taken.text("maskedCardNumber"))
    return GatewayStatus(
        gateway_reference=scp_reference,
        outcome=Outcome.PAID,
        amount_pence=_pence(taken.text("amountInMinorUnits")),
        card_kind=_kind(taken.text("cardDescription")),
        card_ending=ending[1] if ending else "",
        captured_on=_day(details.text("paymentHeader", "transactionDate")),
    )


def _pence(text: str) -> int:
    """
    Return an amount.

    :raises Retry: if it is none
    """
    if not re.fullmatch(r"\+?\d{1,10}", text):
        raise Retry("Pay360 says that a sale was paid, but not how much.")
    return int(text)


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _kind(text: str) -> str:
    return "" if text in {"", "NONE"} else _mask(text).title()[:LONGEST_ANSWERED_CODE]


def _why(answer: Answer, part: str) -> str:
    told = (
        answer.text(part, "errorDetails", "errorId"),
        answer.text(part, "errorDetails", "errorMessage"),
    )
    return reason(" ".join(filter(None, told)))


def reason(said: str) -> str:
    """Return the beginning of what the portal gives as a reason, without any long number."""
    return _mask(said)[:LONGEST_REASON]


def _mask(text: str) -> str:
    return _LONG_NUMBER.sub("[number]", text)


def _cut(text: str, longest: int) -> str:
    """Return a text that only people read, as much of it as fits."""
    return " ".join(_UNWRITABLE.sub(" ", text).split())[:longest].strip()


def _exact(name: str, text: str, longest: int) -> str:
    """
    Return a text by which money finds its place; half of one would find the wrong place.

    :raises GiveUp: if it does not fit
    """
    whole = _cut(text, len(text))
    if len(whole) > longest:
        raise GiveUp(f"Pay360 takes no {name} of more than {longest} characters: {whole!r}.")
    return whole
