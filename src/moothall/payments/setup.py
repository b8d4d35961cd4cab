"""The section `payments` of a council's file: where money goes, and its gateways."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.payments.actions.choosing import choose_gateway
from moothall.payments.actions.coding import apply_fund
from moothall.payments.ports import CardEntry

SCHEMA = Path(__file__).with_name("payments_section.schema.json")


def apply_payments(context: SetupContext, data: Any) -> None:
    """
    Code the council's funds and choose its gateways.

    :raises SetupError: naming what cannot be used
    """
    _check(data)
    try:
        for fund in data.get("funds", []):
            apply_fund(
                actor=system("add_council"),
                council_id=context.council.id,
                key=fund["key"],
                name=fund["name"],
                valid_from=date.fromisoformat(str(fund["from"])),
                fund_code=fund["fund_code"],
                gl_code=fund["gl_code"],
                vat_code=fund["vat_code"],
                vat_rate=fund["vat_rate"],
                now=context.now,
            )
        for entry, choice in data.get("gateways", {}).items():
            choose_gateway(
                actor=system("add_council"),
                council_id=context.council.id,
                entry=CardEntry(entry),
                gateway=choice["gateway"],
                options=choice.get("options", {}),
                now=context.now,
            )
    except (LookupError, ValueError) as error:
        raise SetupError(f"at payments: {error}") from error


def _check(data: Any) -> None:
    read = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(read).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at payments/{place}: {mistake.message}")
