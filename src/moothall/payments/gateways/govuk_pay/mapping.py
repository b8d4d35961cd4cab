"""What our words are to GOV.UK Pay, and its words to us; every list of its words may grow."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.disputes.ports import DisputeOutcome, DisputeStatus
from moothall.payments.ports import (
    AgreementOutcome,
    CardEntry,
    GatewayStatus,
    Outcome,
    RefundOutcome,
    RefundStatus,
    RepeatPayment,
    SaleLine,
    Settled,
    SettledKind,
    StartPayment,
)

LARGEST_PENCE = 10_000_000
LONGEST_TEXT = 255
LONGEST_VALUE = 100
LONGEST_REASON = 40
#: Pay keeps fifteen values with a payment; two of them find it again.
MOST_FUNDS = 12
PAYMENT_KEY = "moothall_payment"
AGREEMENT_KEY = "moothall_agreement"

_FORBIDDEN = str.maketrans({"<": "‹", ">": "›", '"': "”", "\\": "/", "|": "/"})
_ADDRESS = re.compile(r"(?:https?:)?//|\bwww\.", re.IGNORECASE)
_REFERENCE = re.compile(r"[A-Za-z0-9]{1,60}")

_DISPUTES: Mapping[str, DisputeOutcome] = {one.value: one for one in DisputeOutcome}
_OUTCOMES: Mapping[str, Outcome] = {
    "created": Outcome.UNDER_WAY,
    "started": Outcome.UNDER_WAY,
    "submitted": Outcome.UNDER_WAY,
    "capturable": Outcome.RESERVED,
    "success": Outcome.PAID,
    "failed": Outcome.FAILED,
    "cancelled": Outcome.CANCELLED,
    "error": Outcome.FAILED,
}
_CAUSES: Mapping[str, Outcome] = {
    "P0020": Outcome.EXPIRED,
    "P0030": Outcome.CANCELLED,
    "P0040": Outcome.CANCELLED,
}
_REFUNDS: Mapping[str, RefundOutcome] = {
    "success": RefundOutcome.DONE,
    "error": RefundOutcome.FAILED,
}
_AGREEMENTS: Mapping[str, AgreementOutcome] = {
    "active": AgreementOutcome.ACTIVE,
    "cancelled": AgreementOutcome.ENDED,
    "inactive": AgreementOutcome.ENDED,
}

#: What a council can do about each of Pay's refusals.
_ADVICE: Mapping[str, str] = {
    "P0103": "The agreement with the payer is not there any more.",
    "P0195": "The service may not send cards by programs.",
    "P0196": "The service may not take telephone payments: ask GOV.UK Pay to switch them on.",
    "P0199": "There is something wrong with the service’s account: ask GOV.UK Pay.",
    "P0603": "It is refunded already, or its payer disputes it at the bank.",
    "P0920": "GOV.UK Pay’s firewall blocked it; addresses must begin with https.",
    "P0930": "The service may not do this: ask GOV.UK Pay to switch it on.",
    "P0940": "The service’s account is not fully set up: finish it in GOV.UK Pay’s admin tool.",
    "P0941": "GOV.UK Pay has switched payments and refunds off: ask it why.",
    "P0942": "The service may not keep cards: ask GOV.UK Pay to switch recurring payments on.",
}


def payment_body(request: StartPayment, agreement: str) -> dict[str, Any]:
    """
    Write a payment that its payer makes at Pay's pages.

    :raises GiveUp: if Pay takes no such amount
    """
    body: dict[str, Any] = {
        **_common(request.amount_pence, request.reference, request.description),
        **_who_types(request),
        "language": "cy" if request.language.startswith("cy") else "en",
        "metadata": _metadata(request.payment_id, request.lines, agreement),
    }
    if request.email:
        body["email"] = request.email
    if request.is_captured_later:
        body["delayed_capture"] = True
    if agreement:
        body["set_up_agreement"] = agreement
    return body


def _who_types(request: StartPayment) -> dict[str, Any]:
    """Say where the card is typed: at Pay's page, or sent once by a voice page (`moto_api`)."""
    if request.entry is CardEntry.VOICE:
        return {"authorisation_mode": "moto_api"}
    moto = {"moto": True} if request.entry is CardEntry.TELEPHONE else {}
    return {"return_url": request.return_url, **moto}


def card_is_sent_to(payment: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the address and the one-time token by which a card is sent, while it may be."""
    link = _inner(_inner(payment, "_links"), "auth_url_post")
    href, token = link.get("href"), _inner(link, "params").get("one_time_token")
    return (href, token) if isinstance(href, str) and isinstance(token, str) else None


def repeat_body(request: RepeatPayment) -> dict[str, Any]:
    """
    Write a payment by a card that was kept.

    :raises GiveUp: if Pay takes no such amount
    """
    return {
        **_common(request.amount_pence, request.reference, request.description),
        "metadata": _metadata(request.payment_id, request.lines, request.agreement_reference),
        "authorisation_mode": "agreement",
        "agreement_id": request.agreement_reference,
    }


def agreement_body(request: StartPayment) -> dict[str, Any]:
    """Write an agreement."""
    return {"reference": as_taken(request.reference), "description": as_taken(request.description)}


def refusal(what: str, code: str, body: Mapping[str, Any]) -> GiveUp:
    """Say in plain words why Pay will never do it, and what can be done about that."""
    field = body.get("field")
    about = f" about {field}" if isinstance(field, str) and field.isascii() else ""
    advice = _ADVICE.get(code, "Pay's description: " + _short(body.get("description")))
    return GiveUp(f"GOV.UK Pay refused the {what} ({code or 'no code'}{about}). {advice}")


def is_of(payment: Mapping[str, Any], payment_id: UUID) -> bool:
    """Tell whether a payment at Pay is this one of ours."""
    return _inner(payment, "metadata").get(PAYMENT_KEY) == str(payment_id)


def status(payment: Mapping[str, Any]) -> GatewayStatus:
    """
    Return how a payment stands.

    :raises Retry: if this is no payment
    """
    card, settlement = _inner(payment, "card_details"), _inner(payment, "settlement_summary")
    return GatewayStatus(
        gateway_reference=reference_of(payment, "payment_id"),
        outcome=_outcome(_inner(payment, "state")),
        amount_pence=_pence(payment, "amount"),
        code=_word(_inner(payment, "state"), "code"),
        next_url=_word(_inner(_inner(payment, "_links"), "next_url"), "href"),
        refundable_pence=_maybe_pence(_inner(payment, "refund_summary"), "amount_available"),
        fee_pence=_maybe_pence(payment, "fee"),
        card_kind=_word(card, "card_brand")[:40],
        card_ending=_word(card, "last_digits_card_number")[-4:],
        agreement_reference=_word(_inner(payment, "metadata"), AGREEMENT_KEY),
        captured_on=_day(settlement, "captured_date"),
        settled_on=_day(settlement, "settled_date"),
    )


def refund_status(refund: Mapping[str, Any]) -> RefundStatus:
    """
    Return how a refund stands.

    :raises Retry: if this is no refund
    """
    return RefundStatus(
        refund_reference=reference_of(refund, "refund_id"),
        outcome=_REFUNDS.get(_word(refund, "status"), RefundOutcome.UNDER_WAY),
        amount_pence=_pence(refund, "amount"),
        settled_on=_day(_inner(refund, "settlement_summary"), "settled_date"),
    )


def agreement_outcome(agreement: Mapping[str, Any]) -> AgreementOutcome:
    """Return whether the card can be charged."""
    return _AGREEMENTS.get(_word(agreement, "status"), AgreementOutcome.NOT_YET)


def refund_rest(payment: Mapping[str, Any]) -> tuple[str, int, int]:
    """Return whether a payment can be refunded in Pay's words, what is left, what went back."""
    summary = _inner(payment, "refund_summary")
    return (
        _word(summary, "status"),
        _maybe_pence(summary, "amount_available") or 0,
        _maybe_pence(summary, "amount_submitted") or 0,
    )


def settled(kind: SettledKind, one: Mapping[str, Any]) -> Settled | None:
    """
    Return what moved and when; nothing for what has not moved.

    :raises Retry: if this is nothing that moves
    """
    day = _day(_inner(one, "settlement_summary"), "settled_date")
    if day is None:
        return None
    pence = _maybe_pence(one, "total_amount") or _pence(one, "amount")
    return Settled(
        kind=kind,
        gateway_reference=reference_of(one, "payment_id"),
        own_reference="" if kind is SettledKind.PAYMENT else reference_of(one, f"{kind.value}_id"),
        reference=_word(one, "reference"),
        pence=pence if kind is SettledKind.PAYMENT else -pence,
        fee_pence=_maybe_pence(one, "fee") or 0,
        settled_on=day,
    )


def dispute(one: Mapping[str, Any]) -> DisputeStatus:
    """
    Return how a dispute stands; a status that nobody knows yet decides nothing.

    :raises Retry: if this is no dispute
    """
    raised = _moment(one, "created_date")
    if raised is None:
        raise Retry("GOV.UK Pay answered without a created_date.")
    return DisputeStatus(
        dispute_reference=reference_of(one, "dispute_id"),
        gateway_reference=reference_of(one, "payment_id"),
        outcome=_DISPUTES.get(_word(one, "status"), DisputeOutcome.UNDER_REVIEW),
        amount_pence=_pence(one, "amount"),
        fee_pence=_maybe_pence(one, "fee") or 0,
        reason=_word(one, "reason")[:LONGEST_REASON],
        raised_at=raised,
        respond_by=_moment(one, "evidence_due_date"),
    )


def reference_of(one: Mapping[str, Any], name: str) -> str:
    """
    Return Pay's own name for something, which goes into addresses.

    :raises Retry: if it is not there, or is none
    """
    found = _word(one, name)
    if not _REFERENCE.fullmatch(found):
        raise Retry(f"GOV.UK Pay answered without a {name}.")
    return found


def _outcome(state: Mapping[str, Any]) -> Outcome:
    """Return what a state means; one that nobody knows yet claims nothing either way."""
    known = _OUTCOMES.get(_word(state, "status"), Outcome.UNDER_WAY)
    return _CAUSES.get(_word(state, "code"), known) if known is Outcome.FAILED else known


def _common(pence: int, reference: str, description: str) -> dict[str, Any]:
    if pence > LARGEST_PENCE:
        raise GiveUp("GOV.UK Pay takes no more than £100,000 in one payment.")
    return {"amount": pence, "reference": as_taken(reference), "description": as_taken(description)}


def _metadata(payment_id: UUID, lines: Sequence[SaleLine], agreement: str) -> dict[str, str]:
    """Write what finds the payment again, and how much of it belongs to which fund."""
    told = {PAYMENT_KEY: str(payment_id)}
    if agreement:
        told[AGREEMENT_KEY] = agreement
    funds: dict[str, int] = {}
    for line in lines:
        funds[line.fund_code] = funds.get(line.fund_code, 0) + line.amount_pence
    for number, (code, pence) in enumerate(list(funds.items())[:MOST_FUNDS], 1):
        told[f"fund_{number}"] = f"{as_taken(code)} {pence}"[:LONGEST_VALUE]
    return told


def as_taken(text: str) -> str:
    """Return text as Pay takes it: without what its firewall or its rule on addresses refuses."""
    plain = _ADDRESS.sub(" ", text.translate(_FORBIDDEN))
    return " ".join(plain.split())[:LONGEST_TEXT]


def _short(value: object) -> str:
    return value[:LONGEST_TEXT] if isinstance(value, str) else "none"


def _inner(one: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = one.get(name)
    return found if isinstance(found, dict) else {}


def _word(one: Mapping[str, Any], name: str) -> str:
    found = one.get(name)
    return found if isinstance(found, str) else ""


def _maybe_pence(one: Mapping[str, Any], name: str) -> int | None:
    found = one.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _pence(one: Mapping[str, Any], name: str) -> int:
    found = _maybe_pence(one, name)
    if found is None:
        raise Retry(f"GOV.UK Pay answered without an {name}.")
    return found


def _day(one: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(_word(one, name)[:10])
    except ValueError:
        return None


def _moment(one: Mapping[str, Any], name: str) -> datetime | None:
    try:
        said = datetime.fromisoformat(_word(one, name))
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)
