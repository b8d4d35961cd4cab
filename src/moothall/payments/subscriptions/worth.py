"""What more, fewer, or nothing any more of a subscription is worth for the rest of what is paid."""

from dataclasses import dataclass
from datetime import date

from moothall.payments.models import Charge, Subscription
from moothall.payments.subscriptions.pricing import price_of
from moothall.payments.subscriptions.terms import Term, first_term, to_give_back, to_pay
from moothall.payments.subscriptions.workflow import ChargeKind, ChargeState, PlanKind, Share


@dataclass(frozen=True)
class PaidTime:
    """A time that is paid for and not over, with the prices that were paid for it."""

    term: Term
    unit_pence: int
    more_pence: int

    def price(self, quantity: int) -> int:
        """Return what so many cost for all of it; none cost nothing."""
        return price_of(self.unit_pence, self.more_pence, quantity) if quantity else 0


def paid_times(subscription: Subscription, today: date) -> list[PaidTime]:
    """
    Return the present time, and the next if it is renewed already.

    The price of a season is for the whole of it, also for who joined in the middle.
    """
    charges = Charge.objects.filter(
        subscription_id=subscription.pk,
        state=ChargeState.PAID,
        kind__in=[ChargeKind.JOIN, ChargeKind.RENEWAL],
        last_on__gte=today,
    )
    return [
        PaidTime(_term(subscription, charge), charge.unit_pence, charge.more_pence)
        for charge in charges.order_by("first_on")
    ]


def price_of_more(subscription: Subscription, quantity: int, today: date) -> int:
    """Return what it costs to have more from today on."""
    rule = Share(subscription.plan.prorates)
    return sum(
        to_pay(time.price(quantity) - time.price(subscription.quantity), time.term, today, rule)
        for time in paid_times(subscription, today)
    )


def worth_of_fewer(subscription: Subscription, quantity: int, today: date) -> int:
    """Return what is given back for having fewer after today; with none, for stopping."""
    if subscription.plan.kind == PlanKind.INSTALMENTS:
        return 0  # a fee in parts is owed as a whole: staff decide what is given back of it
    rule = Share(subscription.plan.refunds)
    return sum(
        to_give_back(
            time.price(subscription.quantity) - time.price(quantity), time.term, today, rule
        )
        for time in paid_times(subscription, today)
    )


def _term(subscription: Subscription, charge: Charge) -> Term:
    plan = subscription.plan
    if plan.season_starts and charge.kind == ChargeKind.JOIN:
        _, term = first_term(
            charge.first_on, period_months=plan.period_months, season_starts=plan.season_starts
        )
        return term
    return Term(charge.first_on, charge.last_on)
