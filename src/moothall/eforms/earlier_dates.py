"""Dates that are held against the answer to another question, which must be asked before them."""

from collections.abc import Iterator, Mapping
from typing import Any

from moothall.eforms.mistakes import Mistake


def dates_held_against(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Find dates that are held against something that is no date asked before them."""
    earlier: set[str] = set()
    for order, page in enumerate(document["pages"]):
        here = set(earlier)
        for number, question in enumerate(page.get("questions", ())):
            for name in ("not_before", "not_after"):
                key = question.get("settings", {}).get(name)
                if key is not None and key not in here:
                    place = f"pages/{order}/questions/{number}/settings/{name}"
                    yield Mistake(place, f"{key!r} is no date asked before this")
            if question["type"] == "date":
                here.add(question["key"])
        if page.get("kind") != "repeat":
            earlier = here
