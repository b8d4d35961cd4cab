"""Typed readers of the environment: a setting that cannot be read stops the start, and says why."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: How many times a connection asks the same before it has it prepared.
ASKED_OFTEN = 5


def text(name: str, default: str = "") -> str:
    """Return a variable's text, or the default."""
    return os.environ.get(name, default)


def switch(name: str, *, default: bool) -> bool:
    """
    Return whether a variable says yes.

    :raises ImproperlyConfigured: if it says neither yes nor no
    """
    value = os.environ.get(name, "").lower()
    if value == "":
        return default
    if value in {"1", "yes", "true", "on"}:
        return True
    if value in {"0", "no", "false", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def folder(name: str, default: Path) -> Path:
    """Return a variable's folder as an absolute path."""
    return Path(os.environ.get(name) or default).resolve()


def secret(name: str, default: str | None = None) -> str:
    """
    Return a secret from the variable, or from the file that `<NAME>_FILE` names.

    :raises ImproperlyConfigured: if neither is there and there is no default
    """
    if value := os.environ.get(name):
        return value
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error
    if default is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return default


def table(name: str) -> dict[str, Any]:
    """
    Return the JSON object in a variable, or in the file that `<NAME>_FILE` names; empty without.

    :raises ImproperlyConfigured: if it is not a JSON object
    """
    written = secret(name, default="").strip()
    if not written:
        return {}
    try:
        value = json.loads(written)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ImproperlyConfigured(f"{name} must be a JSON object, in curly brackets.")
    return value


@dataclass(frozen=True)
class MailServer:
    """A mail server as Django's settings name its parts."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def smtp(url: str) -> MailServer:
    """
    Read `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`; empty is localhost.

    :raises ImproperlyConfigured: if it reads otherwise
    """
    parts = urlsplit(url or "smtp://localhost")
    usual_port = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}.get(parts.scheme)
    if usual_port is None or not parts.hostname:
        raise ImproperlyConfigured("MOOTHALL_SMTP_URL must read smtps://user:password@host:port.")
    return MailServer(
        host=parts.hostname,
        port=parts.port or usual_port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp+starttls",
        tls=parts.scheme == "smtps",
    )


def database(url: str, *, role: str = "") -> dict[str, Any]:
    """
    Return Django's settings for a PostgreSQL URL; `role` is taken on at log-in, if given.

    What is asked often is prepared once a connection, which row security makes worth while: see
    `docs/decisions/prepared-statements.md`.

    :raises ImproperlyConfigured: if the URL is not of PostgreSQL or names no database
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) < 2:  # noqa: PLR2004
        raise ImproperlyConfigured("DATABASE_URL must read postgresql://user@host:port/database.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    port = options.pop("port", "") or str(parts.port or "")
    if role:
        options["options"] = f"{options.get('options', '')} -c role={role}".strip()
    options |= {"server_side_binding": True, "prepare_threshold": ASKED_OFTEN}
    return {
        "ENGINE": "moothall.kernel.postgres",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
        "CONN_MAX_AGE": None,  # opening a connection costs more than most requests
        "CONN_HEALTH_CHECKS": False,  # the scope's statement finds a dead connection
        "ATOMIC_REQUESTS": False,
    }
