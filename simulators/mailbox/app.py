"""Puts the mailbox together from its parts."""

from pathlib import Path

from flask import Flask

from simulators import reception, trouble
from simulators.ledger import Ledger
from simulators.mailbox import mails, post
from simulators.mailbox.pages import Pages
from simulators.panel import Panel

TITLE = "Mailbox"


def build(state: Path, smtp_port: int) -> tuple[Flask, post.PostDoor, Ledger]:
    """Build the pages and the SMTP door upon what it remembers in this folder."""
    ledger = Ledger(state / "mailbox.sqlite3", trouble.SCHEMA, reception.SCHEMA, mails.SCHEMA)
    troubles = trouble.Troubles(ledger, post.TROUBLES)
    bag = mails.MailBag(ledger)
    app = Flask(__name__)
    app.register_blueprint(Pages(bag, lambda: ledger.empty(*mails.TABLES)).blueprint())
    app.register_blueprint(
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=post.OPERATIONS,
            empty=lambda: ledger.empty(*mails.TABLES),
        ).blueprint()
    )
    return app, post.PostDoor(post.Doorkeeper(bag, troubles), smtp_port), ledger
