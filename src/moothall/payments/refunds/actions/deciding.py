"""Agreeing to a refund, or not: always somebody else than who asked for it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.policies import require
from moothall.payments.models import Payment
from moothall.payments.refunds import policies
from moothall.payments.refunds.actions.requesting import agreed
from moothall.payments.refunds.errors import OwnRefund
from moothall.payments.refunds.holding import let_go, locked_refund
from moothall.payments.refunds.models import Refund
from moothall.payments.refunds.workflow import RefundState


@transaction.atomic
def approve_refund(*, actor: Actor, refund_id: UUID, note: str, now: datetime) -> Refund:
    """
    Agree to a refund that somebody else asked for.

    :raises OwnRefund: if it was they themselves
    :raises TransitionNotAllowed: if it does not wait for anybody any more
    :raises CardNumberRefused: if the note holds a card number
    """
    payment, refund = _decided(actor, refund_id, RefundState.APPROVED, note, now=now)
    agreed(payment, refund, now=now)
    return refund


@transaction.atomic
def decline_refund(*, actor: Actor, refund_id: UUID, note: str, now: datetime) -> Refund:
    """Do not agree to a refund, and say why; raises as `approve_refund` does."""
    payment, refund = _decided(actor, refund_id, RefundState.DECLINED, note, now=now)
    let_go(payment, refund)
    return refund


def _decided(
    actor: Actor, refund_id: UUID, state: RefundState, note: str, *, now: datetime
) -> tuple[Payment, Refund]:
    payment, refund = locked_refund(refund_id)
    require(policies.can_decide_refund(actor, refund.council_id))
    refuse_card_numbers(note)
    asked_by = (refund.requested_by_kind, refund.requested_by_identifier)
    if asked_by == (actor.kind.value, actor.identifier):
        raise OwnRefund("Somebody else has to agree.")
    refund.move_to(state, at=now)
    refund.decided_by_kind = actor.kind.value
    refund.decided_by_identifier = actor.identifier
    refund.decided_by_name = actor.name
    refund.decided_at = now
    refund.decision_note = note
    refund.save()
    audit.record(actor=actor, verb=f"refund.{state.value}", subject=refund, now=now,
                 detail={"pence": refund.amount_pence})  # fmt: skip
    return payment, refund
