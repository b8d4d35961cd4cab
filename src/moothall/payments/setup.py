"""The section `payments` of a council's file: its gateways, its bank and its exports."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.payments.actions.choosing import choose_gateway
from moothall.payments.books_setup import apply_books
from moothall.payments.ports import CardEntry

SCHEMA = Path(__file__).with_name("payments_section.schema.json")


def apply_payments(context: SetupContext, data: Any) -> None:
    """
    Choose the council's gateways.

    :raises SetupError: naming what cannot be used
    """
    _check(data)
    try:
        for entry, choice in data.get("gateways", {}).items():
            choose_gateway(
                actor=system("add_council"),
                council_id=context.council.id,
                entry=CardEntry(entry),
                gateway=choice["gateway"],
                options=choice.get("options", {}),
                now=context.now,
            )
        apply_books(council_id=context.council.id, data=data, now=context.now)
    except (LookupError, ValueError) as error:
        raise SetupError(f"at payments: {error}") from error


def _check(data: Any) -> None:
    read = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(read).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at payments/{place}: {mistake.message}")
