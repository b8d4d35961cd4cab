"""Changing and stopping a subscription, with what is paid or given back for what is left of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.errors import NotFound, TransitionNotAllowed
from moothall.kernel.policies import require
from moothall.payments.actions.filling import put_in_basket
from moothall.payments.baskets import locked_basket
from moothall.payments.models import Charge, PaymentLine, Subscription
from moothall.payments.refunds.actions import refund_by_rule
from moothall.payments.refunds.holding import left_of
from moothall.payments.refunds.workflow import RefundReason
from moothall.payments.subscriptions import policies, tasks
from moothall.payments.subscriptions.actions.joining import refuse_too_many
from moothall.payments.subscriptions.actions.settling import changed
from moothall.payments.subscriptions.errors import NothingToPay
from moothall.payments.subscriptions.holding import (
    locked,
    next_number,
    take_out_of_baskets,
    today_at,
    void_open_charges,
)
from moothall.payments.subscriptions.items import item_of
from moothall.payments.subscriptions.telling import tell_stopped
from moothall.payments.subscriptions.workflow import (
    SERVED,
    ChargeKind,
    ChargeState,
    PlanKind,
    SubscriptionState,
)
from moothall.payments.subscriptions.worth import price_of_more, worth_of_fewer


@transaction.atomic
def add_more(
    *, actor: Actor, subscription_id: UUID, basket_id: UUID, quantity: int, now: datetime
) -> Charge:
    """
    Put what more of a subscription costs for the rest of its time into a basket.

    It takes force once it is paid. Asked again with another number, the newer counts.

    :raises TooMany: if more are wanted than the plan allows
    :raises TransitionNotAllowed: if it is not in force, or is just being renewed
    :raises BeingPaid: if somebody is just paying for an earlier change
    """
    basket = locked_basket(basket_id)
    take_out_of_baskets(subscription_id, actor=actor, now=now)
    subscription = _mine(actor, subscription_id)
    _refuse_to_change(subscription)
    refuse_too_many(subscription.plan, quantity)
    if quantity <= subscription.quantity:
        raise NothingToPay("That is not more.")
    Charge.objects.filter(
        subscription_id=subscription.pk, state=ChargeState.OPEN, kind=ChargeKind.CHANGE
    ).update(state=ChargeState.VOID)
    today = today_at(subscription.council_id, now)
    charge = Charge(
        council_id=subscription.council_id,
        subscription_id=subscription.pk,
        number=next_number(subscription),
        kind=ChargeKind.CHANGE,
        pence=price_of_more(subscription, quantity, today),
        quantity=quantity,
        unit_pence=subscription.unit_pence,
        more_pence=subscription.more_pence,
        first_on=today,
        last_on=subscription.last_on,
        due_on=subscription.last_on,
        made_at=now,
    )
    charge.save(force_insert=True)
    put_in_basket(actor=actor, basket_id=basket.pk, item=item_of(subscription, charge), now=now)
    return charge


@transaction.atomic
def take_away(*, actor: Actor, subscription_id: UUID, quantity: int, now: datetime) -> Subscription:
    """
    Have fewer from now on, and be given back what the plan's rule says; raises as `add_more`.
    """
    take_out_of_baskets(subscription_id, actor=actor, now=now)
    subscription = _mine(actor, subscription_id)
    _refuse_to_change(subscription)
    refuse_too_many(subscription.plan, quantity)
    if quantity >= subscription.quantity:
        raise NothingToPay("That is not fewer.")
    Charge.objects.filter(
        subscription_id=subscription.pk, state=ChargeState.OPEN, kind=ChargeKind.CHANGE
    ).update(state=ChargeState.VOID)
    today = today_at(subscription.council_id, now)
    pence = worth_of_fewer(subscription, quantity, today)
    key = f"subscription:{subscription.pk}:{next_number(subscription)}:{subscription.quantity}"
    subscription.quantity = quantity
    subscription.save(update_fields=["quantity"])
    changed(subscription, "subscription.reduced", actor=actor, now=now)
    _give_back(subscription, pence, RefundReason.CHANGED, f"{key}-{quantity}", actor=actor, now=now)
    return subscription


@transaction.atomic
def move_place(*, actor: Actor, subscription_id: UUID, place: str, now: datetime) -> Subscription:
    """
    Say that a subscription is for another address from now on; that costs nothing.

    :raises TransitionNotAllowed: if it is over
    :raises CardNumberRefused: if what was typed holds a card number
    """
    refuse_card_numbers(place)
    subscription = _mine(actor, subscription_id)
    if subscription.state not in {*SERVED, SubscriptionState.PENDING}:
        raise TransitionNotAllowed("This subscription is over.")
    if subscription.place != place:
        subscription.place = place
        subscription.save(update_fields=["place"])
        changed(subscription, "subscription.moved", actor=actor, now=now)
    return subscription


@transaction.atomic
def stop_subscription(*, actor: Actor, subscription_id: UUID, now: datetime) -> Subscription:
    """
    Stop a subscription today, and give back what the plan's rule says.

    :raises TransitionNotAllowed: if it is over already
    :raises BeingPaid: if somebody is just paying for it
    """
    take_out_of_baskets(subscription_id, actor=actor, now=now)
    subscription = _mine(actor, subscription_id)
    subscription.move_to(SubscriptionState.STOPPED, at=now)
    pence = worth_of_fewer(subscription, 0, today_at(subscription.council_id, now))
    void_open_charges(subscription)
    subscription.save()
    changed(subscription, "subscription.stopped", actor=actor, now=now)
    given = _give_back(
        subscription, pence, RefundReason.CANCELLED, f"subscription:{subscription.pk}:stop",
        actor=actor, now=now,
    )  # fmt: skip
    if subscription.agreement_reference:
        tasks.end_agreement.defer(
            council_id=subscription.council_id, subscription_id=subscription.pk
        )
    tell_stopped(subscription, pence=given, now=now)
    return subscription


@transaction.atomic
def choose_renewal(
    *, actor: Actor, subscription_id: UUID, renews: bool, by_card: bool, now: datetime
) -> Subscription:
    """
    Say whether a subscription is renewed at all, and whether by the card that is kept.

    :raises TransitionNotAllowed: if it is over
    """
    subscription = _mine(actor, subscription_id)
    if subscription.state not in SERVED:
        raise TransitionNotAllowed("This subscription is over.")
    subscription.renews, subscription.wants_card_kept = renews, renews and by_card
    subscription.save(update_fields=["renews", "wants_card_kept"])
    if not subscription.wants_card_kept and subscription.agreement_reference:
        Charge.objects.filter(subscription_id=subscription.pk).update(try_on=None)
        tasks.end_agreement.defer(
            council_id=subscription.council_id, subscription_id=subscription.pk
        )
    changed(subscription, "subscription.renewal-chosen", actor=actor, now=now)
    return subscription


def _give_back(
    subscription: Subscription,
    pence: int,
    reason: RefundReason,
    key: str,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """
    Ask for an amount of what was paid for a subscription, the newest first; return how much was.

    Never more than was paid and is left: who joined in the middle paid less than the price.
    """
    asked = 0
    charges = Charge.objects.filter(
        subscription_id=subscription.pk, state=ChargeState.PAID, payment__isnull=False
    )
    for charge in charges.order_by("-number"):
        if charge.payment_id is None:
            continue
        # What was paid through a form has the form's own id: see `join_paid`.
        lines = PaymentLine.objects.filter(payment_id=charge.payment_id, about_id=charge.pk)
        parts = {line.pk: min(left_of(line), pence - asked) for line in lines}
        parts = {line: part for line, part in parts.items() if part > 0}
        if not parts:
            continue
        refund_by_rule(
            actor=actor, payment_id=charge.payment_id, parts=parts, reason=reason,
            dedupe_key=f"{key}:{charge.number}", now=now,
        )  # fmt: skip
        asked += sum(parts.values())
    return asked


def _mine(actor: Actor, subscription_id: UUID) -> Subscription:
    """
    Return a subscription that the actor may change, locked.

    :raises NotFound: if there is none of this id, or it is another resident's
    """
    subscription = locked(subscription_id)
    if actor.kind.value == "resident" and not policies.can_manage(actor, subscription):
        raise NotFound("There is no such subscription.")
    require(policies.can_manage(actor, subscription))
    return subscription


def _refuse_to_change(subscription: Subscription) -> None:
    if subscription.state != SubscriptionState.ACTIVE:
        raise TransitionNotAllowed("Only what is active can be changed.")
    if subscription.plan.kind == PlanKind.INSTALMENTS:
        raise TransitionNotAllowed("A fee in parts is not changed.")
