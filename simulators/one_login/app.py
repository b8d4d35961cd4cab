"""Puts One Login together from its parts."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from simulators import reception, trouble
from simulators.ledger import Ledger
from simulators.one_login import behaviour, clients, keys, register
from simulators.one_login.api import Api
from simulators.one_login.authorise import Authorise
from simulators.one_login.logout import Logout
from simulators.one_login.pages import Pages
from simulators.one_login.people import load_people
from simulators.one_login.places import Documents
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "One Login"
OPERATIONS = {
    "get_authorize": "sending somebody to sign in",
    "post_token": "exchanging a code for tokens",
    "get_userinfo": "asking for facts about somebody",
    "get_discovery": "asking where everything is",
    "get_jwks": "asking for the keys of tokens",
    "get_did": "asking for the keys of identities",
    "get_logout": "sending somebody to sign out",
}
_PATHS = {
    ("GET", "/authorize"): "get_authorize",
    ("POST", "/token"): "post_token",
    ("GET", "/userinfo"): "get_userinfo",
    ("GET", "/.well-known/openid-configuration"): "get_discovery",
    ("GET", "/.well-known/jwks.json"): "get_jwks",
    ("GET", "/.well-known/did.json"): "get_did",
    ("GET", "/logout"): "get_logout",
}


def operation_of(method: str, path: str) -> str | None:
    """Name what a request asks of One Login, if it asks anything."""
    return _PATHS.get((method, path))


def error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    """Write an error as One Login does."""
    del path
    refused = status < 500
    body = {"error": "invalid_request" if refused else "server_error"}
    if refused:
        body["error_description"] = message
    return "application/json", json.dumps(body).encode()


def build(
    state: Path, *, clients_file: Path | None = None, people_file: Path | None = None
) -> "WSGIApplication":
    """Build the whole system upon what it remembers in this folder."""
    ledger = Ledger(
        state / "one_login.sqlite3",
        trouble.SCHEMA,
        reception.SCHEMA,
        clients.SCHEMA,
        keys.SCHEMA,
        behaviour.SCHEMA,
        register.SCHEMA,
    )
    troubles = trouble.Troubles(ledger, trouble.EVERYWHERE)
    people = load_people(people_file)
    known = clients.Clients(ledger, clients_file)
    ring = keys.Keys(ledger)
    told = behaviour.Behaviour(ledger, known, ring)
    kept = register.Register(ledger)
    api = Api(kept, known, people, told, ring)
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for part in (
        Documents(ring),
        Authorise(kept, known, people, told),
        api,
        Logout(kept, known, people, api, ring),
        told,
        Pages(kept, people),
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=OPERATIONS,
            empty=lambda: ledger.empty(
                *register.TABLES, *behaviour.TABLES, *clients.TABLES, "received"
            ),
        ),
    ):
        app.register_blueprint(part.blueprint())
    return reception.Reception(
        app.wsgi_app,
        ledger=ledger,
        troubles=troubles,
        operation_of=operation_of,
        error_shape=error_shape,
    )
