"""The section `payments` of a council's file: where money goes, its gateways, bank and exports."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.kernel.errors import Conflict
from moothall.payments.actions.choosing import choose_gateway
from moothall.payments.actions.coding import apply_fund
from moothall.payments.books_setup import apply_books
from moothall.payments.catalogue.setup import apply_catalogue
from moothall.payments.errors import CatalogueRefused
from moothall.payments.ports import CardEntry

SCHEMA = Path(__file__).with_name("payments_section.schema.json")


def apply_payments(context: SetupContext, data: Any) -> None:
    """
    Code the council's funds, choose its gateways and write down what can be paid for.

    :raises SetupError: naming what cannot be used
    """
    _check(data)
    if "catalogue" in data:
        apply_payments(context, _read(context.folder / data["catalogue"]))
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
        apply_books(council_id=context.council.id, data=data, now=context.now)
        apply_catalogue(context, data)
    except (CatalogueRefused, Conflict, LookupError, ValueError) as error:
        raise SetupError(f"at payments: {error}") from error


def _read(file: Path) -> Any:
    """Return what a file of its own says, which may be all that stands in the section."""
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
        return json.loads(json.dumps(read, default=str))  # days as they are written
    except (OSError, yaml.YAMLError) as error:
        raise SetupError(f"at payments/catalogue: {error}") from error


def _check(data: Any) -> None:
    read = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(read).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at payments/{place}: {mistake.message}")
