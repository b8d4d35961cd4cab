"""Asking the gateway how a payment stands: at the payer's return, at a hint, and by the clock."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel.errors import GiveUp, NotFound, Retry
from moothall.kernel.secrets import SecretMissing
from moothall.payments.actions.settling import settle_payment
from moothall.payments.chosen import Chosen, choices_with, gateway_of
from moothall.payments.models import Payment
from moothall.payments.ports import CapturesLater, GatewayStatus, Hint, HintRefused, Outcome
from moothall.payments.schedule import (
    ABANDONED,
    NEVER_BEGUN_AFTER,
    is_abandoned,
    next_check,
)
from moothall.payments.workflow import LIVE, PaymentState

_TROUBLES = (Retry, GiveUp, SecretMissing)


def check_payment(*, payment_id: UUID, now: datetime) -> Payment:
    """
    Ask the gateway how a payment stands, and write it down.

    If the gateway cannot say, the payment stays as it is with the problem noted, and is asked about
    again later.
    """
    payment = _payment(payment_id)
    chosen = gateway_of(payment.choice)
    try:
        status = _ask(payment, chosen, now=now)
    except _TROUBLES as problem:
        return _ask_later(payment_id, problem, now=now)
    if status is None:
        return _ask_later(payment_id, None, now=now)
    if status.outcome is Outcome.UNDER_WAY and is_abandoned(payment, now):
        status = replace(status, outcome=Outcome.EXPIRED, next_url="", code=ABANDONED)
    return settle_payment(payment_id=payment_id, status=status, now=now)


def cancel_payment(*, payment_id: UUID, now: datetime) -> Payment:
    """
    Stop a payment that is under way; where it is too late it is settled as it turned out.

    :raises Retry: if the gateway does not answer: nobody knows then whether it is stopped
    """
    payment = _payment(payment_id)
    if payment.state not in LIVE:
        return payment
    chosen = gateway_of(payment.choice)
    if not payment.gateway_reference:
        found = chosen.gateway.find(payment.pk, payment.reference, chosen.options)
        if found is None and payment.outcome_unknown:
            raise Retry("Nobody knows yet whether the gateway has begun this payment.")
        reference = found.gateway_reference if found else ""
    else:
        reference = payment.gateway_reference
    status = (
        chosen.gateway.cancel(reference, chosen.options)
        if reference
        else _nothing_begun(payment, Outcome.CANCELLED)
    )
    return settle_payment(payment_id=payment_id, status=status, now=now)


def take_or_release(*, payment_id: UUID, now: datetime) -> Payment:
    """
    Take the money that a payment has reserved, or let it go if there is nothing to buy any more.

    :raises Retry: if the gateway does not answer
    """
    payment = _payment(payment_id)
    if payment.state != PaymentState.RESERVED:
        return payment
    chosen = gateway_of(payment.choice)
    gateway = chosen.gateway
    if not payment.is_surplus and isinstance(gateway, CapturesLater):
        try:
            status = gateway.capture(payment.gateway_reference, chosen.options)
        except GiveUp:
            status = gateway.fetch(payment.gateway_reference, chosen.options)
    else:
        status = gateway.cancel(payment.gateway_reference, chosen.options)
    return settle_payment(payment_id=payment_id, status=status, now=now)


def take_hint(
    *, council_id: int, gateway: str, headers: Mapping[str, str], body: bytes
) -> UUID | None:
    """
    Read a message of a gateway and return the payment that it is about, if the council has it.

    :raises HintRefused: if no account of this council with the gateway proves it
    """
    for chosen in choices_with(council_id, gateway):
        try:
            hint = chosen.gateway.read_hint(headers, body, chosen.options)
        except (HintRefused, SecretMissing):
            continue
        return _of_hint(chosen, hint)
    raise HintRefused("Nothing proves that this comes from the gateway.")


def _of_hint(chosen: Chosen, hint: Hint) -> UUID | None:
    ids = Payment.objects.filter(
        choice_id=chosen.choice.pk, gateway_reference=hint.gateway_reference
    ).values_list("pk", flat=True)
    found: UUID | None = ids.first()
    return found


def _ask(payment: Payment, chosen: Chosen, *, now: datetime) -> GatewayStatus | None:
    """Return how a payment stands; nothing if the gateway cannot find it yet."""
    if payment.gateway_reference:
        return chosen.gateway.fetch(payment.gateway_reference, chosen.options)
    if payment.lease_until is not None and payment.lease_until > now:
        return None
    if payment.outcome_unknown:
        found = chosen.gateway.find(payment.pk, payment.reference, chosen.options)
        if found is not None:
            return found
    if now - payment.created_at > NEVER_BEGUN_AFTER:
        return _nothing_begun(payment, Outcome.EXPIRED)
    return None


def _nothing_begun(payment: Payment, outcome: Outcome) -> GatewayStatus:
    return GatewayStatus(gateway_reference="", outcome=outcome, amount_pence=payment.amount_pence)


@transaction.atomic
def _ask_later(payment_id: UUID, problem: Exception | None, *, now: datetime) -> Payment:
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    payment.checks += 1
    payment.check_at = next_check(payment, now)
    if problem is not None:
        payment.problem = str(problem)[:300]
    payment.save(update_fields=["checks", "check_at", "problem"])
    return payment


def _payment(payment_id: UUID) -> Payment:
    found = Payment.objects.select_related("choice").filter(pk=payment_id).first()
    if found is None:
        raise NotFound("There is no such payment.")
    return found
