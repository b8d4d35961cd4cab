"""Locking subscriptions, and telling whether somebody is just paying for one."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.payments.actions.filling import take_back_thing
from moothall.payments.errors import BasketPaid, PaymentUnderWay
from moothall.payments.models import Charge, Subscription
from moothall.payments.subscriptions.errors import BeingPaid
from moothall.payments.subscriptions.workflow import ChargeState

#: How lines in baskets call a charge.
ABOUT = "payments.subscription"


def today_at(council_id: int, now: datetime) -> date:
    """Return the day that it is at a council."""
    return now.astimezone(ZoneInfo(council_by_id(council_id).time_zone)).date()


def locked(subscription_id: UUID) -> Subscription:
    """
    Return a subscription, locked, with its plan.

    :raises NotFound: if the councils in force have none of this id
    """
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("plan")
    found = rows.filter(pk=subscription_id).first()
    if found is None:
        raise NotFound("There is no such subscription.")
    return found


def locked_charge(charge_id: UUID) -> tuple[Subscription, Charge]:
    """
    Return a charge and its subscription, both locked, the subscription first.

    :raises NotFound: if the councils in force have none of this id
    """
    ids = Charge.objects.filter(pk=charge_id).values_list("subscription_id", flat=True)
    subscription_id = ids.first()
    if subscription_id is None:
        raise NotFound("There is no such charge.")
    subscription = locked(subscription_id)
    return subscription, Charge.objects.select_for_update().get(pk=charge_id)


def next_number(subscription: Subscription) -> int:
    """Return the number of a subscription's next charge."""
    rows = Charge.objects.filter(subscription_id=subscription.pk)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def take_out_of_baskets(subscription_id: UUID, *, actor: Actor, now: datetime) -> None:
    """
    Take what is open of a subscription out of baskets, before the subscription is locked.

    Baskets are always locked first, as by whoever pays. What is put in meanwhile is refused when
    its payment begins.

    :raises BeingPaid: if somebody is just paying, or has paid and we have not heard of it
    """
    charges = Charge.objects.filter(subscription_id=subscription_id, state=ChargeState.OPEN)
    for charge_id in charges.order_by("pk").values_list("pk", flat=True):
        try:
            take_back_thing(actor=actor, about_type=ABOUT, about_id=charge_id, now=now)
        except (PaymentUnderWay, BasketPaid) as reason:
            raise BeingPaid("Somebody is just paying for this.") from reason


def void_open_charges(subscription: Subscription) -> None:
    """Let nobody pay any more what is open of a locked subscription."""
    charges = Charge.objects.filter(subscription_id=subscription.pk, state=ChargeState.OPEN)
    charges.update(state=ChargeState.VOID, try_on=None)
