"""The councils that the contractor works for, and what each may ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

HERE = Path(__file__).parent
DATATYPES = frozenset({"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"})
TYPES = frozenset({"realtime", "batch", "blackbox"})


@dataclass(frozen=True)
class Attribute:
    """One further question about a service."""

    code: str
    description: str
    datatype: str
    required: bool
    automated: str
    values: Mapping[str, str]

    def complaint_about(self, answers: list[str]) -> str | None:
        """Say what is wrong with these answers, if anything is."""
        given = [answer for answer in answers if answer != ""]
        if not given:
            return f"attribute[{self.code}] is required" if self.required else None
        if self.datatype != "multivaluelist" and len(given) > 1:
            return f"attribute[{self.code}] takes one value"
        if self.values:
            strangers = [answer for answer in given if answer not in self.values]
            if strangers:
                return f"attribute[{self.code}] has no value {strangers[0]!r}"
        if self.datatype == "number" and not _is_number(given[0]):
            return f"attribute[{self.code}] must be a number"
        if self.datatype == "datetime" and not _is_moment(given[0]):
            return f"attribute[{self.code}] must be an ISO 8601 date"
        return None


@dataclass(frozen=True)
class Service:
    """One kind of work that a council may ask for."""

    code: str
    name: str
    description: str
    group: str
    type: str
    keywords: tuple[str, ...]
    notice: str
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True)
class Jurisdiction:
    """One council, as Open311 names it."""

    id: str
    name: str
    agency: str
    prefix: str
    api_keys: frozenset[str]
    description_limit: int
    services: Mapping[str, Service]


def load_jurisdictions(path: Path | None = None) -> Mapping[str, Jurisdiction]:
    """
    Read the councils from a YAML or JSON file.

    :raises ValueError: if a service's type or an attribute's datatype is none of the standard's
    """
    written = yaml.safe_load((path or HERE / "jurisdictions.yaml").read_text("utf-8"))
    found = [_jurisdiction(entry) for entry in written["jurisdictions"]]
    return {jurisdiction.id: jurisdiction for jurisdiction in found}


def _jurisdiction(entry: dict[str, object]) -> Jurisdiction:
    """Read one council."""
    services = [_service(service) for service in _entries(entry, "services")]
    return Jurisdiction(
        id=str(entry["id"]),
        name=str(entry["name"]),
        agency=str(entry.get("agency", "")),
        prefix=str(entry["prefix"]),
        api_keys=frozenset(_words(entry, "api_keys")),
        description_limit=int(str(entry.get("description_limit", 4000))),
        services={service.code: service for service in services},
    )


def _service(entry: dict[str, object]) -> Service:
    """Read one service; each may carry the sender's own reference and a grid reference."""
    kind = str(entry.get("type", "realtime"))
    if kind not in TYPES:
        raise ValueError(f"{kind!r} is no type of service")
    asked = [_attribute(attribute) for attribute in _entries(entry, "attributes")]
    sent = [
        Attribute(code, description, "string", required=False, automated="server_set", values={})
        for code, description in (
            ("external_id", "The sender's own reference"),
            ("easting", "National Grid easting"),
            ("northing", "National Grid northing"),
            ("usrn", "Unique street reference number"),
        )
    ]
    return Service(
        code=str(entry["code"]),
        name=str(entry["name"]),
        description=str(entry.get("description", "")),
        group=str(entry.get("group", "")),
        type=kind,
        keywords=tuple(_words(entry, "keywords")),
        notice=str(entry.get("notice", "")),
        attributes=(*asked, *sent),
    )


def _attribute(entry: dict[str, object]) -> Attribute:
    """Read one question."""
    datatype = str(entry.get("datatype", "string"))
    if datatype not in DATATYPES:
        raise ValueError(f"{datatype!r} is no datatype")
    values = entry.get("values", {})
    return Attribute(
        code=str(entry["code"]),
        description=str(entry["description"]),
        datatype=datatype,
        required=entry.get("required") is True,
        automated=str(entry.get("automated", "")),
        values={str(key): str(name) for key, name in values.items()}
        if isinstance(values, dict)
        else {},
    )


def _entries(entry: dict[str, object], name: str) -> list[dict[str, object]]:
    """Read a list of mappings that may be absent."""
    found = entry.get(name, [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _words(entry: dict[str, object], name: str) -> list[str]:
    """Read a list of words that may be absent."""
    found = entry.get(name, [])
    return [str(one) for one in found] if isinstance(found, list) else []


def _is_number(text: str) -> bool:
    """Tell whether this reads as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    """Tell whether this reads as a date or a moment."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
