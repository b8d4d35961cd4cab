"""Mistakes that an operator could make about how people sign in, named before anything starts."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from moothall.people.sign_in.identity_provider import set_up


def check_identity_provider(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """Name what is wrong with the identity provider's setting."""
    given = settings.IDENTITY_PROVIDER
    if not given:
        return []
    found: list[CheckMessage] = []
    try:
        set_up(given)
    except ValueError as mistake:
        found.append(
            Error(
                f"MOOTHALL_IDENTITY_PROVIDER: {mistake}",
                hint="See docs/operator/one-login.md.",
                id="people.E001",
            )
        )
    if not settings.SIGN_IN_HOST:
        found.append(
            Error(
                "MOOTHALL_IDENTITY_PROVIDER is set, but there is no host to sign in at.",
                hint="Set MOOTHALL_SIGN_IN_HOST.",
                id="people.E002",
            )
        )
    return found
