"""Plans and their prices, from a council's file."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.payments.models import Fund, Plan, PlanPrice


@transaction.atomic
def apply_plan(
    *,
    actor: Actor,
    council_id: int,
    key: str,
    fund: str,
    rules: Mapping[str, Any],
    now: datetime,
) -> Plan:
    """
    Offer a plan under these rules; whoever has joined keeps what they have paid for.

    :raises ValueError: if the council has no such fund
    """
    found = Fund.objects.filter(council_id=council_id, key=fund).first()
    if found is None:
        raise ValueError(f"there is no fund called {fund}")
    plan = Plan.objects.select_for_update().filter(council_id=council_id, key=key).first()
    if plan is not None:
        same = all(getattr(plan, name) == value for name, value in rules.items())
        if same and plan.fund_id == found.pk:
            return plan
    else:
        plan = Plan(council_id=council_id, key=key)
    plan.fund, plan.changed_at = found, now
    for name, value in rules.items():
        setattr(plan, name, value)
    plan.save()
    audit.record(actor=actor, verb="plan.set", subject=plan, now=now)
    return plan


@transaction.atomic
def price_plan(
    *, actor: Actor, plan: Plan, valid_from: date, pence: int, more_pence: int, now: datetime
) -> PlanPrice:
    """
    Price a plan for times that begin on a day or later; the same again changes nothing.

    :raises ValueError: if that day has another price already: people may have been told of it
    """
    price, is_new = PlanPrice.objects.get_or_create(
        council_id=plan.council_id,
        plan_id=plan.pk,
        valid_from=valid_from,
        defaults={"pence": pence, "more_pence": more_pence, "written_at": now},
    )
    if (price.pence, price.more_pence) != (pence, more_pence):
        raise ValueError(f"{plan.key} has another price from {valid_from} on: give a new day")
    if is_new:
        audit.record(
            actor=actor, verb="plan.priced", subject=plan, now=now,
            detail={"from": valid_from.isoformat(), "pence": pence, "more": more_pence},
        )  # fmt: skip
    return price
