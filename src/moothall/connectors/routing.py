"""Which routes fit a case, and how a route fills the receiving system's attributes. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moothall.kernel.errors import MoothallError


class NoRoute(MoothallError):
    """No active system takes such a case."""


@dataclass(frozen=True)
class Fitting:
    """What a route may look at: the service, and the case's details by their key."""

    service_type: str
    details: Mapping[str, str]


def fits(when: Mapping[str, Any], case: Fitting) -> bool:
    """Tell whether a route's condition holds; an empty one always does."""
    if not when:
        return True
    return case.details.get(str(when["detail"]), "") in [str(value) for value in when["is"]]


def attributes_for(
    rules: Mapping[str, Mapping[str, Any]], case: Fitting
) -> dict[str, str | Sequence[str]]:
    """
    Return the attributes that a route's rules make of a case's details.

    A rule is {"fixed": value}, or {"from": detail} with an optional table {"values": {ours:
    theirs}}; what a table does not name, and what is empty, is left out.
    """
    filled: dict[str, str | Sequence[str]] = {}
    for code, rule in rules.items():
        value = str(rule.get("fixed", "")) or case.details.get(str(rule.get("from", "")), "")
        if "values" in rule:
            value = str(rule["values"].get(value, ""))
        if value:
            filled[code] = value
    return filled


def mistakes_in(data: Sequence[Mapping[str, Any]], services: set[str]) -> list[str]:
    """Return what is wrong with a list of routes in a council's file, each with its place."""
    found = []
    for position, route in enumerate(data, start=1):
        if route.get("service") not in services:
            found.append(f"route {position} names a service {route.get('service')!r} not offered")
        if not route.get("code"):
            found.append(f"route {position} has no code")
        when = route.get("when") or {}
        if when and set(when) != {"detail", "is"}:
            found.append(f"route {position}: write `when` as detail and is")
        found.extend(
            f"route {position}: attribute {code} needs `from` or `fixed`"
            for code, rule in (route.get("attributes") or {}).items()
            if not {"from", "fixed"} & set(rule)
        )
    return found
