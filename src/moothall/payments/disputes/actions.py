"""Hearing of disputes: the gateway is asked, then each is written down and booked."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import system
from moothall.payments.chosen import gateway_of
from moothall.payments.disputes.models import Dispute, DisputeState
from moothall.payments.disputes.ports import DisputeStatus, TellsOfDisputes
from moothall.payments.disputes.telling import tell_of_dispute
from moothall.payments.ledger.booking import (
    Moved,
    book_dispute,
    book_dispute_lost,
    book_dispute_won,
)
from moothall.payments.models import GatewayChoice, Payment

#: A bank may take months to decide; schemes let a payer go to arbitration after that.
LOOKS_BACK = timedelta(days=400)
ABOUT = "payments.dispute"
_ACTOR = system("payments.disputes")


def hear_disputes(*, choice_id: UUID, now: datetime) -> int:
    """
    Ask one gateway for its disputes and note what is new; return how many were.

    :raises Retry: if the gateway does not answer
    """
    chosen = gateway_of(GatewayChoice.objects.get(pk=choice_id))
    if not isinstance(chosen.gateway, TellsOfDisputes):
        return 0
    told = list(chosen.gateway.disputes(now - LOOKS_BACK, chosen.options))
    return sum(note_dispute(choice=chosen.choice, told=one, now=now) for one in told)


@transaction.atomic
def note_dispute(*, choice: GatewayChoice, told: DisputeStatus, now: datetime) -> bool:
    """
    Write down and book how a dispute stands; return whether anything about it was new.

    What was decided stays decided: a gateway that says otherwise later is found by comparing.
    """
    row = (
        Dispute.objects.select_for_update()
        .filter(
            council_id=choice.council_id,
            choice__gateway=choice.gateway,
            gateway_reference=told.dispute_reference,
        )
        .first()
    )
    state = DisputeState(told.outcome.value)
    if row is None:
        row = _begin(choice, told, now=now)
    elif row.is_over or (row.state == state and row.respond_by == told.respond_by):
        return False
    else:
        row.state, row.respond_by, row.heard_at = state, told.respond_by, now
    if row.is_over:
        row.decided_at = now
        _decide(choice, row, now=now)
    row.save(update_fields=["state", "respond_by", "heard_at", "decided_at"])
    audit.record(actor=_ACTOR, verb=f"dispute.{state.value}", subject=row, now=now)
    tell_of_dispute(row, now=now)
    return True


def _begin(choice: GatewayChoice, told: DisputeStatus, *, now: datetime) -> Dispute:
    payment = Payment.objects.filter(
        council_id=choice.council_id,
        choice__gateway=choice.gateway,
        gateway_reference=told.gateway_reference,
    ).first()
    row = Dispute.objects.create(
        council_id=choice.council_id,
        choice=choice,
        payment=payment,
        gateway_reference=told.dispute_reference,
        payment_reference=told.gateway_reference,
        amount_pence=told.amount_pence,
        fee_pence=told.fee_pence,
        reason=told.reason,
        state=DisputeState(told.outcome.value),
        raised_at=told.raised_at,
        respond_by=told.respond_by,
        heard_at=now,
    )
    book_dispute(_moved(choice, row, told.raised_at), now=now)
    return row


def _decide(choice: GatewayChoice, row: Dispute, *, now: datetime) -> None:
    book = book_dispute_won if row.state == DisputeState.WON else book_dispute_lost
    book(_moved(choice, row, now), now=now)


def _moved(choice: GatewayChoice, row: Dispute, at: datetime) -> Moved:
    return Moved(
        council_id=row.council_id, event_id=row.pk, code=choice.gateway, pence=row.amount_pence,
        occurred_at=at, about_type=ABOUT, reference=row.gateway_reference,
    )  # fmt: skip
