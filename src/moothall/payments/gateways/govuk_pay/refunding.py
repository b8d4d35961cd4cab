"""
Refunds, of which GOV.UK Pay keeps no name of ours.

What tells whether one was made is the rest: Pay says at once how much of a payment is left, and
takes a refund only from who knows it. The list of refunds follows later.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.gateways.govuk_pay import mapping
from moothall.payments.gateways.govuk_pay.wire import AFTER_A_PERSON, Wire
from moothall.payments.ports import (
    LostAnswer,
    RefundChanged,
    RefundOutcome,
    RefundRequest,
    RefundStatus,
)

_MISMATCH = "P0604"
_NOT_AVAILABLE = "P0603"
_OF_THE_SERVICE = frozenset({"P0930", "P0940", "P0941"})
#: Pay takes the money in the hours after somebody paid, and refunds only what it took.
UNTIL_CAPTURED = timedelta(minutes=10)
UNTIL_LISTED = timedelta(seconds=30)


def refund(wire: Wire, request: RefundRequest) -> RefundStatus:
    """
    Give money back, once.

    :raises RefundChanged: if another amount is left to refund than was believed
    :raises Retry: if it was certainly not asked for, for a passing reason
    :raises LostAnswer: if it may have been
    :raises GiveUp: if it will never be
    """
    if request.outcome_unknown:
        made = _made(wire, request)
        if made is not None:
            return made
    said = wire.post(
        f"/v1/payments/{request.gateway_reference}/refunds",
        {"amount": request.amount_pence, "refund_amount_available": request.available_pence},
    )
    if said.is_done:
        try:
            return mapping.refund_status(said.body)
        except Retry as error:
            raise LostAnswer(str(error)) from error
    if said.status == HTTPStatus.PRECONDITION_FAILED or said.code == _MISMATCH:
        raise RefundChanged("Another amount is left to refund than we believed.")
    refusal = mapping.refusal("refund", said.code, said.body)
    if said.code in _OF_THE_SERVICE:
        raise Retry(str(refusal), after=AFTER_A_PERSON)
    if said.code == _NOT_AVAILABLE:
        _explain(wire, request)
    raise refusal


def _made(wire: Wire, request: RefundRequest) -> RefundStatus | None:
    """
    Find the refund that an earlier attempt made; nothing if the whole rest is still there.

    :raises RefundChanged: if the rest is another than both
    :raises Retry: if it was made, but the list does not show it yet
    """
    status, left, submitted = _rest(wire, request)
    del status
    if left == request.available_pence:
        return None
    if left != request.available_pence - request.amount_pence:
        raise RefundChanged(f"{left} pence are left to refund, not {request.available_pence}.")
    said = wire.get(f"/v1/payments/{request.gateway_reference}/refunds")
    listed = _listed(said.body)
    counted = [one for one in listed if one.outcome is not RefundOutcome.FAILED]
    if sum(one.amount_pence for one in counted) < submitted:
        raise Retry("GOV.UK Pay has refunded, but does not list it yet.", after=UNTIL_LISTED)
    ours = [one for one in counted if one.amount_pence == request.amount_pence]
    if not ours:
        raise RefundChanged("The rest is smaller, but no refund of this amount is listed.")
    return ours[0]


def _listed(body: Mapping[str, Any]) -> Sequence[RefundStatus]:
    """Return a payment's refunds, the newest first."""
    embedded = body.get("_embedded")
    refunds = embedded.get("refunds") if isinstance(embedded, dict) else None
    found = [one for one in refunds or () if isinstance(one, dict)]
    found.sort(key=lambda one: str(one.get("created_date", "")), reverse=True)
    return [mapping.refund_status(one) for one in found]


def _explain(wire: Wire, request: RefundRequest) -> None:
    """
    Tell apart why a payment cannot be refunded.

    :raises Retry: if its money is still to be taken
    :raises RefundChanged: if another amount is left than we believed
    """
    status, left, _ = _rest(wire, request)
    if status == "pending":
        raise Retry("GOV.UK Pay has not taken this money yet.", after=UNTIL_CAPTURED)
    if left != request.available_pence:
        raise RefundChanged(f"{left} pence are left to refund, not {request.available_pence}.")


def _rest(wire: Wire, request: RefundRequest) -> tuple[str, int, int]:
    said = wire.get(f"/v1/payments/{request.gateway_reference}")
    if said.is_absent:
        raise GiveUp("GOV.UK Pay knows of no such payment in this service.")
    if not said.is_done:
        raise Retry(f"GOV.UK Pay does not say how a payment stands ({said.code}).")
    return mapping.refund_rest(said.body)
