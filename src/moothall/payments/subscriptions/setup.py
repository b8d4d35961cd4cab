"""The section `subscriptions` of a council's file: plans with their rules and prices."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.payments.subscriptions.actions import apply_plan, price_plan

SCHEMA = Path(__file__).with_name("subscriptions_section.schema.json")
_RULES = (
    "name",
    "kind",
    "period_months",
    "season_starts",
    "prorates",
    "refunds",
    "most",
    "instalments",
    "notice_days",
    "charge_days",
    "grace_days",
    "is_offered",
)


def apply_subscriptions(context: SetupContext, data: Any) -> None:
    """
    Offer the council's plans.

    :raises SetupError: naming what cannot be used
    """
    data = json.loads(json.dumps(data, default=str))  # days as they are written, quoted or not
    for mistake in Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at subscriptions/{place}: {mistake.message}")
    actor = system("add_council")
    try:
        for one in data["plans"]:
            plan = apply_plan(
                actor=actor,
                council_id=context.council.id,
                key=one["key"],
                fund=one["fund"],
                rules={name: one[name] for name in _RULES if name in one},
                now=context.now,
            )
            for price in one["prices"]:
                price_plan(
                    actor=actor,
                    plan=plan,
                    valid_from=date.fromisoformat(str(price["from"])),
                    pence=price["pence"],
                    more_pence=price.get("more_pence", price["pence"]),
                    now=context.now,
                )
    except ValueError as error:
        raise SetupError(f"at subscriptions: {error}") from error
