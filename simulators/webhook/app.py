"""The receiver: one address that takes messages, and a list of what it took."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, jsonify, request

from simulators import reception, trouble
from simulators.ledger import Ledger
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "Webhook"
SCHEMA = """
CREATE TABLE IF NOT EXISTS taken (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
);
"""
OPERATIONS = {"post_message": "sending a message"}
TOLERANCE_SECONDS = 300
"""How far a message's moment may be away: an old one was taken down and sent again by somebody."""


def build(state: Path, secret: str) -> "tuple[WSGIApplication, Ledger]":
    """Build the receiver upon what it remembers in this folder."""
    ledger = Ledger(state / "webhook.sqlite3", trouble.SCHEMA, reception.SCHEMA, SCHEMA)
    troubles = trouble.Troubles(ledger, trouble.EVERYWHERE)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    app = Flask(__name__)

    @app.post("/messages")
    def take() -> "tuple[Response, int] | Response":
        problem = _problem(key)
        if problem:
            return jsonify(error=problem), 401
        message_id = request.headers["webhook-id"]
        with ledger.writing() as rows:
            rows.execute(
                "INSERT OR IGNORE INTO taken VALUES (?, ?)",
                (message_id, request.get_data(as_text=True)),
            )
            row = rows.execute("SELECT rowid FROM taken WHERE id = ?", (message_id,)).fetchone()
        return jsonify(reference=f"HOOK-{row['rowid']}")

    @app.get("/_taken.json")
    def taken() -> Response:
        with ledger.reading() as rows:
            found = rows.execute("SELECT id, body FROM taken ORDER BY rowid").fetchall()
        return jsonify(
            messages=[{"id": row["id"], "body": json.loads(row["body"])} for row in found]
        )

    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=OPERATIONS,
            empty=lambda: ledger.empty("taken", "received"),
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


def _problem(key: bytes) -> str:
    """Tell what is wrong with the message at the door; nothing if it is one of ours."""
    message_id = request.headers.get("webhook-id", "")
    moment = request.headers.get("webhook-timestamp", "")
    if not message_id or not moment.isdecimal():
        return "headers are missing"
    if abs(time.time() - int(moment)) > TOLERANCE_SECONDS:
        return "too old or too new"
    signed = b".".join([message_id.encode(), moment.encode(), request.get_data()])
    wanted = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    given = request.headers.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(f"v1,{wanted}", one) for one in given):
        return "no signature fits"
    return ""


def _operation_of(method: str, path: str) -> str | None:
    return "post_message" if (method, path) == ("POST", "/messages") else None


def _error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    return "application/json", json.dumps({"error": message, "status": status}).encode()
