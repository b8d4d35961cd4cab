"""The services that may send, with their keys and templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class ApiKey:
    """A secret with which a service signs what it asks."""

    name: str
    secret: str
    type: str
    """live, team (only to its guest list) or test."""


@dataclass(frozen=True)
class Template:
    """Wording that a service has prepared."""

    id: str
    type: str
    name: str
    version: int
    subject: str
    body: str


@dataclass(frozen=True)
class Callback:
    """Where a service wants to be told what became of its notifications."""

    url: str
    bearer_token: str


@dataclass(frozen=True)
class Service:
    """One sender."""

    id: str
    name: str
    sms_sender: str
    email_from: str
    guest_list: frozenset[str]
    api_keys: tuple[ApiKey, ...]
    templates: Mapping[str, Template]
    callback: Callback | None


def load_services(path: Path | None = None) -> Mapping[str, Service]:
    """Read the services from a YAML or JSON file."""
    written = yaml.safe_load((path or HERE / "services.yaml").read_text("utf-8"))
    found = [_service(entry) for entry in written["services"]]
    return {service.id: service for service in found}


def _service(entry: dict[str, object]) -> Service:
    """Read one service."""
    templates = [
        Template(
            id=one["id"],
            type=one["type"],
            name=one["name"],
            version=int(one["version"]),
            subject=one.get("subject", ""),
            body=one["body"],
        )
        for one in _entries(entry, "templates")
    ]
    callbacks = _entries(entry, "callbacks")
    return Service(
        id=str(entry["id"]),
        name=str(entry["name"]),
        sms_sender=str(entry["sms_sender"]),
        email_from=str(entry["email_from"]),
        guest_list=frozenset(_words(entry, "guest_list")),
        api_keys=tuple(
            ApiKey(one["name"], one["secret"], one["type"]) for one in _entries(entry, "api_keys")
        ),
        templates={template.id: template for template in templates},
        callback=Callback(callbacks[0]["url"], callbacks[0]["bearer_token"]) if callbacks else None,
    )


def _entries(entry: dict[str, object], name: str) -> list[dict[str, str]]:
    """Read a list of mappings that may be absent."""
    found = entry.get(name, [])
    if not isinstance(found, list):
        return []
    return [{key: str(value) for key, value in one.items()} for one in found]


def _words(entry: dict[str, object], name: str) -> list[str]:
    """Read a list of words that may be absent."""
    found = entry.get(name, [])
    return [str(one) for one in found] if isinstance(found, list) else []
