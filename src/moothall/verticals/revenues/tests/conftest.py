"""Civic Ledger, running as the program that it is, and a council that keeps its accounts there."""

import pytest

from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people import actions
from moothall.people.linking_words import LinkedKind
from simulators.revenues.authorities import load_authorities
from simulators.tests.program import Program

#: The tests' councils keep their accounts in the books of the demonstration's.
BOOKS = {"northvale": "aldermoor", "southmere": "cwm-helyg"}
KEY = "tests-civic-ledger"


@pytest.fixture(scope="session")
def running_ledger(tmp_path_factory):
    arguments = ("--today", "2026-11-18")
    program = Program("revenues", tmp_path_factory.mktemp("ledger"), arguments).start()
    yield program
    program.end()


@pytest.fixture
def ledger(running_ledger):
    running_ledger.control(calm=True, empty=True)
    return running_ledger


@pytest.fixture
def keep_accounts(ledger, settings, now):
    """A function that lets a council keep all of its accounts in the ledger."""

    def keep(council, **options):
        key = f"{KEY}-{council.slug}"
        settings.SECRETS_DIR.mkdir(exist_ok=True)
        (settings.SECRETS_DIR / key).write_text(load_authorities()[BOOKS[council.slug]].key)
        with acting_for(council.id):
            for kind in LinkedKind:
                actions.choose_account_system(
                    actor=system("tests"),
                    council_id=council.id,
                    kind=kind,
                    supplier="civic_ledger",
                    options={"endpoint": f"{ledger.url}/v1", "key": key, "timeout_seconds": 1.0},
                    now=now,
                    **options,
                )

    return keep


@pytest.fixture
def named(ledger):
    """A function that returns what must be known of an account of Aldermoor's books."""

    def row(number, kind="council_tax", authority="aldermoor"):
        answer = ledger.get("/_accounts.json", authority=authority, kind=kind, number=number)
        return answer.json()["accounts"][0]

    return row


@pytest.fixture
def northvale_keeps(in_northvale, keep_accounts):
    """Northvale in force, which keeps its accounts in the ledger."""
    keep_accounts(in_northvale)
    return in_northvale


@pytest.fixture
def rhian(northvale_keeps, rhian):
    """A resident who shares an account of Council Tax with Tomos."""
    return rhian


@pytest.fixture
def tomos(northvale_keeps, tomos):
    """A resident who shares an account of Council Tax with Rhian."""
    return tomos
