"""The section `wallets` of a council's file: for what it keeps people's money."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.payments.errors import CannotPay
from moothall.payments.wallets.actions import apply_scheme

SCHEMA = Path(__file__).with_name("wallets_section.schema.json")


def apply_wallets(context: SetupContext, data: Any) -> None:
    """
    Write down the council's schemes.

    :raises SetupError: naming what cannot be used
    """
    read = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(read).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at wallets/{place}: {mistake.message}")
    try:
        for scheme in data:
            apply_scheme(
                actor=system("add_council"),
                council_id=context.council.id,
                key=scheme["key"],
                name=scheme["name"],
                fund=scheme["fund"],
                least_pence=scheme.get("least_pence", 0),
                low_pence=scheme["low_pence"],
                most_pence=scheme["most_pence"],
                is_for_people=scheme.get("is_for_people", False),
                now=context.now,
            )
    except CannotPay as error:
        raise SetupError(f"at wallets: {error}") from error
