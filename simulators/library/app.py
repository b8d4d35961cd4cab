"""Puts the library websites together from their parts."""

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from simulators import reception, trouble
from simulators.ledger import Ledger
from simulators.library import register
from simulators.library.pages import Pages, form_targets
from simulators.library.sites import Sites
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "Library"
OPERATIONS = {"post_logout": "saying that somebody has signed out"}


def operation_of(method: str, path: str) -> str | None:
    """Name what a request asks of a library, if another program asks it."""
    return "post_logout" if method == "POST" and path.endswith("/logout") else None


def error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    """Write an error as plain words."""
    del path, status
    return "text/plain; charset=utf-8", message.encode()


def build(state: Path, sites_file: Path) -> "WSGIApplication":
    """Build all websites upon what they remember in this folder."""
    ledger = Ledger(state / "library.sqlite3", trouble.SCHEMA, reception.SCHEMA, register.SCHEMA)
    troubles = trouble.Troubles(ledger, trouble.EVERYWHERE)
    sites = Sites(sites_file)
    panel = Panel(
        title=TITLE,
        ledger=ledger,
        troubles=troubles,
        operations=OPERATIONS,
        empty=lambda: ledger.empty(*register.TABLES, "received"),
    )
    pages = Pages(sites, register.Register(ledger)).blueprint()
    pages.after_request(form_targets(sites))
    app = Flask(__name__)
    app.register_blueprint(panel.blueprint())
    app.register_blueprint(pages)
    return reception.Reception(
        app.wsgi_app,
        ledger=ledger,
        troubles=troubles,
        operation_of=operation_of,
        error_shape=error_shape,
    )
