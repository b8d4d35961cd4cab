"""The section `parking` of a council's file, or of a file of its own whose path stands there."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.verticals.parking.actions.places import apply_place, apply_rules
from moothall.verticals.parking.tariff_rules import TariffWrong

SCHEMA = Path(__file__).with_name("parking_section.schema.json")
_ACTOR = system("add_council")


def apply_parking(context: SetupContext, data: Any) -> None:
    """
    Write down how the council runs parking, its places and their tariffs.

    A place that the file no longer names stays as it is: one that is given up is said to be closed.

    :raises SetupError: naming what cannot be used
    """
    if isinstance(data, str):
        data = _read(context.folder / data)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for mistake in Draft202012Validator(schema).iter_errors(data):
        place = "/".join(str(step) for step in mistake.path)
        raise SetupError(f"at parking/{place}: {mistake.message}")
    try:
        _apply_rules(context, data)
        for place in data["places"]:
            _apply_place(context, place)
    except (TariffWrong, ValueError) as error:
        raise SetupError(f"at parking: {error}") from error


def _apply_rules(context: SetupContext, data: dict[str, Any]) -> None:
    texts = data.get("texts", {})
    apply_rules(
        actor=_ACTOR,
        council_id=context.council.id,
        rules={
            "scheme": data["scheme"],
            "reminder_minutes": data.get("reminder_minutes", 10),
            "quote_minutes": data.get("quote_minutes", 10),
            "texts_secret": texts.get("token_secret", ""),
            "texts_number": texts.get("number", ""),
        },
        now=context.now,
    )


def _apply_place(context: SetupContext, place: dict[str, Any]) -> None:
    apply_place(
        actor=_ACTOR,
        council_id=context.council.id,
        code=place["code"],
        fund=place["fund"],
        kind=place["kind"],
        facts={
            "name": place["name"],
            "where": place["where"],
            "capacity": place.get("capacity"),
            "latitude": place.get("latitude"),
            "longitude": place.get("longitude"),
            "is_closed": place.get("closed", False),
        },
        tariffs={
            date.fromisoformat(one["from"]): {key: one[key] for key in one if key != "from"}
            for one in place["tariffs"]
        },
        now=context.now,
    )


def _read(file: Path) -> Any:
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
        return json.loads(json.dumps(read, default=str))  # days as they are written
    except (OSError, yaml.YAMLError) as error:
        raise SetupError(f"at parking: {error}") from error
