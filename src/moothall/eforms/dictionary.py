"""
The data dictionary: names of facts that all forms of all councils share, each with its types.

A name is what other systems and later forms know a fact by, whatever a question is called. What
no other form would ever ask is `local.<name>`.
"""

from collections.abc import Mapping

_WRITTEN = frozenset({"text", "textarea"})
_CHOSEN = frozenset({"radios", "select"})
_NUMBERED = frozenset({"number"})

NAMES: Mapping[str, frozenset[str]] = {
    "person.name": frozenset({"name"}),
    "person.email": frozenset({"email"}),
    "person.phone": frozenset({"phone"}),
    "person.date_of_birth": frozenset({"date"}),
    "person.address": frozenset({"address"}),
    "person.declaration": frozenset({"declaration"}),
    "property.uprn": frozenset({"address"}),
    "place": frozenset({"map_location"}),
    "vehicle.registration": _WRITTEN,
    "vehicle.make": _WRITTEN | _CHOSEN,
    "vehicle.colour": _WRITTEN | _CHOSEN,
    "request.description": _WRITTEN,
    "request.subject": _WRITTEN | _CHOSEN,
    "request.photos": frozenset({"upload"}),
    "request.documents": frozenset({"upload"}),
    "request.quantity": _NUMBERED,
    "request.noticed_on": frozenset({"date"}),
    "waste.container": _CHOSEN,
    "waste.missed_on": frozenset({"date"}),
    "waste.access": _WRITTEN,
    "street.category": _CHOSEN,
    "street.danger": _CHOSEN,
}


def is_local(name: str) -> bool:
    """Tell whether a name is a form's own affair."""
    return name.startswith("local.")


def types_of(name: str) -> frozenset[str]:
    """Return the types of question that may ask for this fact; none if the name is unknown."""
    return NAMES.get(name, frozenset())
