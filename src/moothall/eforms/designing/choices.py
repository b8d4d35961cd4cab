"""What the answers choose: another service, how urgent it is, its category. The first rule wins."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from moothall.eforms.designing.editing import Way
from moothall.eforms.designing.parts import Document, Part

#: What can be chosen so, by the member of the outcome that holds it.
CHOSEN = {"services": "service_types", "priority": "priority", "category": "category"}
_USUAL_PRIORITY = "normal"


@dataclass(frozen=True)
class Choice:
    """When something is chosen, and what."""

    when: Any
    value: str


@dataclass(frozen=True)
class Choices:
    """Choices in the order in which they are tried, and what holds where none does."""

    choices: tuple[Choice, ...] = ()
    otherwise: str = ""


def choices_of(document: Document, chosen: str) -> Choices | None:
    """Return what the answers choose, or nothing where a rule says it in another way."""
    outcome = document["outcome"]
    if chosen == "services":
        rows = outcome.get("service_types", ())
        found = tuple(Choice(one["when"], one["service_type"]) for one in rows)
        return Choices(found, outcome["service_type"])
    match outcome.get(chosen):
        case None:
            return Choices()
        case {"if": [True, str(always)]}:
            return Choices(otherwise=always)
        case {"if": [*parts]} if len(parts) % 2:
            return _read(parts[:-1], parts[-1])
    return None


def _read(parts: Sequence[Any], otherwise: Any) -> Choices | None:
    values = (*parts[1::2], otherwise or "")
    if not all(isinstance(one, str) for one in values) or not parts:
        return None
    found = tuple(map(Choice, parts[::2], parts[1::2]))
    return Choices(found, otherwise or "")


def with_choices(document: Document, chosen: str, choices: Choices) -> Document:
    """Return the form with other choices."""
    new = deepcopy(document)
    outcome, name = new["outcome"], CHOSEN[chosen]
    if chosen == "services":
        outcome["service_type"] = choices.otherwise
        rule: Any = [{"when": one.when, "service_type": one.value} for one in choices.choices]
    elif choices.choices:
        usual = _USUAL_PRIORITY if chosen == "priority" else None
        rule = {"if": [*_written(choices), choices.otherwise or usual]}
    else:
        rule = {"if": [True, choices.otherwise]} if choices.otherwise else None
    if rule:
        outcome[name] = rule
    else:
        outcome.pop(name, None)
    return new


def _written(choices: Choices) -> list[Any]:
    return [part for one in choices.choices for part in (one.when, one.value)]


def moved(choices: Choices, number: int, way: Way) -> Choices:
    """Return the choices with one tried earlier or later; what is not there moves nothing."""
    other = number + (1 if way is Way.DOWN else -1)
    found = list(choices.choices)
    if 0 <= number < len(found) and 0 <= other < len(found):
        found[number], found[other] = found[other], found[number]
    return Choices(tuple(found), choices.otherwise)


def holder_of_choice(document: Document, chosen: str, number: int) -> tuple[Any, Any] | None:
    """Return what holds the rule of a choice and under which name, if there is such a choice."""
    found = choices_of(document, chosen)
    if found is None or number >= len(found.choices):
        return None
    held: Part = document["outcome"]
    if chosen == "services":
        return held["service_types"][number], "when"
    return held[chosen]["if"], 2 * number
