"""Web, worker, gateway and back office killed at each step of a basket with three lines."""

import json
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from simulators.tests.program import CLIENT
from tests.faults.books import assert_books_and_back_offices_agree
from tests.faults.payer import Payer
from tests.faults.points import (
    BEGINNING_POINTS,
    EFFECT_POINTS,
    FILLING_POINTS,
    HEARING_POINTS,
    HINT_POINTS,
    POINTS,
)
from tests.faults.test_faults import _template as _template  # noqa: PLC0414 - a fixture
from tests.installation import Installation, installation, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.timeout(400)]

CARD = {"number": "4444333322221111", "month": "12", "year": "2099", "code": "123"}
#: Does what it is asked and answers so much later that it can be killed between.
SLOW = {"seconds": 5.0, "after_the_work": True, "times": 1, "only": "post"}
#: How a payer's stay at the gateway goes on; the gateway is killed after one of these.
STAY = ("open", "submit", "pay")


@dataclass(frozen=True)
class Way:
    """
    One basket's way, with the point at which something is killed at each step; nothing: nothing is.

    A payment is heard of at the payer's return, by a webhook, or by the clock alone. `dark` kills
    everything at once while the payer is at the gateway's page.
    """

    bill: str = ""
    form: str = ""
    begin: str = ""
    stay: str = ""
    dark: bool = False
    back: str = ""
    webhook: str = ""
    worker: tuple[str, ...] = ()
    office: bool = False


GATEWAY = "the gateway"
AT_PAY = (
    Way(bill="before-the-bill", begin="before-the-intent", stay="open", back="before-asking",
        worker=("before-handing-in", "before-routing")),
    Way(bill="bill-in-basket", begin="intent-in-transaction", stay="submit", back="answer-heard",
        worker=("in-handing-in", "after-routing")),
    Way(form="before-the-fee", begin="intent-written", stay="pay", back="in-the-books",
        worker=("handed-in", "before-claim")),
    Way(form="fee-in-basket", begin="before-the-call", back="lines-paid",
        worker=("before-top-up", "after-claim")),
    Way(form="form-frozen", begin="after-the-call", back="receipt-queued",
        worker=("topped-up", "after-answer")),
    Way(begin="answer-written", back="settled", worker=("before-writing", "after-record")),
    Way(begin=GATEWAY, webhook="webhook-came",
        worker=("before-asking", "answer-heard", "receipt-stored")),
    Way(webhook="webhook-noted", worker=("in-the-books", "lines-paid", "receipt-written")),
    Way(dark=True, office=True, worker=("receipt-queued", "settled")),
)  # fmt: skip
#: Pay360 never calls: a payment is heard of at the payer's return, or by the clock.
AT_PAY360 = (
    Way(begin="before-the-call", stay="open", back="answer-heard", worker=("in-handing-in",)),
    Way(begin="after-the-call", stay="pay", back="in-the-books", worker=("topped-up",)),
    Way(begin=GATEWAY, worker=("answer-heard", "settled", "after-answer")),
)
#: Of the steps of a delivery, those that have nothing to do with the back office.
OF_OTHERS = {"before-acknowledging", "after-acknowledging", "before-receipt", "after-receipt"}


def test_nothing_is_left_out():
    steps = {
        "web": [point for way in AT_PAY for point in (way.bill, way.form, way.begin, way.back)],
        "webhook": [way.webhook for way in AT_PAY],
        "worker": [point for way in AT_PAY for point in way.worker],
        "gateway": [way.stay for way in AT_PAY],
    }
    wanted = {
        "web": {*FILLING_POINTS, *BEGINNING_POINTS, *HEARING_POINTS, GATEWAY},
        "webhook": set(HINT_POINTS),
        "worker": {*HEARING_POINTS, *EFFECT_POINTS, *(POINTS.keys() - OF_OTHERS)},
        "gateway": set(STAY),
    }
    assert {who: set(points) - {""} for who, points in steps.items()} == wanted


@pytest.fixture(scope="module")
def running(_template, tmp_path_factory):
    with installation(tmp_path_factory.mktemp("baskets")) as made:
        made.start("backoffice", "mailbox", "govuk_pay", "capita_scp")
        made.start_mortal("web", "worker")
        made.simulators["govuk_pay"].control(lag={"seconds": 0.0})
        yield made


def test_a_basket_at_gov_uk_pay_is_killed_at_each_step(running):
    payers, wallet_id = open_shop(running, "aldermoor", len(AT_PAY))

    for way, payer in zip(AT_PAY, payers, strict=True):
        go(payer, way, AtPay(running))

    told = running.simulators["govuk_pay"].get("/_payments.json").json()
    assert told["count"] == len(AT_PAY), "something was begun twice at the gateway"
    assert told["refunds"] == []
    charged = Counter(
        {one["reference"]: one["amount"] for one in told["payments"] if is_taken(one)}
    )
    assert_books_and_back_offices_agree(running, payers, wallet_id, charged)


def test_a_basket_at_pay360_is_killed_at_the_steps_that_differ(running):
    payers, wallet_id = open_shop(running, "cwm-helyg", len(AT_PAY360))

    for way, payer in zip(AT_PAY360, payers, strict=True):
        go(payer, way, AtPay360(running))

    charged = Counter()
    for sale in running.simulators["capita_scp"].get("/_sales.json").json()["sales"]:
        if sale["status"] == "SUCCESS":
            charged[sale["reference"]] += sale["pence"]
    assert_books_and_back_offices_agree(running, payers, wallet_id, charged)


def is_taken(payment):
    """Tell whether Pay says that a payment was made and its money captured."""
    is_captured = "captured_date" in payment["settlement_summary"]
    return payment["state"]["status"] == "success" and is_captured


@dataclass
class AtPay:
    """The stay of a payer at GOV.UK Pay."""

    running: Installation
    name = "govuk_pay"

    @property
    def program(self):
        return self.running.simulators[self.name]

    def begun(self):
        return self.program.get("/_payments.json").json()["count"]

    def call(self, *, webhooks):
        self.program.control(lose_webhooks=not webhooks)

    def do(self, deed, payment):
        wanted = {"payment_id": payment["gateway_reference"], "do": deed}
        answer = CLIENT.post(f"{self.program.url}/_payer", json=wanted)
        assert answer.status_code == 200, answer.text

    def way_back(self, payment):
        found = self.program.get("/_payments.json", reference=payment["reference"]).json()
        return found["payments"][0]["return_url"]

    def repeat_webhooks(self):
        """Let the minute pass after which what was not answered comes again."""
        CLIENT.post(f"{self.program.url}/_clock", json={"advance_seconds": 61})


class AtPay360(AtPay):
    """The stay of a payer at Pay360's page."""

    name = "capita_scp"
    returned = ""

    def begun(self):
        return self.program.get("/_sales.json").json()["count"]

    def call(self, *, webhooks):
        """Do nothing: it never calls."""

    def do(self, deed, payment):
        if deed == "open":
            assert CLIENT.get(payment["next_url"]).status_code == 200
        if deed == "pay":
            answer = CLIENT.post(payment["next_url"], data={"do": "pay", **CARD})
            self.returned = answer.headers["location"]

    def way_back(self, payment):
        return self.returned


def open_shop(running, council, count):
    told = json.loads(running.script("tests.faults.open_shop", council, str(count)))
    payers = [Payer(running, council, basket, secret) for basket, secret in told["baskets"]]
    return payers, told["wallet"]


def go(payer, way, gateway):
    """Let one payer go the whole way."""
    running = payer.running
    payer.take_bill(way.bill)
    payer.fill_in_form(way.form)
    assert payer.shows_all()
    begin(payer, way, gateway)
    gateway.call(webhooks=bool(way.webhook))
    if way.office:
        running.simulators["backoffice"].control(slow=SLOW)
    jobs = jobs_of(running)
    running.kill_at("worker", *way.worker)
    stay(payer, way, gateway)
    hear(payer, way, gateway)
    running.wait_for_death("worker")
    if way.office:
        wait_until(lambda: jobs_of(running) > jobs, what="The job at the back office")
        restart(running, "backoffice")
        running.let_a_minute_pass()


def begin(payer, way, gateway):
    """Begin to pay; the gateway may die after it did what it was asked, before it answers."""
    if way.begin != GATEWAY:
        payer.begin(way.begin)
        return
    before = gateway.begun()
    gateway.program.control(slow=SLOW)
    with ThreadPoolExecutor(1) as browser:
        answer = browser.submit(payer.attempt, "/basket/pay/", {"email": payer.email})
        wait_until(lambda: gateway.begun() > before, what="The payment at the gateway")
        restart(payer.running, gateway.name)
        assert answer.result().status_code == 200
    payer.running.let_a_minute_pass()
    payer.begin()


def stay(payer, way, gateway):
    """Type the card and confirm, while programs die."""
    running, payment = payer.running, payer.payment()
    if way.webhook:
        running.kill_at("web", way.webhook)
    if way.back:
        payer.is_not_asked_about_by_the_clock()
    for deed in STAY:
        gateway.do(deed, payment)
        if way.stay == deed:
            restart(running, gateway.name)
        if way.dark and deed == "submit":
            for name in ("web", "worker", gateway.name):
                running.kill(name)
            running.start(gateway.name)
            running.start_mortal("web", "worker")


def hear(payer, way, gateway):
    """Let it be heard that the payment is made."""
    running = payer.running
    if way.back:
        payer.comes_back(gateway.way_back(payer.payment()), way.back)
    elif way.webhook:
        running.wait_for_death("web")
        gateway.repeat_webhooks()
    else:
        running.let_a_minute_pass()


def restart(running, name):
    running.kill(name, signal.SIGKILL)
    running.start(name)


def jobs_of(running):
    return running.simulators["backoffice"].get("/_jobs.json").json()["count"]
