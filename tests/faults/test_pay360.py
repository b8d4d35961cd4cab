"""The hosted page is killed between a sale's beginning, its payment and our question."""

import signal
from uuid import uuid4

import pytest

from moothall.payments.ports import CardEntry, Outcome, SaleLine, StartPayment, gateways
from simulators.tests.program import CLIENT
from tests.faults.test_faults import _template as _template  # noqa: PLC0414 - a fixture
from tests.installation import installation, secrets_folder

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]
CARD = {"number": "4444333322221111", "month": "12", "year": "2099", "code": "123"}


@pytest.fixture
def running(_template, tmp_path):
    with installation(tmp_path) as made:
        made.start("capita_scp")
        yield made


def choices(running):
    """Return how each council of the demonstration takes cards through Pay360."""
    with running.connect() as database:
        return database.execute(
            "SELECT slug, entry, options FROM payments_gatewaychoice JOIN councils_council "
            "ON councils_council.id = council_id WHERE gateway = 'capita_scp' ORDER BY 1, 2"
        ).fetchall()


def request_by(entry):
    line = SaleLine(
        line_id=uuid4(),
        description="Garden waste",
        reference="GW-1",
        amount_pence=6000,
        fund_code="31",
        vat_code="01",
        vat_rate=2000,
        vat_pence=1000,
    )
    return StartPayment(
        payment_id=uuid4(),
        reference="MH-TEST-0001",
        description="Garden waste",
        amount_pence=6000,
        lines=[line],
        language="en",
        return_url="http://cwm-helyg.localhost/pay/back",
        entry=CardEntry(entry),
    )


def test_each_council_s_sale_outlives_the_page_s_end(running, settings):
    settings.SECRETS_DIR = secrets_folder()
    gateway = gateways.get("capita_scp")
    found = choices(running)
    assert [(slug, entry) for slug, entry, _ in found] == [
        ("aldermoor", "telephone"),
        ("cwm-helyg", "online"),
        ("cwm-helyg", "telephone"),
    ]

    for _, entry, given in found:
        options = gateway.options.read(given)
        started = gateway.start(request_by(entry), options)
        restart(running)
        CLIENT.post(started.next_url, data={"do": "pay", **CARD})
        restart(running)

        status = gateway.fetch(started.gateway_reference, options)
        assert (status.outcome, status.amount_pence) == (Outcome.PAID, 6000)


def restart(running):
    running.kill("capita_scp", signal.SIGKILL)
    running.start("capita_scp")
