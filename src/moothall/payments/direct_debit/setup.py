"""The section `direct_debit` of a council's file: who collects, and how."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.payments.direct_debit.actions import choose_collector
from moothall.payments.direct_debit.days import DAYS_OF_NOTICE

SCHEMA = Path(__file__).with_name("direct_debit_section.schema.json")
_DAYS = (1, 15, 28)


def apply_direct_debit(context: SetupContext, data: Any) -> None:
    """
    Choose who collects.

    :raises SetupError: naming what cannot be used
    """
    read = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(read).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at direct_debit/{place}: {mistake.message}")
    notice = data.get("days_of_notice", DAYS_OF_NOTICE)
    agreed = data.get("bank_agreed", False)
    if notice < DAYS_OF_NOTICE and not agreed:
        raise SetupError(
            "at direct_debit/days_of_notice: fewer than 10 working days must be agreed with the "
            "sponsoring bank: say bank_agreed"
        )
    try:
        choose_collector(
            actor=system("add_council"),
            council_id=context.council.id,
            collector=data["collector"],
            options=data.get("options", {}),
            statement_name=data["statement_name"],
            days_of_notice=notice,
            bank_agreed=agreed,
            days=data.get("days", _DAYS),
            now=context.now,
        )
    except (LookupError, ValueError) as error:
        raise SetupError(f"at direct_debit: {error}") from error
