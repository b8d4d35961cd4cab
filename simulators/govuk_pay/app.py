"""Puts GOV.UK Pay together from its parts."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from simulators import reception, trouble
from simulators.govuk_pay import books, clock, firewall, journey, postman, searching, tokens
from simulators.govuk_pay.accounts import Account
from simulators.govuk_pay.api import Api
from simulators.govuk_pay.pages import Pages
from simulators.govuk_pay.paying import Paying
from simulators.govuk_pay.refusals import error_shape
from simulators.ledger import Ledger
from simulators.panel import Panel

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

TITLE = "GOV.UK Pay"
LOOK_EVERY = 0.1


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How fast and how strict it is."""

    pace: float = 0.5
    lag: float = 1.0
    settle_days: float = 2.0
    most_a_second: int = 15


@dataclass
class Keeper:
    """Lets time pass: what is due is done, and services are told."""

    journey: journey.Journey
    postman: postman.Postman
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin."""
        for work in (self.journey.go_on, self.postman.deliver):
            threading.Thread(target=self._repeat, args=(work,), daemon=True).start()

    def stop(self) -> None:
        """Stop between two steps; the rest is still due at the next start."""
        self._stop.set()

    def _repeat(self, work: Callable[[], None]) -> None:
        while not self._stop.wait(LOOK_EVERY):
            work()


def build(
    state: Path,
    accounts: Mapping[str, Account],
    callbacks: Mapping[str, str],
    manner: Manner,
) -> "tuple[WSGIApplication, Keeper]":
    """Build the whole system upon what it remembers in this folder."""
    ledger = Ledger(
        state / "govuk_pay.sqlite3",
        reception.SCHEMA,
        books.SCHEMA,
        clock.SCHEMA,
        tokens.SCHEMA,
        postman.SCHEMA,
    )
    # Trouble may strike in the middle of a transaction, so what is left of it is kept apart.
    troubles = trouble.Troubles(
        Ledger(state / "trouble.sqlite3", trouble.SCHEMA),
        (
            *trouble.EVERYWHERE,
            *firewall.TROUBLES,
            *searching.TROUBLES,
            *journey.TROUBLES,
            *postman.TROUBLES,
        ),
    )
    kept = books.Books(ledger)
    time = clock.Clock(ledger)
    keys = tokens.Tokens(ledger)
    post = postman.Postman(ledger, time, accounts, troubles, callbacks)
    way = journey.Journey(kept, time, post, troubles, manner.pace, manner.settle_days)
    gate = firewall.Gate(accounts, troubles, firewall.Rates(manner.most_a_second))
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for part in (
        Api(kept, time, way, keys, gate),
        searching.Searches(kept, time, gate, troubles, manner.lag),
        Paying(kept, time, way, keys, accounts),
        Pages(kept, time, way, post, accounts),
        Panel(
            title=TITLE,
            ledger=ledger,
            troubles=troubles,
            operations=firewall.OPERATIONS,
            empty=lambda: ledger.empty(
                *books.TABLES, *clock.TABLES, *tokens.TABLES, *postman.TABLES, "received"
            ),
        ),
    ):
        app.register_blueprint(part.blueprint())
    reached = reception.Reception(
        app.wsgi_app,
        ledger=ledger,
        troubles=troubles,
        operation_of=firewall.operation_of,
        error_shape=error_shape,
    )
    return reached, Keeper(way, post)
