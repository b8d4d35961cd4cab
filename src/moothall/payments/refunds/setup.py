"""The section `refunds` of a council's file: up to how much one person alone gives back."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.payments.refunds.actions import apply_refund_rule

SCHEMA = Path(__file__).with_name("refunds_section.schema.json")


def apply_refunds(context: SetupContext, data: Any) -> None:
    """
    Set the council's limit.

    :raises SetupError: naming what cannot be used
    """
    for mistake in Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at refunds/{place}: {mistake.message}")
    apply_refund_rule(
        actor=system("add_council"),
        council_id=context.council.id,
        approval_above_pence=data["approval_above_pence"],
        now=context.now,
    )
