"""Joining a plan: a subscription that waits in a basket, and comes to life when it is paid."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.policies import require
from moothall.payments.actions.filling import put_in_basket
from moothall.payments.baskets import locked_basket
from moothall.payments.models import Charge, Plan, Subscription
from moothall.payments.reference import new_reference
from moothall.payments.rows import PaymentRow
from moothall.payments.subscriptions import policies
from moothall.payments.subscriptions.errors import PlanNotOffered, TooMany
from moothall.payments.subscriptions.events import SubscriptionChanged
from moothall.payments.subscriptions.holding import locked_charge, today_at
from moothall.payments.subscriptions.items import item_of
from moothall.payments.subscriptions.pricing import parts_of, price_of, price_on
from moothall.payments.subscriptions.terms import Term, boundary, first_term, to_pay
from moothall.payments.subscriptions.workflow import (
    ChargeKind,
    ChargeState,
    PlanKind,
    Share,
    SubscriptionState,
)

_MARK = "S"


@transaction.atomic
def join_plan(
    *,
    actor: Actor,
    basket_id: UUID,
    plan: str,
    quantity: int,
    place: str,
    email: str,
    language: str,
    keeps_card: bool,
    now: datetime,
    person_id: UUID | None = None,
) -> Subscription:
    """
    Join a plan, and put what it costs now into a basket; it begins once that is paid.

    Of a fee in parts the first is due now. `keeps_card` says that its holder agreed to renewals,
    or further parts, by the card that they pay with.

    :raises PlanNotOffered: if nobody can join it
    :raises TooMany: if more are wanted than it allows
    :raises CannotPay: if it has no price yet
    :raises CardNumberRefused: if what was typed holds a card number
    """
    basket = locked_basket(basket_id)
    require(policies.can_join(actor, basket.council_id))
    refuse_card_numbers(place)
    found = Plan.objects.select_related("fund").filter(council_id=basket.council_id, key=plan)
    chosen = found.filter(is_offered=True).first()
    if chosen is None:
        raise PlanNotOffered("Nobody can join this.")
    refuse_too_many(chosen, quantity)
    subscription, term = _begun(
        chosen, actor=actor, quantity=quantity, place=place, email=email, language=language,
        person_id=person_id, keeps_card=keeps_card, now=now,
    )  # fmt: skip
    whole = price_of(subscription.unit_pence, subscription.more_pence, quantity)
    due = to_pay(whole, term, subscription.first_on, Share(chosen.prorates))
    charge = _first_charge(subscription, due, term, now=now)
    put_in_basket(actor=actor, basket_id=basket.pk, item=item_of(subscription, charge), now=now)
    audit.record(
        actor=actor, verb="subscription.begun", subject=subscription, now=now,
        detail={"plan": chosen.key, "pence": charge.pence, "quantity": quantity},
    )  # fmt: skip
    return subscription


@transaction.atomic
def join_paid(
    *,
    actor: Actor,
    council_id: int,
    plan: str,
    quantity: int,
    place: str,
    email: str,
    language: str,
    person_id: UUID | None,
    paid_through: UUID,
    paid: PaymentRow | None,
    pence: int,
    now: datetime,
) -> Subscription:
    """
    Join a plan by something else that is paid for, such as a form; told twice, it is one.

    What was paid is what that cost; from the first renewal on the plan's own price holds. It is
    given back by the plan's rules when somebody stops, from the payment's line of that thing.

    :raises PlanNotOffered: if nobody can join it, or it is paid in parts
    :raises CannotPay: if it has no price yet
    """
    found = Charge.objects.select_related("subscription").filter(pk=paid_through).first()
    if found is not None:
        joined: Subscription = found.subscription
        return joined
    chosen = Plan.objects.select_related("fund").filter(council_id=council_id, key=plan).first()
    if chosen is None or not chosen.is_offered or chosen.kind != PlanKind.RENEWS:
        raise PlanNotOffered("Nobody can join this.")
    wanted = max(1, min(quantity, chosen.most))
    subscription, term = _begun(
        chosen, actor=actor, quantity=wanted, place=place, email=email, language=language,
        person_id=person_id, keeps_card=False, now=now,
    )  # fmt: skip
    Charge(
        pk=paid_through,
        council_id=council_id,
        subscription_id=subscription.pk,
        number=1,
        kind=ChargeKind.JOIN,
        state=ChargeState.PAID,
        pence=pence,
        quantity=wanted,
        unit_pence=subscription.unit_pence,
        more_pence=subscription.more_pence,
        first_on=subscription.first_on,
        last_on=term.last,
        due_on=subscription.first_on,
        made_at=now,
        paid_at=now,
        payment_id=paid.id if paid else None,
    ).save(force_insert=True)
    subscription.move_to(SubscriptionState.ACTIVE, at=now)
    subscription.save()
    audit.record(
        actor=actor, verb="subscription.begun", subject=subscription, now=now,
        detail={"plan": chosen.key, "pence": pence, "quantity": wanted},
    )  # fmt: skip
    outbox.publish(
        SubscriptionChanged(
            council_id=council_id,
            occurred_at=now,
            subscription_id=subscription.pk,
            plan=chosen.key,
            state=subscription.state,
        )
    )
    return subscription


@transaction.atomic
def leave_basket(*, actor: Actor, charge_id: UUID, now: datetime) -> None:
    """Let go of what left a basket unpaid: who joined has not, and what changes does not."""
    subscription, charge = locked_charge(charge_id)
    if charge.state != ChargeState.OPEN or charge.kind not in {ChargeKind.JOIN, ChargeKind.CHANGE}:
        return
    charge.state = ChargeState.VOID
    charge.save(update_fields=["state"])
    if charge.kind == ChargeKind.JOIN and subscription.state == SubscriptionState.PENDING:
        subscription.move_to(SubscriptionState.ENDED, at=now)
        subscription.save(update_fields=["state", "ended_at"])
        audit.record(actor=actor, verb="subscription.not-begun", subject=subscription, now=now)


def refuse_too_many(plan: Plan, quantity: int) -> None:
    """
    Do nothing if so many are allowed.

    :raises TooMany: otherwise
    """
    if not 1 <= quantity <= plan.most:
        raise TooMany(plan.most)


def further_instalments(subscription: Subscription, plan: Plan, *, now: datetime) -> None:
    """Write down the parts of a fee that follow the first, a month apart."""
    if plan.kind != PlanKind.INSTALMENTS or plan.instalments == 1:
        return
    joined = Charge.objects.get(subscription_id=subscription.pk, kind=ChargeKind.JOIN)
    term = Term(subscription.first_on, subscription.last_on)
    whole = price_of(subscription.unit_pence, subscription.more_pence, subscription.quantity)
    due = to_pay(whole, _whole_term(subscription), term.first, Share(plan.prorates))
    for number, pence in enumerate(parts_of(due, plan.instalments)[1:], start=1):
        day = boundary(subscription.first_on, number)
        Charge(
            council_id=subscription.council_id,
            subscription_id=subscription.pk,
            number=joined.number + number,
            kind=ChargeKind.INSTALMENT,
            pence=pence,
            quantity=subscription.quantity,
            unit_pence=subscription.unit_pence,
            more_pence=subscription.more_pence,
            first_on=day,
            last_on=max(day, subscription.last_on),
            due_on=day,
            try_on=day if subscription.agreement_reference else None,
            made_at=now,
        ).save(force_insert=True)


def _whole_term(subscription: Subscription) -> Term:
    """Return the time that the holder joined, from its own first day on."""
    _, term = first_term(
        subscription.first_on,
        period_months=subscription.plan.period_months,
        season_starts=subscription.plan.season_starts,
    )
    return term


def _first_charge(subscription: Subscription, due: int, term: Term, *, now: datetime) -> Charge:
    plan = subscription.plan
    in_parts = plan.kind == PlanKind.INSTALMENTS
    charge = Charge(
        council_id=subscription.council_id,
        subscription_id=subscription.pk,
        number=1,
        kind=ChargeKind.JOIN,
        pence=parts_of(due, plan.instalments)[0] if in_parts else due,
        quantity=subscription.quantity,
        unit_pence=subscription.unit_pence,
        more_pence=subscription.more_pence,
        first_on=subscription.first_on,
        last_on=term.last,
        due_on=subscription.first_on + timedelta(days=plan.grace_days),
        made_at=now,
    )
    charge.save(force_insert=True)
    return charge


def _begun(
    plan: Plan,
    *,
    actor: Actor,
    quantity: int,
    place: str,
    email: str,
    language: str,
    person_id: UUID | None,
    keeps_card: bool,
    now: datetime,
) -> tuple[Subscription, Term]:
    """Write down a subscription that is not paid for yet, at today's price; with its time."""
    today = today_at(plan.council_id, now)
    anchor, term = first_term(
        today, period_months=plan.period_months, season_starts=plan.season_starts
    )
    price = price_on(plan, term.first)
    subscription = Subscription(
        council_id=plan.council_id,
        plan=plan,
        person_id=person_id,
        reference=_free_reference(plan.council_id),
        email=email,
        language=language,
        quantity=quantity,
        place=place,
        anchor_on=anchor,
        first_on=today,
        last_on=term.last,
        unit_pence=price.pence,
        more_pence=price.more_pence,
        wants_card_kept=keeps_card,
        begun_by_kind=actor.kind.value,
        begun_by_identifier=actor.identifier,
        begun_by_name=actor.name,
        begun_at=now,
    )
    subscription.save(force_insert=True)
    return subscription, term


def _free_reference(council_id: int) -> str:
    prefix = council_by_id(council_id).reference_prefix
    while True:
        reference = new_reference(prefix, mark=_MARK)
        if not Subscription.objects.filter(council_id=council_id, reference=reference).exists():
            return reference
