"""Puts the scanner together from its parts."""

from pathlib import Path

from flask import Flask, Response, jsonify, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from simulators import reception, trouble
from simulators.clamd import scans
from simulators.clamd.door import OPERATIONS, TROUBLES, ScannerDoor
from simulators.ledger import Ledger
from simulators.panel import Panel

TITLE = "Scanner"


def build(state: Path, clamd_port: int) -> tuple[Flask, ScannerDoor, Ledger]:
    """Build the pages and the scanner's door upon what it remembers in this folder."""
    ledger = Ledger(state / "clamd.sqlite3", trouble.SCHEMA, reception.SCHEMA, scans.SCHEMA)
    troubles = trouble.Troubles(ledger, TROUBLES)
    seen = scans.Scans(ledger)
    app = Flask(__name__)

    @app.get("/")
    def home() -> AnyResponse:
        return redirect(url_for("panel.show_trouble"))

    @app.get("/_scans.json")
    def show_scans() -> Response:
        return jsonify(scans=seen.newest())

    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=OPERATIONS,
            empty=lambda: ledger.empty("scans"),
        ).blueprint()
    )
    return app, ScannerDoor(seen, troubles, clamd_port), ledger
