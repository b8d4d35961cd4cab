"""Puts the exchange together: its screen, its events, and the panel that all have."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from simulators import reception, trouble
from simulators.ledger import Ledger
from simulators.panel import Panel
from simulators.telephony import exchange as exchanges
from simulators.telephony.exchange import Exchange, NoSuchStepError
from simulators.telephony.messenger import Messenger, Standing

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "Telephone exchange"
OPERATIONS = {"event": "telling an event"}


def build(
    state: Path,
    *,
    standing: Standing,
    retry_after: float,
    numbers: Sequence[tuple[str, ...]] = (),
) -> "tuple[WSGIApplication, Messenger]":
    """Build the whole exchange upon what it remembers in this folder."""
    ledger = Ledger(state / "telephony.sqlite3", trouble.SCHEMA, reception.SCHEMA, exchanges.SCHEMA)
    troubles = trouble.Troubles(ledger, (*trouble.EVERYWHERE, *exchanges.TROUBLES))
    exchange = Exchange(ledger, troubles)
    app = Flask(__name__)

    @app.get("/")
    def show() -> str:
        return render_template(
            "telephony.html",
            calls=exchange.calls(),
            events=exchange.events()[:20],
            numbers=numbers,
            mistake=request.args.get("mistake", ""),
        )

    @app.post("/_ring")
    def ring() -> AnyResponse | tuple[Response, int]:
        """Ring a number: from the page's form, or as JSON from a test."""
        asked = _asked()
        agents = asked.get("agents") or []
        call = exchange.ring(
            str(asked.get("from", "")),
            str(asked.get("to", "")),
            queue=str(asked.get("queue", "")),
            agents=agents if isinstance(agents, list) else str(agents).replace(",", " ").split(),
            direction=str(asked.get("direction") or "inbound"),
        )
        return _answer(call)

    @app.post("/_calls/<call_id>/answer")
    def answer(call_id: str) -> AnyResponse | tuple[Response, int]:
        extension = str(_asked().get("extension", ""))
        if not extension:
            return _mistake("Say at which extension it is answered.")
        try:
            return _answer(exchange.answer(call_id, extension))
        except (LookupError, NoSuchStepError) as mistake:
            return _mistake(str(mistake))

    @app.post("/_calls/<call_id>/hang-up")
    def hang_up(call_id: str) -> AnyResponse | tuple[Response, int]:
        try:
            return _answer(exchange.hang_up(call_id, str(_asked().get("cause", ""))))
        except (LookupError, NoSuchStepError) as mistake:
            return _mistake(str(mistake))

    @app.get("/_calls.json")
    def calls() -> Response:
        return jsonify(calls=exchange.calls(), events=exchange.events())

    @app.post("/_webhooks")
    def set_endpoint() -> Response:
        """Set where events are told, and with which secret."""
        asked = request.get_json(silent=True) or {}
        standing.url, standing.secret = str(asked.get("url", "")), str(asked.get("secret", ""))
        standing.host = str(asked.get("host", standing.host))
        return jsonify(url=standing.url)

    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=OPERATIONS,
            empty=lambda: ledger.empty(*exchanges.TABLES, "received"),
        ).blueprint()
    )
    reached = reception.Reception(
        app.wsgi_app,
        ledger=ledger,
        troubles=troubles,
        operation_of=lambda _method, _path: None,
        error_shape=_error_shape,
    )
    return reached, Messenger(exchange, standing, retry_after)


def _asked() -> dict[str, object]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else dict(request.form)


def _answer(call: dict[str, object]) -> AnyResponse | tuple[Response, int]:
    return (jsonify(call), 200) if request.is_json else redirect(url_for("show"), 303)


def _mistake(words: str) -> AnyResponse | tuple[Response, int]:
    if request.is_json:
        return jsonify(error=words), 409
    return redirect(url_for("show", mistake=words), 303)


def _error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    return "application/json", json.dumps({"error": message, "status": status}).encode()
