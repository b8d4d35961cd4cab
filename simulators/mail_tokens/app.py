"""The token endpoint (RFC 6749, 4.4 and 6) and introspection (RFC 7662)."""

import hmac
import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, jsonify, request

from simulators import reception, trouble
from simulators.ledger import Ledger
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "Mail sign-in"
SCHEMA = """
CREATE TABLE IF NOT EXISTS token (
    value TEXT PRIMARY KEY,
    mailbox TEXT NOT NULL,
    good_until REAL NOT NULL
);
"""
OPERATIONS = {"token": "asking for a token"}
NO_TOKEN = trouble.Kind(
    "no_token", "Give no token", "Answer HTTP 200 with JSON in which there is no token."
)


@dataclass(frozen=True)
class Client:
    """An application that may open one mailbox."""

    id: str
    secret: str
    mailbox: str


def build(
    state: Path, *, clients: Sequence[Client], refresh_token: str, lives: int
) -> "tuple[WSGIApplication, Ledger]":
    """Build the provider upon what it remembers in this folder."""
    ledger = Ledger(state / "mail_tokens.sqlite3", trouble.SCHEMA, reception.SCHEMA, SCHEMA)
    troubles = trouble.Troubles(ledger, (*trouble.EVERYWHERE, NO_TOKEN))
    known = {one.id: one for one in clients}
    app = Flask(__name__)

    @app.post("/token")
    def give_token() -> "tuple[Response, int] | Response":
        asked = request.form
        client = known.get(asked.get("client_id", ""))
        given = asked.get("client_secret", "").encode()
        if client is None or not hmac.compare_digest(given, client.secret.encode()):
            return _refusal("invalid_client", "Invalid client secret provided.", 401)
        grant = asked.get("grant_type", "")
        if grant not in {"client_credentials", "refresh_token"}:
            return _refusal("unsupported_grant_type", "This grant is not known here.", 400)
        if grant == "refresh_token" and asked.get("refresh_token") != refresh_token:
            return _refusal("invalid_grant", "Token has been expired or revoked.", 400)
        if troubles.take("no_token", "token") is not None:
            return jsonify(token_type="Bearer", expires_in=lives)
        value = secrets.token_urlsafe(40)
        with ledger.writing() as rows:
            rows.execute(
                "INSERT INTO token VALUES (?, ?, ?)", (value, client.mailbox, time.time() + lives)
            )
        return jsonify(token_type="Bearer", expires_in=lives, access_token=value)

    @app.post("/introspect")
    def introspect() -> Response:
        with ledger.reading() as rows:
            token = rows.execute(
                "SELECT * FROM token WHERE value = ?", (request.form.get("token", ""),)
            ).fetchone()
        if token is None or token["good_until"] < time.time():
            return jsonify(active=False)
        return jsonify(active=True, username=token["mailbox"])

    @app.post("/_revoke")
    def revoke() -> Response:
        """Let no token be good any more, whatever was said when it was given."""
        with ledger.writing() as rows:
            rows.execute("UPDATE token SET good_until = 0")
        return jsonify(revoked=True)

    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=OPERATIONS,
            empty=lambda: ledger.empty("token", "received"),
        ).blueprint()
    )
    reached = reception.Reception(
        app.wsgi_app,
        ledger=ledger,
        troubles=troubles,
        operation_of=_operation_of,
        error_shape=_error_shape,
    )
    return reached, ledger


def _refusal(error: str, words: str, status: int) -> tuple[Response, int]:
    return jsonify(error=error, error_description=words), status


def _operation_of(method: str, path: str) -> str | None:
    return "token" if (method, path) == ("POST", "/token") else None


def _error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    shown = {"error": "temporarily_unavailable", "error_description": message, "status": status}
    return "application/json", json.dumps(shown).encode()
