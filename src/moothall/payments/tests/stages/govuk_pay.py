"""GOV.UK Pay, with its simulator as a program of its own at the other end."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from moothall.payments.gateways.govuk_pay.options import GovukPayOptions
from moothall.payments.ports import gateways
from simulators.tests.program import CLIENT, Program

API_KEY = "api_test_aldermoor_q7m2c9x4t1k8v5b3n6z0"
WEBHOOK_SECRET = "webhook_test_aldermoor_h3w8r5y1p6d0"
HOUR = 60 * 60
DAY = 24 * HOUR


@dataclass
class GovukPayStage:
    simulator: Program
    cannot: ClassVar = frozenset()

    @cached_property
    def gateway(self):
        return gateways.get("govuk_pay")

    @cached_property
    def options(self):
        return GovukPayOptions(
            api_key_secret="pay-key",
            webhook_secret_secret="pay-webhook",
            base_url=self.simulator.url,
        )

    def tell(self, path, **wishes):
        answer = CLIENT.post(f"{self.simulator.url}{path}", json=wishes)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wait(self, seconds):
        """Put the simulator's clock forward."""
        self.tell("/_clock", advance_seconds=seconds)

    def payments(self, reference=""):
        return self.simulator.get("/_payments.json", reference=reference).json()["payments"]

    def refunds(self):
        return self.simulator.get("/_payments.json").json()["refunds"]

    def begun(self, reference):
        return len(self.payments(reference))

    can_be_paid = begun

    def pay(self, gateway_reference, card="4242424242424242"):
        self.tell("/_payer", payment_id=gateway_reference, do="pay", card=card)
        self.wait(60)

    def decline(self, gateway_reference):
        self.tell("/_payer", payment_id=gateway_reference, do="pay", card="4000000000000002")

    def give_up(self, gateway_reference):
        self.tell("/_payer", payment_id=gateway_reference, do="cancel")

    def expire(self, gateway_reference):
        self.wait(91 * 60)

    def lose_answer(self):
        self.simulator.control(lose_answer=1)

    def be_down(self):
        self.simulator.control(maintenance=1)

    def refuse(self):
        self.simulator.control(refuse={"status": 422, "times": 1})

    def catch_up(self):
        self.wait(60)

    def settle(self, gateway_reference):
        self.wait(3 * DAY)

    def dispute(self, gateway_reference, outcome):
        self.tell("/_disputes", payment_id=gateway_reference, status=outcome.value)

    def hint(self, gateway_reference):
        self.tell("/_webhooks", account="aldermoor", callback_url="http://127.0.0.1:9/nobody")
        self.pay(gateway_reference)
        (message, *_) = self.simulator.get("/_webhooks", payment_id=gateway_reference).json()[
            "messages"
        ]
        return {"Pay-Signature": message["signature"]}, message["body"].encode()

    def forged_hint(self, gateway_reference):
        headers, body = self.hint(gateway_reference)
        return headers, body.replace(b'"amount": 1', b'"amount": 2')


@dataclass
class RunningPay:
    simulator: Program

    def stage(self, settings):
        self.simulator.control(calm=True, empty=True)
        settings.SECRETS_DIR.mkdir(parents=True, exist_ok=True)
        (settings.SECRETS_DIR / "pay-key").write_text(API_KEY)
        (settings.SECRETS_DIR / "pay-webhook").write_text(WEBHOOK_SECRET)
        return GovukPayStage(self.simulator)


@contextmanager
def running(folder):
    # Nothing happens but by the simulator's own clock, which the tests put forward.
    arguments = ("--pace", "30", "--lag", "20", "--most-a-second", "0")
    program = Program("govuk_pay", folder, arguments).start()
    try:
        yield RunningPay(program)
    finally:
        program.end()
