"""The installation's identity provider, with whom residents sign in and prove who they are."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings

from moothall.people.ports import IdentityProvider, identity_suppliers

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Installed:
    """The provider that is set up, its supplier's key, and the name that people read."""

    key: str
    label: str
    provider: IdentityProvider


def installed() -> Installed | None:
    """Return the provider that is set up; nothing if none is, or if it cannot be used."""
    given = settings.IDENTITY_PROVIDER
    return _installed(json.dumps(given, sort_keys=True)) if given else None


def label() -> str:
    """Return the name of the provider as people read it, or nothing."""
    found = installed()
    return found.label if found is not None else ""


def label_of(key: str) -> str:
    """Return the name of a supplier as people read it; its key, if it is not there any more."""
    return identity_suppliers.get(key).label if key in identity_suppliers else key


def set_up(given: Mapping[str, Any]) -> Installed:
    """
    Return the provider that a setting describes; calls nobody.

    :raises ValueError: naming the mistake
    """
    if unknown := sorted(set(given) - {"supplier", "options"}):
        raise ValueError(f"unknown part {', '.join(unknown)}; there are supplier and options")
    key, options = given.get("supplier"), given.get("options", {})
    if not isinstance(key, str):
        raise ValueError("supplier is missing")
    if not isinstance(options, dict):
        raise ValueError("options must be a JSON object")
    try:
        supplier = identity_suppliers.get(key)
    except LookupError as error:
        raise ValueError(str(error)) from error
    return Installed(supplier.key, supplier.label, supplier.connect(options))


@lru_cache(maxsize=4)
def _installed(written: str) -> Installed | None:
    try:
        return set_up(json.loads(written))
    except ValueError as error:
        logger.error("MOOTHALL_IDENTITY_PROVIDER cannot be used: %s.", error)
        return None
