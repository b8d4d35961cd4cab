"""Renewing: notice in good time, by the holder's click or by their card, and what lapses."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.secrets import SecretMissing
from moothall.payments.actions.filling import open_basket, put_in_basket
from moothall.payments.actions.paying import call_gateway, prepare_payment
from moothall.payments.baskets import locked_basket
from moothall.payments.chosen import gateway_of
from moothall.payments.errors import BasketPaid, PaymentUnderWay
from moothall.payments.kept_cards import KeptCard
from moothall.payments.models import BasketLine, Charge, Payment, PaymentLine, Subscription
from moothall.payments.ports import CardEntry, KeepsCards
from moothall.payments.subscriptions.actions.settling import changed
from moothall.payments.subscriptions.errors import BeingPaid, NothingToPay
from moothall.payments.subscriptions.holding import (
    ABOUT,
    locked,
    locked_charge,
    next_number,
    take_out_of_baskets,
    today_at,
    void_open_charges,
)
from moothall.payments.subscriptions.items import item_of
from moothall.payments.subscriptions.pricing import price_of, price_on
from moothall.payments.subscriptions.telling import tell_due, tell_lapsed
from moothall.payments.subscriptions.terms import next_term
from moothall.payments.subscriptions.workflow import (
    SERVED,
    ChargeKind,
    ChargeState,
    PlanKind,
    SubscriptionState,
)
from moothall.payments.workflow import LIVE, PaymentState

_ACTOR = system("payments.subscriptions")


@transaction.atomic
def give_notice(*, subscription_id: UUID, now: datetime) -> Charge | None:
    """
    Tell a holder that their time ends, with the price of the next; that price holds.

    Nothing where it is not time yet, or they were told.
    """
    subscription = locked(subscription_id)
    plan, today = subscription.plan, today_at(subscription.council_id, now)
    is_time = subscription.last_on - timedelta(days=plan.notice_days) <= today
    renews = subscription.renews and plan.kind == PlanKind.RENEWS and plan.is_offered
    if subscription.state != SubscriptionState.ACTIVE or not is_time or not renews:
        return None
    term = next_term(subscription.anchor_on, subscription.last_on, period_months=plan.period_months)
    price = price_on(plan, term.first)
    by_card = subscription.wants_card_kept and bool(subscription.agreement_reference)
    charge = Charge(
        council_id=subscription.council_id,
        subscription_id=subscription.pk,
        number=next_number(subscription),
        kind=ChargeKind.RENEWAL,
        pence=price_of(price.pence, price.more_pence, subscription.quantity),
        quantity=subscription.quantity,
        unit_pence=price.pence,
        more_pence=price.more_pence,
        first_on=term.first,
        last_on=term.last,
        due_on=subscription.last_on,
        noticed_at=now,
        # Never on the day of the notice itself: they must have time to say no.
        try_on=max(subscription.last_on - timedelta(days=plan.charge_days), _tomorrow(today))
        if by_card
        else None,
        made_at=now,
    )
    charge.save(force_insert=True)
    subscription.move_to(SubscriptionState.RENEWAL_DUE, at=now)
    subscription.save(update_fields=["state"])
    changed(subscription, "subscription.renewal-due", actor=_ACTOR, now=now)
    tell_due(subscription, charge, now=now)
    return charge


@transaction.atomic
def give_instalment_notice(*, charge_id: UUID, now: datetime) -> None:
    """Tell a holder once that an instalment is due soon."""
    subscription, charge = locked_charge(charge_id)
    days = timedelta(days=subscription.plan.notice_days)
    if charge.state != ChargeState.OPEN or charge.noticed_at is not None:
        return
    if charge.due_on - days > today_at(charge.council_id, now):
        return
    charge.noticed_at = now
    charge.save(update_fields=["noticed_at"])
    tell_due(subscription, charge, now=now)


@transaction.atomic
def put_charge_in_basket(
    *, actor: Actor, charge_id: UUID, basket_id: UUID, now: datetime
) -> Charge:
    """
    Put a renewal or an instalment into a basket, for whoever holds its link or is its holder.

    :raises NothingToPay: if it is paid, or not wanted any more
    :raises BeingPaid: if somebody is just paying for it, or the kept card is being charged
    """
    basket = locked_basket(basket_id)
    subscription, charge = locked_charge(charge_id)
    if charge.state != ChargeState.OPEN:
        raise NothingToPay("This is paid for, or not wanted any more.")
    try:
        put_in_basket(actor=actor, basket_id=basket.pk, item=item_of(subscription, charge), now=now)
    except (PaymentUnderWay, BasketPaid) as reason:
        raise BeingPaid("Somebody is just paying for this.") from reason
    return charge


def charge_card(*, charge_id: UUID, now: datetime) -> Payment | None:
    """
    Charge a card that is kept, as its holder agreed: once for each try, and never twice.

    The payment is written down before the gateway hears of it. What is under way is gone on with.

    :raises Retry: if the gateway certainly did not take the question: a worker asks again
    """
    payment_id = _payment_for(charge_id, now=now)
    if payment_id is None:
        return None
    payment = call_gateway(payment_id=payment_id, now=now)
    if payment.state == PaymentState.CREATED and not payment.outcome_unknown:
        raise Retry(payment.problem or "The gateway was not reached.")
    return payment


@transaction.atomic
def end_over(*, subscription_id: UUID, now: datetime) -> Subscription:
    """End what is over: not to be renewed, or not paid for after the days of grace."""
    found = Subscription.objects.values_list("council_id", flat=True)
    today = today_at(found.get(pk=subscription_id), now)
    _let_go_if_late(subscription_id, today, now=now)
    subscription = locked(subscription_id)
    if subscription.state not in SERVED:
        return subscription
    after = _over(subscription, today)
    if after is None:
        return subscription
    subscription.move_to(after, at=now)
    void_open_charges(subscription)
    subscription.save(update_fields=["state", "ended_at"])
    changed(subscription, f"subscription.{after.value}", actor=_ACTOR, now=now)
    if after is SubscriptionState.LAPSED:
        tell_lapsed(subscription, now=now)
    return subscription


def end_agreement(*, subscription_id: UUID, now: datetime) -> None:
    """
    Have the gateway forget a card that is not to be charged any more.

    :raises Retry: if the gateway does not answer
    """
    subscription = Subscription.objects.select_related("choice").get(pk=subscription_id)
    if not subscription.agreement_reference or subscription.choice is None:
        return
    chosen = gateway_of(subscription.choice)
    if isinstance(chosen.gateway, KeepsCards):
        try:
            chosen.gateway.end_agreement(subscription.agreement_reference, chosen.options)
        except SecretMissing as problem:
            raise GiveUp(str(problem)) from problem
    _forget_card(subscription_id, now=now)


@transaction.atomic
def _forget_card(subscription_id: UUID, *, now: datetime) -> None:
    subscription = locked(subscription_id)
    subscription.agreement_reference, subscription.choice = "", None
    subscription.save(update_fields=["agreement_reference", "choice"])
    audit.record(actor=_ACTOR, verb="subscription.card-forgotten", subject=subscription, now=now)


@transaction.atomic
def _payment_for(charge_id: UUID, *, now: datetime) -> UUID | None:
    """Return the payment that charges the card, new or under way; nothing if it is not its time."""
    under_way = _under_way(charge_id)
    if under_way is not None:
        # Somebody who is typing a card themselves is left alone.
        is_ours = under_way.agreement_reference and not under_way.keeps_card
        return under_way.pk if is_ours else None
    _lock_basket_of(charge_id)
    subscription, charge = locked_charge(charge_id)
    if not _is_card_due(subscription, charge, now=now) or subscription.choice is None:
        return None
    basket, _secret = open_basket(
        actor=_ACTOR,
        council_id=charge.council_id,
        language=subscription.language,
        channel="web",
        person_id=subscription.person_id,
        now=now,
    )
    try:
        put_in_basket(
            actor=_ACTOR, basket_id=basket.pk, item=item_of(subscription, charge), now=now
        )
    except (PaymentUnderWay, BasketPaid):
        return None
    charge.try_on, charge.tries = None, charge.tries + 1
    charge.save(update_fields=["try_on", "tries"])
    payment = prepare_payment(
        actor=_ACTOR,
        basket_id=basket.pk,
        entry=CardEntry.ONLINE,
        email=subscription.email,
        language=subscription.language,
        now=now,
        kept=KeptCard(subscription.choice, subscription.agreement_reference),
    )
    return payment.pk if payment else None


def _lock_basket_of(charge_id: UUID) -> None:
    """Lock the basket in which a charge stands, if it is in one: baskets come first."""
    line = BasketLine.objects.filter(about_type=ABOUT, about_id=charge_id, removed_at=None).first()
    if line is not None:
        locked_basket(line.basket_id)


def _is_card_due(subscription: Subscription, charge: Charge, *, now: datetime) -> bool:
    is_due = charge.try_on is not None and charge.try_on <= today_at(charge.council_id, now)
    may_charge = subscription.wants_card_kept and subscription.agreement_reference != ""
    return is_due and may_charge and charge.state == ChargeState.OPEN


def _under_way(charge_id: UUID) -> Payment | None:
    line = PaymentLine.objects.filter(
        about_type=ABOUT, about_id=charge_id, payment__state__in=LIVE
    ).select_related("payment")
    found = line.first()
    return found.payment if found else None


def _over(subscription: Subscription, today: date) -> SubscriptionState | None:
    """Return what becomes of a subscription whose time is over, or nothing if it is not."""
    grace = timedelta(days=subscription.plan.grace_days)
    if _is_overdue(subscription, today - grace):
        return SubscriptionState.LAPSED
    if subscription.plan.kind == PlanKind.INSTALMENTS or subscription.last_on >= today:
        return None
    if subscription.state == SubscriptionState.ACTIVE or not subscription.renews:
        # With notice it would be due: it is not renewed, or its plan is not offered any more.
        return SubscriptionState.ENDED
    return SubscriptionState.LAPSED if subscription.last_on + grace < today else None


def _is_overdue(subscription: Subscription, day: date) -> bool:
    return Charge.objects.filter(
        subscription_id=subscription.pk,
        kind=ChargeKind.INSTALMENT,
        state=ChargeState.OPEN,
        due_on__lt=day,
    ).exists()


def _let_go_if_late(subscription_id: UUID, today: date, *, now: datetime) -> None:
    """
    Take out of baskets what nobody can pay for any more, before the subscription is locked.

    :raises BeingPaid: if somebody is just paying: the next day decides
    """
    subscription = Subscription.objects.select_related("plan").get(pk=subscription_id)
    if subscription.state in SERVED and _over(subscription, today) is not None:
        take_out_of_baskets(subscription_id, actor=_ACTOR, now=now)


def _tomorrow(day: date) -> date:
    return day + timedelta(days=1)
