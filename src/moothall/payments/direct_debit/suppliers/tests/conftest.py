"""Collectors with somebody at the other end: the simulator of GoCardless, over HTTP."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from moothall.kernel.ids import new_id
from moothall.payments.direct_debit.days import add_working_days
from moothall.payments.direct_debit.ports import (
    BankDetails,
    Collect,
    DebitCollector,
    Lodge,
    Run,
    Turn,
    collectors,
)
from moothall.payments.direct_debit.tests.factories import OWN_ACCOUNT
from simulators.tests.program import CLIENT, Program

DETAILS = BankDetails(name="Rhian Evans", sort_code="200000", account_number="55779911")
TOKEN, SECRET = "sandbox_token", "a webhook secret"


@pytest.fixture(scope="session")
def running_gocardless(tmp_path_factory):
    arguments = ("--retry-after", "0.3")
    program = Program("gocardless", tmp_path_factory.mktemp("gocardless"), arguments).start()
    yield program
    program.end()


@pytest.fixture
def gocardless(running_gocardless, monkeypatch):
    running_gocardless.control(calm=True, empty=True)
    monkeypatch.setenv("MOOTHALL_SECRET_GC_TOKEN", TOKEN)
    monkeypatch.setenv("MOOTHALL_SECRET_GC_WEBHOOK", SECRET)
    return running_gocardless


def step(program, kind, identifier, action, reason_code=""):
    asked = {"kind": kind, "id": identifier, "action": action, "reason_code": reason_code}
    answer = CLIENT.post(f"{program.url}/_step", json=asked)
    assert answer.status_code == 200, answer.text


def options_of(key, program=None):
    given = {
        "fake": {},
        "standard18": OWN_ACCOUNT,
        "gocardless": {
            "token_secret": "gc-token",
            "webhook_secret": "gc-webhook",
            "base_url": "" if program is None else program.url,
        },
    }[key]
    return collectors.get(key).options.read(given)


@dataclass
class Stage:
    """A collector, its options, and a run with one new mandate and one payment."""

    collector: DebitCollector
    options: object

    def lodge(self, mandate_id: UUID | None = None, **more) -> Run:
        one = Lodge(
            mandate_id=mandate_id or new_id(), reference="NOR2345678901", details=DETAILS, **more
        )
        return Run(
            run_id=new_id(), input_on=day(), number=1, statement_name="NORTHVALE", lodge=[one]
        )

    def collect(self, mandate_reference: str, **more) -> Run:
        one = Collect(
            collection_id=new_id(),
            reference="NOR2345678901-ABCDEF",
            mandate_reference="NOR2345678901",
            mandate_collector_reference=mandate_reference,
            details=DETAILS,
            amount_pence=4000,
            collects_on=add_working_days(day(), 5),
            turn=Turn.FIRST,
            attempt=1,
        )
        one = replace(one, **more)
        return Run(
            run_id=new_id(), input_on=day(), number=1, statement_name="NORTHVALE", collect=[one]
        )


def day() -> date:
    today = date.today() + timedelta(days=1)
    return add_working_days(today, 1)


@pytest.fixture(params=["fake", "standard18", "gocardless"])
def stage(request):
    """Each registered collector; the contract's tests run with all of them."""
    program = request.getfixturevalue("gocardless") if request.param == "gocardless" else None
    collector = collectors.get(request.param)
    if request.param == "fake":
        collector.forget()
    return Stage(collector, options_of(request.param, program))


@pytest.fixture
def at_gocardless(gocardless):
    return Stage(collectors.get("gocardless"), options_of("gocardless", gocardless))
