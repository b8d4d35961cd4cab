"""What a council's file says of its catalogue, as part of the section `payments`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from moothall.councils.setup import SetupContext
from moothall.kernel.actors import system
from moothall.payments.actions.cataloguing import (
    MOST_PENCE,
    PayableSettings,
    apply_group,
    apply_payable,
    apply_seller,
    write_fees,
)
from moothall.payments.catalogue.fees import example_from_json, rules_from_json
from moothall.payments.catalogue.references import ReferenceFormat
from moothall.payments.models import PriceKind

_ACTOR = system("add_council")


def apply_catalogue(context: SetupContext, data: Mapping[str, Any]) -> None:
    """
    Write down the headings, the things that can be paid for and what they cost.

    :raises CatalogueRefused: naming what cannot be used
    :raises Conflict: if a day has other fees already
    """
    council_id, now = context.council.id, context.now
    if "vat_number" in data:
        apply_seller(actor=_ACTOR, council_id=council_id, vat_number=data["vat_number"], now=now)
    for position, group in enumerate(data.get("groups", []), start=1):
        apply_group(
            actor=_ACTOR, council_id=council_id, key=group["key"], name=group["name"],
            position=position,
        )  # fmt: skip
    for position, one in enumerate(data.get("payables", []), start=1):
        payable = apply_payable(
            actor=_ACTOR, council_id=council_id, key=one["key"],
            settings=_settings(one, position), now=now,
        )  # fmt: skip
        for fees in one.get("fees", []):
            write_fees(
                actor=_ACTOR,
                payable_id=payable.pk,
                valid_from=date.fromisoformat(str(fees["from"])),
                rules=rules_from_json({k: v for k, v in fees.items() if k not in _NOT_RULES}),
                examples=[example_from_json(example) for example in fees["examples"]],
                now=now,
            )


_NOT_RULES = frozenset({"from", "examples"})


def _settings(one: Mapping[str, Any], position: int) -> PayableSettings:
    reference = one.get("reference", {})
    lookup = one.get("lookup", {})
    amount = one.get("amount", {})
    return PayableSettings(
        group=one["group"],
        fund=one["fund"],
        name=one["name"],
        price_kind=PriceKind(one["price"]),
        hint=one.get("hint", {}),
        other_words=one.get("other_words", {}),
        lgsl=one.get("lgsl"),
        least_pence=amount.get("least_pence", 1),
        most_pence=amount.get("most_pence", MOST_PENCE),
        opens_on=_day(one.get("opens_on")),
        closes_on=_day(one.get("closes_on")),
        reference_name=reference.get("name", {}),
        reference=ReferenceFormat(
            shapes=tuple(reference.get("shapes", ())),
            check=reference.get("check", ""),
            example=reference.get("example", ""),
        ),
        asks_account_name=one.get("asks_account_name", False),
        lookup=lookup.get("supplier", ""),
        lookup_kind=lookup.get("kind", ""),
        position=position,
    )


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None
