"""Pay360, with its simulator as a program of its own at the other end."""

import base64
import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from moothall.payments.gateways.capita_scp.options import CapitaScpOptions
from moothall.payments.ports import gateways
from simulators.tests.program import CLIENT, Program

KEY = base64.b64encode(b"stage-key").decode()
#: One that takes cards from payers and from employees, and any fund and VAT code.
PORTALS = {
    "portals": [
        {
            "name": "Northvale",
            "site_id": 1,
            "scp_id": 2,
            "entries": ["ECOM", "CNP"],
            "keys": [{"id": 3, "key": KEY}],
        }
    ]
}
GOOD, REFUSED = "4444333322221111", "4000000000000002"
CARDS_ALLOWED = 3


@dataclass
class CapitaScpStage:
    simulator: Program
    #: The portal cannot be asked by our reference, nobody but its payer can stop a sale, and what
    #: it amounts to is told once it was paid.
    cannot: ClassVar = frozenset({"find", "cancel", "tell the amount at once"})

    @cached_property
    def gateway(self):
        return gateways.get("capita_scp")

    @cached_property
    def options(self):
        return CapitaScpOptions.read(
            {
                "endpoint": f"{self.simulator.url}/scp/scpws",
                "site_id": "1",
                "scp_id": "2",
                "key_id": "3",
                "key_secret": "stage-pay360",
            }
        )

    def sales(self, reference=""):
        return self.simulator.get("/_sales.json", reference=reference).json()["sales"]

    def press(self, gateway_reference, do, number=""):
        (page,) = (one["page"] for one in self.sales() if one["scp_reference"] == gateway_reference)
        card = {"number": number, "month": "12", "year": "2099", "code": "123"} if number else {}
        CLIENT.post(page, data={"do": do, **card})

    def begun(self, reference):
        return len(self.sales(reference))

    def can_be_paid(self, reference):
        # Both lists begin with the newest: a sale's page is known if its beginning was answered.
        asked = [one for one in self.simulator.received("post_invoke") if reference in one["body"]]
        return sum(
            not sale["status"] and one["outcome"].startswith("200")
            for sale, one in zip(self.sales(reference), asked, strict=True)
        )

    def pay(self, gateway_reference):
        self.press(gateway_reference, "pay", GOOD)

    def decline(self, gateway_reference):
        for _ in range(CARDS_ALLOWED):
            self.press(gateway_reference, "pay", REFUSED)

    def give_up(self, gateway_reference):
        self.press(gateway_reference, "cancel")

    def expire(self, gateway_reference):
        self.press(gateway_reference, "expire")

    def lose_answer(self):
        self.simulator.control(lose_answer=1)

    def be_down(self):
        self.simulator.control(fail=1)

    def refuse(self):
        self.simulator.control(refuse=1)

    def catch_up(self):
        """Do nothing: all that was done is seen at once."""


@dataclass
class RunningPay360:
    simulator: Program

    def stage(self, settings):
        self.simulator.control(calm=True, empty=True)
        settings.SECRETS_DIR.mkdir(parents=True, exist_ok=True)
        (settings.SECRETS_DIR / "stage-pay360").write_text(KEY)
        return CapitaScpStage(self.simulator)


@contextmanager
def running(folder):
    portals = folder / "portals.json"
    portals.write_text(json.dumps(PORTALS))
    program = Program("capita_scp", folder, ("--portals", str(portals))).start()
    try:
        yield RunningPay360(program)
    finally:
        program.end()
