"""Pay360, running as the program that it is, and options that lead a council to it."""

import base64
from dataclasses import replace
from uuid import uuid4

import pytest

from moothall.payments.gateways.capita_scp.adapter import CapitaScpGateway
from moothall.payments.gateways.capita_scp.options import CapitaScpOptions
from moothall.payments.ports import CardEntry, SaleLine, StartPayment
from simulators.capita_scp.portals import load_portals
from simulators.tests.program import Program

CWM_HELYG, TELEPHONES = 4033, 4034


@pytest.fixture(scope="session")
def running_pay360(tmp_path_factory):
    program = Program("capita_scp", tmp_path_factory.mktemp("pay360")).start()
    yield program
    program.end()


@pytest.fixture
def pay360(running_pay360):
    running_pay360.control(calm=True, empty=True)
    return running_pay360


@pytest.fixture
def options_at(settings):
    """A function that returns a portal's options at an address, with its key as a secret."""
    portals = load_portals()

    def at(address, scp_id=CWM_HELYG, **more):
        ((key_id, key),) = portals[scp_id].keys.items()
        settings.SECRETS_DIR.mkdir(exist_ok=True)
        name = f"tests-pay360-{scp_id}"
        (settings.SECRETS_DIR / name).write_text(base64.b64encode(key).decode())
        return CapitaScpOptions.read(
            {
                "endpoint": f"{address}/scp/scpws",
                "site_id": str(portals[scp_id].site_id),
                "scp_id": str(scp_id),
                "key_id": str(key_id),
                "key_secret": name,
                "timeout_seconds": "2",
            }
            | more
        )

    return at


@pytest.fixture
def options(pay360, options_at):
    return options_at(pay360.url)


@pytest.fixture
def gateway():
    return CapitaScpGateway()


@pytest.fixture
def request_of():
    """A function that returns a payment of two lines, to be begun."""

    def made(**changes):
        lines = (
            SaleLine(
                line_id=uuid4(),
                description="Garden waste, two bins",
                reference="GW-1007",
                amount_pence=6000,
                fund_code="31",
                vat_code="01",
                vat_rate=2000,
                vat_pence=1000,
                account_name="Rhian Evans",
            ),
            SaleLine(
                line_id=uuid4(),
                description="Council tax",
                reference="700012345",
                amount_pence=12345,
                fund_code="05",
                vat_code="03",
            ),
        )
        whole = StartPayment(
            payment_id=uuid4(),
            reference="MH-7Q2K-9XW4",
            description="Garden waste and council tax",
            amount_pence=18345,
            lines=lines,
            language="cy",
            return_url="http://cwm-helyg.localhost/pay/back",
            entry=CardEntry.ONLINE,
            email="rhian@example.org",
        )
        return replace(whole, **changes)

    return made
