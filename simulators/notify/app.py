"""Puts Notify together from its parts."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from simulators import reception, trouble
from simulators.ledger import Ledger
from simulators.notify import api, notifications, postman
from simulators.notify.pages import Pages
from simulators.notify.services import Service
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "Notify"


def build(
    state: Path, services: Mapping[str, Service], *, pace: float, retry_after: float
) -> "tuple[WSGIApplication, postman.Postman]":
    """Build the whole system upon what it remembers in this folder."""
    ledger = Ledger(
        state / "notify.sqlite3", trouble.SCHEMA, reception.SCHEMA, notifications.SCHEMA
    )
    troubles = trouble.Troubles(ledger, (*trouble.EVERYWHERE, *api.TROUBLES, *postman.TROUBLES))
    register = notifications.Register(ledger)
    app = Flask(__name__)
    app.register_blueprint(api.Api(register, services, troubles, pace).blueprint())
    app.register_blueprint(Pages(register, services).blueprint())
    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=api.OPERATIONS,
            empty=lambda: ledger.empty(*notifications.TABLES, "received"),
        ).blueprint()
    )
    reached = reception.Reception(
        app.wsgi_app,
        ledger=ledger,
        troubles=troubles,
        operation_of=api.operation_of,
        error_shape=api.error_shape,
    )
    return reached, postman.Postman(register, services, troubles, pace, retry_after)
