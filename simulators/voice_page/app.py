"""The voice page: calls that were handed over, and the cards that their callers key."""

import hmac
import json
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from flask import Flask, Response, jsonify, request

from simulators import reception, trouble
from simulators.ledger import Ledger
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "Voice page"
NUMBER = "+441632960777"
"""Where all calls go on (a number kept by Ofcom for drama)."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    payment TEXT NOT NULL UNIQUE,
    amount_pence INTEGER NOT NULL,
    language TEXT NOT NULL,
    send_card_to TEXT NOT NULL,
    one_time_token TEXT NOT NULL,
    answer INTEGER
);
"""
OPERATIONS = {"hand_over": "handing a call over"}
_PUT = """
INSERT INTO call (payment, amount_pence, language, send_card_to, one_time_token)
VALUES (:payment, :amount_pence, :language, :send_card_to, :one_time_token)
ON CONFLICT (payment) DO UPDATE SET one_time_token = excluded.one_time_token,
    send_card_to = excluded.send_card_to
RETURNING id
"""
_WANTED = ("payment", "amount_pence", "language", "send_card_to", "one_time_token")
_FIRST_KEYS = 4000
_PATIENCE_SECONDS = 10


def build(state: Path, *, token: str, pay_key: str) -> "tuple[WSGIApplication, Ledger]":
    """Build the voice page upon what it remembers in this folder."""
    ledger = Ledger(state / "voice_page.sqlite3", trouble.SCHEMA, reception.SCHEMA, SCHEMA)
    troubles = trouble.Troubles(ledger, trouble.EVERYWHERE)
    app = Flask(__name__)

    @app.post("/calls")
    def hand_over() -> "tuple[Response, int] | Response":
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return jsonify(error="not one of ours"), 401
        asked = request.get_json(silent=True) or {}
        if any(not asked.get(name) for name in _WANTED):
            return jsonify(error="something is missing"), 422
        with ledger.writing() as rows:
            row = rows.execute(_PUT, {name: asked[name] for name in _WANTED}).fetchone()
        return jsonify(number=NUMBER, keys=f"wW{_FIRST_KEYS + row['id']}#")

    @app.post("/_call")
    def key_a_card() -> "tuple[Response, int] | Response":
        """Do what a caller does: `keys` as they were dialled, and the card by keypad."""
        asked = request.get_json(silent=True) or {}
        number = "".join(sign for sign in str(asked.get("keys", "")) if sign.isdecimal())
        with ledger.reading() as rows:
            call = rows.execute(
                "SELECT * FROM call WHERE id = ?", (int(number or 0) - _FIRST_KEYS,)
            ).fetchone()
        if call is None:
            return jsonify(heard="We do not know this call."), 404
        answer = httpx.post(
            call["send_card_to"],
            headers={"Authorization": f"Bearer {pay_key}"},
            json={
                "one_time_token": call["one_time_token"],
                "card_number": str(asked.get("card", "")),
                "expiry_date": str(asked.get("expiry", "12/39")),
                "cvc": str(asked.get("cvc", "123")),
                "cardholder_name": "Caller",
            },
            timeout=_PATIENCE_SECONDS,
            trust_env=False,
        )
        with ledger.writing() as rows:
            rows.execute(
                "UPDATE call SET answer = ? WHERE id = ?", (answer.status_code, call["id"])
            )
        heard = "Thank you. It is paid." if answer.is_success else "Your card was not taken."
        return jsonify(heard=heard, answer=answer.status_code)

    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=OPERATIONS,
            empty=lambda: ledger.empty("call", "received"),
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


def _operation_of(method: str, path: str) -> str | None:
    return "hand_over" if (method, path) == ("POST", "/calls") else None


def _error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    return "application/json", json.dumps({"error": message, "status": status}).encode()
