"""What follows when a charge is paid, or when paying it came to nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor, system
from moothall.payments.models import Charge, Payment, PaymentLine, Subscription
from moothall.payments.refunds.actions import refund_by_rule
from moothall.payments.refunds.errors import RefundRefused
from moothall.payments.refunds.holding import left_of
from moothall.payments.refunds.workflow import RefundReason
from moothall.payments.subscriptions.actions.joining import further_instalments
from moothall.payments.subscriptions.events import SubscriptionChanged
from moothall.payments.subscriptions.holding import ABOUT, locked_charge, today_at
from moothall.payments.subscriptions.telling import tell_card_failed, tell_renewed
from moothall.payments.subscriptions.workflow import ChargeKind, ChargeState, SubscriptionState

_ACTOR = system("payments.subscriptions")
#: How many days after a try that failed a kept card is tried again; then its holder pays.
RETRIES = (3, 5, 7)


@transaction.atomic
def charge_paid(*, charge_id: UUID, payment_id: UUID | None, now: datetime) -> None:
    """Let what was paid for take force, once, whoever tells of it how often."""
    subscription, charge = locked_charge(charge_id)
    if charge.state == ChargeState.PAID:
        return
    was_wanted = charge.state == ChargeState.OPEN
    charge.state, charge.payment_id, charge.paid_at = ChargeState.PAID, payment_id, now
    charge.try_on = None
    charge.save()
    payment = Payment.objects.filter(pk=payment_id).first() if payment_id else None
    if not was_wanted:
        _give_back(charge, payment, now=now)
        return
    _keep_card(subscription, payment)
    if payment is not None and charge.kind == ChargeKind.JOIN and subscription.person_id is None:
        # Whoever signed in with the basket, not whoever paid it for them.
        subscription.person_id = payment.person_id
    if charge.kind == ChargeKind.CHANGE:
        subscription.quantity = charge.quantity
    elif charge.kind == ChargeKind.INSTALMENT:
        _instalment_paid(subscription, now=now)
    elif charge.kind == ChargeKind.RENEWAL:
        _renewed(subscription, charge, now=now)
    else:
        subscription.move_to(SubscriptionState.ACTIVE, at=now)
        further_instalments(subscription, subscription.plan, now=now)
    subscription.save()
    changed(subscription, f"subscription.{charge.kind}-paid", actor=_ACTOR, now=now)
    if charge.kind == ChargeKind.RENEWAL:
        tell_renewed(subscription, charge, now=now)


@transaction.atomic
def payment_ended(*, payment_id: UUID, now: datetime) -> None:
    """Plan the next try of a kept card that could not be charged, and tell its holder."""
    payment = Payment.objects.get(pk=payment_id)
    if payment.keeps_card or not payment.agreement_reference:
        return
    ids = PaymentLine.objects.filter(payment_id=payment_id, about_type=ABOUT)
    for charge_id in ids.values_list("about_id", flat=True):
        subscription, charge = locked_charge(charge_id)
        if charge.state != ChargeState.OPEN or charge.try_on is not None:
            continue
        if charge.tries <= len(RETRIES):
            pause = timedelta(days=RETRIES[charge.tries - 1])
            charge.try_on = today_at(charge.council_id, now) + pause
            charge.save(update_fields=["try_on"])
        tell_card_failed(subscription, charge, payment_id=payment_id, now=now)
        audit.record(
            actor=_ACTOR, verb="subscription.card-failed", subject=subscription, now=now,
            detail={"payment": str(payment_id), "tries": charge.tries},
        )  # fmt: skip


def changed(subscription: Subscription, verb: str, *, actor: Actor, now: datetime) -> None:
    """Account for a change of a subscription, and tell those who serve it."""
    audit.record(
        actor=actor, verb=verb, subject=subscription, now=now,
        detail={"state": subscription.state, "quantity": subscription.quantity},
    )  # fmt: skip
    outbox.publish(
        SubscriptionChanged(
            council_id=subscription.council_id,
            occurred_at=now,
            subscription_id=subscription.pk,
            plan=subscription.plan.key,
            state=subscription.state,
        )
    )


def _renewed(subscription: Subscription, charge: Charge, *, now: datetime) -> None:
    if subscription.state != SubscriptionState.ACTIVE:
        subscription.move_to(SubscriptionState.ACTIVE, at=now)
    subscription.first_on, subscription.last_on = charge.first_on, charge.last_on
    subscription.unit_pence, subscription.more_pence = charge.unit_pence, charge.more_pence
    subscription.quantity = charge.quantity


def _instalment_paid(subscription: Subscription, *, now: datetime) -> None:
    waiting = Charge.objects.filter(subscription_id=subscription.pk, state=ChargeState.OPEN)
    if subscription.state == SubscriptionState.LAPSED:
        subscription.move_to(SubscriptionState.ACTIVE, at=now)
    if not waiting.exists():
        subscription.move_to(SubscriptionState.ENDED, at=now)


def _keep_card(subscription: Subscription, payment: Payment | None) -> None:
    """Keep how the gateway calls the card, where its holder agreed and it has kept it."""
    if payment is None or not subscription.wants_card_kept or not payment.keeps_card:
        return
    if payment.agreement_reference:
        subscription.agreement_reference = payment.agreement_reference
        subscription.choice_id = payment.choice_id


def _give_back(charge: Charge, payment: Payment | None, *, now: datetime) -> None:
    """Give back what was paid for something that was not wanted any more."""
    if payment is None:
        return
    lines = PaymentLine.objects.filter(payment_id=payment.pk, about_type=ABOUT, about_id=charge.pk)
    parts = {line.pk: left_of(line) for line in lines if left_of(line) > 0}
    try:
        refund_by_rule(
            actor=_ACTOR,
            payment_id=payment.pk,
            parts=parts,
            reason=RefundReason.CANCELLED,
            dedupe_key=f"charge:{charge.pk}",
            now=now,
        )
    except RefundRefused:
        return  # it costs nothing, or was given back by staff
