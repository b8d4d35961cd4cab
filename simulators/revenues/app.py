"""Puts Civic Ledger together from its parts."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from simulators import reception, trouble
from simulators.ledger import Ledger
from simulators.panel import Panel
from simulators.revenues import api, changes
from simulators.revenues.authorities import Authority
from simulators.revenues.screen import Screen

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "Civic Ledger"
LARGEST_REQUEST = 100_000


def build(
    state: Path, authorities: Mapping[str, Authority], today: Callable[[], date]
) -> "tuple[WSGIApplication, Ledger]":
    """Build the whole system upon what it remembers in this folder."""
    ledger = Ledger(state / "revenues.sqlite3", trouble.SCHEMA, reception.SCHEMA, changes.SCHEMA)
    troubles = trouble.Troubles(ledger, (*trouble.EVERYWHERE, *api.TROUBLES))
    book = changes.ChangeBook(ledger)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.register_blueprint(api.Api(authorities, book, troubles, today).blueprint())
    app.register_blueprint(Screen(authorities, book, today).blueprint())
    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=api.OPERATIONS,
            empty=lambda: ledger.empty(*changes.TABLES, "received"),
        ).blueprint()
    )
    reached = reception.Reception(
        app.wsgi_app,
        ledger=ledger,
        troubles=troubles,
        operation_of=api.operation_of,
        error_shape=api.error_shape,
    )
    return reached, ledger
