"""Puts Pay360 together from its parts."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from simulators import reception, trouble
from simulators.capita_scp import api, envelope, register
from simulators.capita_scp.pages import Pages
from simulators.capita_scp.payer import Payer
from simulators.capita_scp.portals import Portal
from simulators.ledger import Ledger
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "Pay360"
LARGEST_REQUEST = 1_000_000


def build(
    state: Path, portals: Mapping[int, Portal], *, session_seconds: float
) -> "tuple[WSGIApplication, Ledger]":
    """Build the whole system upon what it remembers in this folder."""
    ledger = Ledger(state / "capita_scp.sqlite3", trouble.SCHEMA, reception.SCHEMA, register.SCHEMA)
    troubles = trouble.Troubles(ledger, (*trouble.EVERYWHERE, *api.TROUBLES))
    kept = register.Register(ledger, session_seconds)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.register_blueprint(api.Api(kept, portals, troubles).blueprint())
    app.register_blueprint(Payer(kept, portals).blueprint())
    app.register_blueprint(Pages(kept, portals).blueprint())
    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=api.OPERATIONS,
            empty=lambda: ledger.empty(*register.TABLES, "received"),
        ).blueprint()
    )
    reached = reception.Reception(
        app.wsgi_app,
        ledger=ledger,
        troubles=troubles,
        operation_of=api.operation_of,
        operation_in=envelope.operation_in,
        error_shape=api.error_shape,
    )
    return reached, ledger
