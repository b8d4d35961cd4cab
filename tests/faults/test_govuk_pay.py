"""A payer pays at GOV.UK Pay and is gone; web, worker and Pay are killed between."""

import signal
import subprocess
import sys

import pytest

from simulators.tests.program import CLIENT
from tests.faults.test_faults import _template as _template  # noqa: PLC0414 - a fixture
from tests.installation import CHECKOUT, installation, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]

BEGIN = """
from datetime import date
from moothall.councils.queries import council_by_slug
from moothall.kernel.actors import anonymous_resident, system
from moothall.kernel.clock import now
from moothall.kernel.ids import new_id
from moothall.kernel.scope import acting_for
from moothall.payments import actions
from moothall.payments.items import Item
from moothall.payments.ports import CardEntry
council, at, payer = council_by_slug("aldermoor"), now(), anonymous_resident()
with acting_for(council.id):
    actions.apply_fund(
        actor=system("tests"), council_id=council.id, key="garden", name={"en": "Garden waste"},
        valid_from=date(2020, 4, 1), fund_code="31", gl_code="GL-31", vat_code="OOS", vat_rate=0,
        now=at,
    )
    basket, _ = actions.open_basket(
        actor=payer, council_id=council.id, language="en", channel="web", now=at
    )
    item = Item(
        fund="garden", description={"en": "Garden waste"}, unit_pence=6000,
        about_type="tests.thing", about_id=new_id(),
    )
    actions.put_in_basket(actor=payer, basket_id=basket.pk, item=item, now=at)
    payment = actions.begin_payment(
        actor=payer, basket_id=basket.pk, entry=CardEntry.ONLINE, email="", language="en", now=at
    )
    print(payment.gateway_reference or payment.problem)
"""


@pytest.fixture
def running(_template, tmp_path):
    with installation(tmp_path) as made:
        made.start("govuk_pay", "mailbox", "web")
        yield made


def begin(running):
    """Fill a basket and begin to pay it; return Pay's name for the payment."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", BEGIN],
        cwd=CHECKOUT,
        env={**running.environment, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.split()[-1]


def tell(running, path, **wishes):
    answer = CLIENT.post(f"{running.simulators['govuk_pay'].url}{path}", json=wishes)
    assert answer.status_code == 200, answer.text


def pay(running, reference):
    tell(running, "/_payer", payment_id=reference, do="pay")


def is_paid(running, reference):
    with running.connect() as database:
        state, baskets = database.execute(
            "SELECT payments_payment.state, payments_basket.state FROM payments_payment "
            "JOIN payments_basket ON payments_basket.id = basket_id WHERE gateway_reference = %s",
            [reference],
        ).fetchone()
    return (state, baskets) == ("paid", "paid")


def told_as_paid(running):
    return running.count(
        "SELECT count(*) FROM kernel_outboxevent WHERE name = 'payments.payment-paid'"
    )


def test_who_closes_the_browser_has_paid_as_soon_as_pay_has_told(running):
    running.start("worker")
    reference = begin(running)
    running.simulators["govuk_pay"].control(repeat_webhooks=True)

    pay(running, reference)

    wait_until(lambda: is_paid(running, reference), what="The payment")
    messages = running.simulators["govuk_pay"].get("/_webhooks").json()["messages"]
    assert "204" in {message["outcome"] for message in messages}
    assert told_as_paid(running) == 1


def test_a_webhook_that_finds_nobody_comes_again(running):
    reference = begin(running)
    running.kill("web")
    pay(running, reference)
    running.kill("govuk_pay", signal.SIGKILL)

    running.start("govuk_pay", "web", "worker")
    tell(running, "/_clock", advance_seconds=61)

    wait_until(lambda: is_paid(running, reference), what="The payment")
    assert told_as_paid(running) == 1
