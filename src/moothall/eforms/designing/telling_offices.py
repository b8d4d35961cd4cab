"""Who else is told of what is handed in: a team, an address or a system, as one place each."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from moothall.eforms.designing.parts import Document, Part
from moothall.eforms.sharing.building import Keys

#: The member of a destination that says where, by the kind of place.
_MEMBERS: Mapping[str, tuple[str, str]] = {
    "team": ("email", "team"),
    "to": ("email", "to"),
    "system": ("webhook", "system"),
}


def place_of(destination: Part) -> str:
    """Return where a destination leads, as one word such as `team:waste`; empty if nowhere."""
    for name in _MEMBERS:
        if name in destination:
            return f"{name}:{destination[name]}"
    return ""


def with_destinations(document: Document, places: Mapping[str, str], another: str = "") -> Document:
    """Return the form with its destinations leading elsewhere, by key; those to nowhere go."""
    new = deepcopy(document)
    olds: list[Part] = new["outcome"].get("destinations", [])
    kept = [
        _leading(one, places.get(one["key"], place_of(one)))
        for one in olds
        if places.get(one["key"], place_of(one))
    ]
    if another:
        key = Keys({one["key"] for one in olds}).key_for(another.partition(":")[2])
        kept.append(_leading({"key": key}, another))
    if kept:
        new["outcome"]["destinations"] = kept
    else:
        new["outcome"].pop("destinations", None)
    return new


def _leading(destination: Part, place: str) -> Part:
    name, _sep, where = place.partition(":")
    if name not in _MEMBERS:
        return destination
    kind, member = _MEMBERS[name]
    kept: dict[str, Any] = {k: v for k, v in destination.items() if k in ("key", "when")}
    return {**kept, "kind": kind, member: where}
