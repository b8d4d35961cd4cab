"""What a plan costs: by its prices of the day on which a time begins, and how many."""

from datetime import date

from moothall.payments.errors import CannotPay
from moothall.payments.subscriptions.models import Plan, PlanPrice


def price_on(plan: Plan, first: date) -> PlanPrice:
    """
    Return the price of a plan for a time that begins on a day.

    :raises CannotPay: if it has none for that day
    """
    rows = PlanPrice.objects.filter(plan_id=plan.pk, valid_from__lte=first)
    price = rows.order_by("-valid_from").first()
    if price is None:
        raise CannotPay(f"The plan {plan.key} has no price on {first}.")
    return price


def price_of(unit_pence: int, more_pence: int, quantity: int) -> int:
    """Return what so many cost."""
    return unit_pence + more_pence * (quantity - 1)


def parts_of(pence: int, count: int) -> list[int]:
    """Return an amount in so many parts; what cannot be parted is in the first."""
    part, rest = divmod(pence, count)
    return [part + rest, *[part] * (count - 1)]
