"""What people do about refunds that no program makes, that are in doubt, or that failed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.policies import require
from moothall.payments.refunds import policies
from moothall.payments.refunds.actions.requesting import request_refund, withdraw_refund
from moothall.payments.refunds.actions.settling import done, failed
from moothall.payments.refunds.errors import RefundRefused
from moothall.payments.refunds.holding import locked_refund, parts_of
from moothall.payments.refunds.models import Refund
from moothall.payments.refunds.workflow import RefundReason, RefundState


@transaction.atomic
def record_by_hand(*, actor: Actor, refund_id: UUID, reference: str, now: datetime) -> Refund:
    """
    Record that an agreed refund was made in the gateway's portal; it counts as done.

    :raises RefundRefused: without a reference, or with one that stands at another refund of it
    :raises TransitionNotAllowed: if it is not agreed, or a program makes it
    """
    payment, refund = locked_refund(refund_id)
    require(policies.can_request_refund(actor, refund.council_id))
    if not refund.by_hand:
        raise TransitionNotAllowed("The gateway is asked for this one.")
    _take_reference(refund, reference)
    done(payment, refund, actor=actor, now=now)
    return refund


@transaction.atomic
def settle_unsure(
    *, actor: Actor, refund_id: UUID, reference: str, was_made: bool, now: datetime
) -> Refund:
    """
    Say what somebody saw in the gateway's portal about a refund that was in doubt.

    :raises RefundRefused: if it was made, without a reference or with another's
    :raises TransitionNotAllowed: if it is not in doubt
    """
    payment, refund = locked_refund(refund_id)
    require(policies.can_request_refund(actor, refund.council_id))
    if refund.state != RefundState.UNSURE:
        raise TransitionNotAllowed("Nobody doubts how this refund stands.")
    if was_made:
        _take_reference(refund, reference)
        done(payment, refund, actor=actor, now=now)
    else:
        failed(payment, refund, "Somebody looked: it was not made.", actor=actor, now=now)
    return refund


@transaction.atomic
def ask_again(*, actor: Actor, refund_id: UUID, by_hand: bool, now: datetime) -> Refund:
    """
    Ask anew for a refund that failed: as another, which has to be agreed to like the first.

    :raises TooMuch: if so much is not left any more
    :raises TransitionNotAllowed: if it has not failed
    """
    _, refund = locked_refund(refund_id)
    require(policies.can_request_refund(actor, refund.council_id))
    if refund.state == RefundState.FAILED:
        withdraw_refund(actor=actor, refund_id=refund.pk, now=now)
    elif not Refund.objects.filter(dedupe_key=_again(refund)).exists():
        raise TransitionNotAllowed("This refund has not failed.")
    return request_refund(
        actor=actor,
        payment_id=refund.payment_id,
        parts=parts_of(refund),
        reason=RefundReason(refund.reason),
        note=refund.note,
        by_hand=by_hand,
        dedupe_key=_again(refund),
        now=now,
    )


def _again(refund: Refund) -> str:
    return f"again:{refund.pk}"


def _take_reference(refund: Refund, reference: str) -> None:
    refuse_card_numbers(reference)
    said = " ".join(reference.split())
    if not said:
        raise RefundRefused("Say how the payment company calls it.")
    others = Refund.objects.filter(payment_id=refund.payment_id, gateway_reference=said)
    if others.exclude(pk=refund.pk).exists():
        raise RefundRefused("This reference stands at another refund of this payment.")
    refund.gateway_reference = said[:120]
    refund.problem = ""
