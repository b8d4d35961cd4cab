"""Puts GoCardless together from its parts."""

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from simulators import reception, trouble
from simulators.gocardless import api, messenger, register
from simulators.gocardless.hosted import Hosted
from simulators.gocardless.pages import Pages
from simulators.ledger import Ledger
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "GoCardless"


def build(
    state: Path, *, token: str, pace: float, retry_after: float, standing: messenger.Standing
) -> "tuple[WSGIApplication, messenger.Messenger]":
    """Build the whole system upon what it remembers in this folder."""
    ledger = Ledger(state / "gocardless.sqlite3", trouble.SCHEMA, reception.SCHEMA, register.SCHEMA)
    troubles = trouble.Troubles(ledger, (*trouble.EVERYWHERE, *api.TROUBLES, *messenger.TROUBLES))
    kept = register.Register(ledger)
    app = Flask(__name__)
    app.register_blueprint(api.Api(kept, troubles, token).blueprint())
    app.register_blueprint(Pages(kept).blueprint())
    app.register_blueprint(Hosted(kept).blueprint())
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
        error_shape=api.error_shape,
    )
    return reached, messenger.Messenger(kept, troubles, pace, retry_after, standing)
