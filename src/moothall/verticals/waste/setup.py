"""The section `rounds` of a council's file: the path of a YAML file with its collection rounds."""

import csv
import json
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from moothall.councils.setup import SetupContext, SetupError
from moothall.kernel.actors import system
from moothall.verticals.waste.actions import RoundInput, replace_rounds

SCHEMA = Path(__file__).with_name("rounds_file.schema.json")


def apply_rounds(context: SetupContext, data: Any) -> None:
    """
    Replace the council's rounds by those of its file.

    A file names the properties of a round by the beginning of their postcodes (`areas`), which
    asks that the gazetteer is loaded already, or one by one in a CSV file (`properties`).

    :raises SetupError: naming the place of each mistake
    """
    if not isinstance(data, str):
        raise SetupError("at rounds: give the path of a file")
    document = _read(context.folder / data, data)
    try:
        replace_rounds(
            actor=system("add_council"),
            council_id=context.council.id,
            rounds=[_round(one) for one in document["rounds"]],
            by_postcode=[(one["postcodes"], one["rounds"]) for one in document.get("areas", ())],
            by_property=_properties(context.folder / data, document.get("properties")),
            now=context.now,
        )
    except (LookupError, ValueError, OSError) as error:
        raise SetupError(f"in {data}: {error}") from error


def _read(file: Path, path: str) -> dict[str, Any]:
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SetupError(f"at rounds: {path} cannot be read: {error}") from error
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    mistakes = sorted(Draft202012Validator(schema).iter_errors(document), key=lambda e: str(e.path))
    if mistakes:
        raise SetupError(
            "; ".join(
                f"in {path} at {'/'.join(map(str, one.path)) or 'the top'}: {one.message}"
                for one in mistakes
            )
        )
    result: dict[str, Any] = document
    return result


def _round(given: dict[str, Any]) -> RoundInput:
    return RoundInput(
        slug=given["slug"],
        name=given["name"],
        container=given["container"],
        anchor_on=date.fromisoformat(given["anchor_on"]),
        every_weeks=int(given.get("every_weeks", 1)),
        ends_at=time.fromisoformat(given.get("ends_at", "17:00")),
        report_days=int(given.get("report_days", 2)),
        moved={day: to or None for day, to in given.get("moved", {}).items()},
    )


def _properties(file: Path, path: str | None) -> Iterator[tuple[int, str]]:
    if path is None:
        return
    with (file.parent / path).open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield int(row["uprn"]), row["round"]
