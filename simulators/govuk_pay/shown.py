"""How Pay writes its records; what does not apply is left out."""

from typing import Any

from simulators.govuk_pay.clock import write_moment
from simulators.govuk_pay.records import DAY, UNFINISHED, Agreement, Dispute, Payment, Refund

#: Seconds for which a bank takes evidence.
TIME_FOR_EVIDENCE = 7 * DAY


def state(payment: Payment) -> dict[str, Any]:
    """Write a payment's state."""
    told: dict[str, Any] = {"status": payment.status, "finished": payment.is_finished}
    if payment.code:
        told |= {"code": payment.code, "message": payment.message}
    if payment.can_retry is not None:
        told["can_retry"] = payment.can_retry
    return told


def payment(one: Payment) -> dict[str, Any]:
    """Write a payment without its links."""
    told: dict[str, Any] = {
        "amount": one.amount,
        "state": state(one),
        "description": one.description,
        "reference": one.reference,
        "language": one.language,
        "metadata": one.metadata or None,
        "email": one.email or None,
        "card_details": card(one.card) if one.card else None,
        "card_brand": one.card.get("brand"),
        "payment_id": one.id,
        "authorisation_mode": one.mode,
        "authorisation_summary": {"three_d_secure": {"required": False}} if one.card else None,
        "agreement_id": one.agreement_id or None,
        "agreement_payment_type": one.agreement_payment_type or None,
        "created_date": write_moment(one.created_at),
        "refund_summary": {
            "status": one.refund_status,
            "amount_available": one.amount - one.refunded,
            "amount_submitted": one.refunded,
        },
        "settlement_summary": _settlement(one),
        "delayed_capture": one.delayed_capture,
        "moto": one.moto,
        "payment_provider": one.provider,
        "provider_id": one.provider_id if one.card else None,
        "return_url": one.return_url or None,
    }
    if one.fee is not None:
        told |= {"fee": one.fee, "net_amount": one.amount - one.fee}
    return {name: value for name, value in told.items() if value is not None}


def payment_links(one: Payment, root: str, *, next_url: str, token: str) -> dict[str, Any]:
    """Write what can be done with a payment now."""
    here = f"{root}v1/payments/{one.id}"
    links: dict[str, Any] = {
        "self": _link(here),
        "events": _link(f"{here}/events"),
        "refunds": _link(f"{here}/refunds"),
    }
    if one.status in UNFINISHED and one.mode != "agreement":
        links["cancel"] = _post(f"{here}/cancel")
    if one.status == "capturable":
        links["capture"] = _post(f"{here}/capture")
    if next_url:
        links["next_url"] = _link(next_url)
        links["next_url_post"] = {
            **_post(next_url.rpartition("/")[0]),
            "type": "application/x-www-form-urlencoded",
            "params": {"chargeTokenId": next_url.rpartition("/")[2]},
        }
    if token:
        links["auth_url_post"] = {
            **_post(f"{root}v1/auth"),
            "type": "application/json",
            "params": {"one_time_token": token},
        }
    return links


def card(kept: dict[str, str]) -> dict[str, Any]:
    """Write what is kept of a card."""
    address = {name: kept[name] for name in ("line1", "line2", "city", "postcode", "country")}
    return {
        "last_digits_card_number": kept["last_digits"],
        "first_digits_card_number": kept["first_digits"],
        "cardholder_name": kept["cardholder_name"],
        "expiry_date": kept["expiry_date"],
        "billing_address": {name: value for name, value in address.items() if value},
        "card_brand": kept["brand"],
        "card_type": kept["type"],
    }


def refund(one: Refund, root: str) -> dict[str, Any]:
    """Write a refund."""
    here = f"{root}v1/payments/{one.payment_id}"
    return {
        "refund_id": one.id,
        "payment_id": one.payment_id,
        "created_date": write_moment(one.created_at),
        "amount": one.amount,
        "status": one.status,
        "settlement_summary": {"settled_date": one.settled_on} if one.settled_on else {},
        "_links": {"self": _link(f"{here}/refunds/{one.id}"), "payment": _link(here)},
    }


def agreement(one: Agreement) -> dict[str, Any]:
    """Write an agreement."""
    told: dict[str, Any] = {
        "agreement_id": one.id,
        "reference": one.reference,
        "description": one.description,
        "status": one.status,
        "created_date": write_moment(one.created_at),
    }
    if one.user_identifier:
        told["user_identifier"] = one.user_identifier
    if one.card and one.card_kept_at is not None:
        told["payment_instrument"] = {
            "type": "card",
            "card_details": card(one.card),
            "created_date": write_moment(one.card_kept_at),
        }
    if one.cancelled_at is not None:
        told["cancelled_date"] = write_moment(one.cancelled_at)
    return told


def dispute(one: Dispute, root: str) -> dict[str, Any]:
    """Write a dispute; what was lost has a day on which it was taken."""
    told: dict[str, Any] = {
        "dispute_id": one.id,
        "payment_id": one.payment_id,
        "amount": one.amount,
        "fee": one.fee,
        "created_date": write_moment(one.created_at),
        "reason": one.reason,
        "evidence_due_date": write_moment(one.created_at + TIME_FOR_EVIDENCE),
        "status": one.status,
        "_links": {"payment": _link(f"{root}v1/payments/{one.payment_id}")},
    }
    if one.status == "lost":
        told["net_amount"] = -(one.amount + one.fee)
        told["settlement_summary"] = {"settled_date": one.settled_on} if one.settled_on else {}
    return told


def _settlement(one: Payment) -> dict[str, str]:
    told = {"captured_date": one.captured_on, "settled_date": one.settled_on}
    if one.capture_submitted_at is not None:
        told["capture_submit_time"] = write_moment(one.capture_submitted_at)
    return {name: value for name, value in told.items() if value}


def _link(href: str) -> dict[str, str]:
    return {"href": href, "method": "GET"}


def _post(href: str) -> dict[str, str]:
    return {"href": href, "method": "POST"}
