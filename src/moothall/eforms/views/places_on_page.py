"""What questions about places show beside their inputs: found addresses, where the map begins."""

from typing import Any

from moothall.eforms.definition import Question
from moothall.eforms.fields import Typed, first
from moothall.eforms.fields.countries import countries_in
from moothall.eforms.fields.placing import NONE_OF_THESE, NOT_LISTED, addresses_near
from moothall.eforms.views.doors import Door
from moothall.kernel import clock
from moothall.places import queries as places

_MOST_FOUND = 50
_ZOOM = 12


def address_parts(door: Door, question: Question, shown: Typed) -> dict[str, Any]:
    """Return the addresses that were found, and whether the address is being typed instead."""
    chosen = [value for value in shown.get(question.key, ()) if value]
    may_type = question.settings.get("not_listed", True)
    query = first(shown, f"{question.key}_query")
    found = None
    if query and not chosen and door.council.custodian_code is not None:
        rows = places.find_addresses(
            query, custodian_code=door.council.custodian_code, limit=_MOST_FOUND
        )
        found = [{"uprn": str(row.uprn), "text": row.line_in(door.language)} for row in rows]
    return {
        "addresses": found,
        "query": query,
        "value": next((value for value in chosen if value != NOT_LISTED), ""),
        "may_type": may_type,
        "is_typed": may_type and NOT_LISTED in chosen,
        "search_url": door.url("form-addresses"),
        "countries": _countries(door.language) if question.settings.get("abroad") else [],
    }


def _countries(language: str) -> list[dict[str, str]]:
    return [{"value": code, "label": name} for code, name in countries_in(language).items()]


def shape_parts(door: Door, question: Question) -> dict[str, Any]:
    """Return where the map begins, and whether an area is drawn or a line."""
    return {
        "is_area": question.type == "map_area",
        "centre": places.centre_of_council(door.council.gss_code, on=clock.now().date()),
        "zoom": _ZOOM,
    }


def place_parts(door: Door, question: Question, shown: Typed) -> dict[str, Any]:
    """Return where the map begins, and the addresses that the words may mean."""
    key = question.key
    words = " ".join(first(shown, f"{key}_description").split())
    near: list[dict[str, str]] = []
    if words and not first(shown, f"{key}_latitude"):
        near = [
            {"value": str(row.uprn), "label": row.line_in(door.language)}
            for row in addresses_near(words, door.council.custodian_code)
        ]
    return {
        "near": near,
        "none": NONE_OF_THESE,
        "asked": words,
        "centre": places.centre_of_council(door.council.gss_code, on=clock.now().date()),
        "zoom": _ZOOM,
        "nearby_url": door.url("form-nearby"),
    }
