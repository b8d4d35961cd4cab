"""
What the gateway says of a refund becomes what we know: the one place where one is done or fails.

Whatever is said twice, or late, changes nothing twice. Nothing is let go of while it may have been
given back: then people look first.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor, system
from moothall.payments.in_books import book_given_back
from moothall.payments.models import Payment
from moothall.payments.ports import RefundOutcome, RefundStatus
from moothall.payments.refunds.events import RefundDone, RefundFailed
from moothall.payments.refunds.holding import count_given_back, let_go, locked_refund
from moothall.payments.refunds.models import Refund
from moothall.payments.refunds.schedule import is_given_up, next_try
from moothall.payments.refunds.telling import tell_done
from moothall.payments.refunds.workflow import RefundState

_STATES: Mapping[RefundOutcome, RefundState] = MappingProxyType(
    {
        RefundOutcome.UNDER_WAY: RefundState.UNDER_WAY,
        RefundOutcome.DONE: RefundState.DONE,
        RefundOutcome.FAILED: RefundState.FAILED,
    }
)
_ACTOR = system("payments.refunds")
_MOVING = frozenset({RefundState.ASKING, RefundState.UNDER_WAY})


@transaction.atomic
def settle_refund(*, refund_id: UUID, status: RefundStatus, now: datetime) -> Refund:
    """Write down how a refund stands, as the gateway says, with all that follows from it."""
    payment, refund = locked_refund(refund_id)
    if refund.state not in _MOVING:
        return refund  # said twice, or after people have looked
    after, problem = _STATES[status.outcome], _doubt(refund, status)
    if problem:
        return unsure(refund, problem, now=now)
    refund.gateway_reference = status.refund_reference or refund.gateway_reference
    refund.settled_on = status.settled_on or refund.settled_on
    refund.problem = ""
    if after == refund.state:
        refund.lease_until = None
        if is_given_up(refund, now):
            return unsure(refund, "The gateway has not said how it ended.", now=now)
        refund.ask_at = next_try(refund, now)
        refund.save()
    elif after is RefundState.UNDER_WAY:
        moved(refund, after, actor=_ACTOR, now=now)
        refund.tries = 0
        refund.ask_at = next_try(refund, now)
        refund.save()
    elif after is RefundState.DONE:
        done(payment, refund, actor=_ACTOR, now=now)
    else:
        failed(payment, refund, "The gateway says that it failed.", actor=_ACTOR, now=now)
    return refund


def done(payment: Payment, refund: Refund, *, actor: Actor, now: datetime) -> None:
    """Count a locked refund as given back, and book it."""
    moved(refund, RefundState.DONE, actor=actor, now=now)
    count_given_back(payment, refund)
    book_given_back(refund.pk, now=now)
    tell_done(payment, refund, now=now)
    outbox.publish(
        RefundDone(
            council_id=refund.council_id, occurred_at=now, refund_id=refund.pk,
            payment_id=payment.pk,
        )
    )  # fmt: skip


def failed(payment: Payment, refund: Refund, problem: str, *, actor: Actor, now: datetime) -> None:
    """Let go of the money of a locked refund that certainly was not given back."""
    refund.problem = problem[:300]
    moved(refund, RefundState.FAILED, actor=actor, now=now)
    let_go(payment, refund)
    outbox.publish(
        RefundFailed(
            council_id=refund.council_id, occurred_at=now, refund_id=refund.pk,
            payment_id=payment.pk,
        )
    )  # fmt: skip


def unsure(refund: Refund, problem: str, *, now: datetime) -> Refund:
    """Leave it to people to look whether a locked refund was made; its money stays held."""
    refund.problem = problem[:300]
    moved(refund, RefundState.UNSURE, actor=_ACTOR, now=now)
    return refund


def moved(refund: Refund, state: RefundState, *, actor: Actor, now: datetime) -> None:
    """Move a locked refund on, and account for it."""
    before = refund.state
    refund.move_to(state, at=now)
    refund.save()
    audit.record(
        actor=actor, verb=f"refund.{state.value.replace('_', '-')}", subject=refund, now=now,
        detail={"from": before, "pence": refund.amount_pence, "by_hand": refund.by_hand},
    )  # fmt: skip


def _doubt(refund: Refund, status: RefundStatus) -> str:
    """Return why what the gateway says cannot be about this refund, or nothing."""
    if status.amount_pence != refund.amount_pence:
        return f"The gateway gave back {status.amount_pence}p and not {refund.amount_pence}p."
    others = Refund.objects.filter(
        payment_id=refund.payment_id, gateway_reference=status.refund_reference
    ).exclude(pk=refund.pk)
    if status.refund_reference and others.exists():
        return "The gateway names another refund of this payment."
    return ""
