"""GOV.UK Pay's payer, its webhooks, and all that goes wrong with both."""

import hashlib
import hmac
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from simulators.govuk_pay.postman import signature
from simulators.tests.govuk_pay_client import ACCOUNTS, DAY, Stranger

GOOD = {
    "cardNo": "4242 4242 4242 4242",
    "expiryMonth": "12",
    "expiryYear": "49",
    "cardholderName": "Siân Payer",
    "cvc": "123",
    "addressLine1": "1 Alder Street",
    "addressCity": "Aldermoor",
    "addressPostcode": "QX1 1AA",
    "email": "sian@example.org",
}
MINUTE = 60


@pytest.fixture
def stranger(govuk_pay):
    return Stranger(govuk_pay)


@pytest.fixture
def browser():
    with httpx.Client(trust_env=False, follow_redirects=False) as client:
        yield client


@pytest.fixture
def receiver(stranger):
    """Somebody who is told what happens, and answers as `answers` says."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.calls.append((self.headers["Pay-Signature"], body))
            self.send_response(server.answers.pop(0) if server.answers else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.calls, server.answers = [], []
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    url = f"http://somewhere.localhost:{server.server_port}/told"
    stranger.tell("/_webhooks", account="aldermoor", callback_url=url)
    yield server
    server.shutdown()
    server.server_close()


def eventually(look, *, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def events(receiver):
    return [json.loads(body)["event_type"] for _, body in receiver.calls]


def enter(browser, payment):
    """Go where a payer is sent, and return the address of the page for the card."""
    sent = browser.get(payment["_links"]["next_url"]["href"])
    assert sent.status_code == 303
    return str(sent.next_request.url)


def said(page):
    return re.search(r'data-testid="end">([^<]*)', page.text)[1]


def test_a_payer_types_a_card_confirms_and_goes_back(stranger, browser):
    payment = stranger.begin(email="sian@example.org")
    page = enter(browser, payment)
    assert stranger.state(payment["payment_id"])[0] == "started"
    assert "£45.00" in browser.get(page).text

    typed = browser.post(page, data=GOOD)
    confirm = str(typed.next_request.url)
    assert "4242" in browser.get(confirm).text
    assert stranger.state(payment["payment_id"])[0] == "submitted"
    back = browser.post(confirm)

    assert back.headers["Location"] == "https://aldermoor.test/pay/back"
    assert stranger.state(payment["payment_id"])[0] == "success"


def test_a_payer_who_closes_the_browser_has_paid(stranger, browser):
    payment = stranger.begin()
    page = enter(browser, payment)
    confirm = str(browser.post(page, data=GOOD).next_request.url)

    end = browser.post(confirm, data={"then": "close"})

    assert said(end) == "The browser is closed"
    assert stranger.state(payment["payment_id"])[0] == "success"


def test_pages_are_welsh_for_who_asked_for_welsh(stranger, browser):
    page = browser.get(enter(browser, stranger.begin(language="cy")))

    assert '<html lang="cy">' in page.text
    assert "Rhowch fanylion y cerdyn" in page.text
    assert "Talu Cyngor Bwrdeistref Aldermoor" in page.text


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("4000000000000002", "Your payment has been declined"),
        ("4000000000000119", "We’re experiencing technical problems"),
    ],
)
def test_a_card_that_is_refused_ends_the_payment(stranger, browser, card, words):
    page = enter(browser, stranger.begin())

    end = browser.post(page, data={**GOOD, "cardNo": card})

    assert said(end) == words
    assert 'href="https://aldermoor.test/pay/back"' in end.text


def test_what_is_mistyped_is_said_and_the_number_is_not_shown_again(stranger, browser):
    payment = stranger.begin()
    page = enter(browser, payment)

    wrong = {"cardNo": "4242424242424241", "cvc": "1", "expiryYear": "20", "email": ""}
    again = browser.post(page, data={**GOOD, **wrong})

    assert again.text.count('class="mistake"') == 4
    assert "4242424242424241" not in again.text
    assert "Siân Payer" in again.text
    assert stranger.state(payment["payment_id"])[0] == "started"


def test_a_caller_s_card_needs_no_address(stranger, browser):
    page = enter(browser, stranger.begin(moto=True))
    few = {name: GOOD[name] for name in list(GOOD)[:5]}

    assert browser.post(page, data=few).status_code == 303


def test_a_payer_cancels_and_one_who_is_too_late_reads_so(stranger, browser):
    cancelled, late = stranger.begin(), stranger.begin()
    first = enter(browser, cancelled)
    assert said(browser.post(f"{first}/cancel")) == "Your payment has been cancelled"
    second = enter(browser, late)
    stranger.wait(91 * MINUTE)

    assert said(browser.get(second)) == "Your payment session has expired"
    assert stranger.state(cancelled["payment_id"]) == ("failed", True, "P0030")
    assert stranger.state(late["payment_id"]) == ("failed", True, "P0020")


def test_an_address_is_good_once_and_a_new_one_is_told(stranger, browser):
    payment = stranger.begin()
    enter(browser, payment)

    with httpx.Client(trust_env=False) as other:
        first = other.get(payment["_links"]["next_url"]["href"])
        told = stranger.get(f"payments/{payment['payment_id']}")
        second = other.get(told["_links"]["next_url"]["href"])

    assert first.status_code == 403
    assert second.status_code == 303


def test_no_card_number_is_kept(stranger, browser):
    enter_page = enter(browser, stranger.begin())
    browser.post(enter_page, data=GOOD)
    browser.post(enter_page, data={**GOOD, "cardNo": "5105105105105100"})

    for file in stranger.program.state.iterdir():
        content = file.read_bytes()
        assert b"4242424242424242" not in content, file.name
        assert b"4242 4242 4242 4242" not in content, file.name
        assert b"5105105105105100" not in content, file.name


def test_the_published_example_is_signed_alike():
    signed = signature("We captured a £10 payment! 💷".encode(), "This is my secret key! 🔑")

    assert signed == "a678c8326237dc08acabed4ec3948ee82f94c4b35cdc44b68f26fa8ef595efff"


def test_a_service_is_told_what_happens_and_can_tell_by_whom(stranger, receiver):
    payment_id = stranger.pay()
    stranger.refund(payment_id, 100, 4500)
    stranger.wait(MINUTE)

    eventually(lambda: len(receiver.calls) == 4)

    assert events(receiver) == [
        "card_payment_started", "card_payment_succeeded", "card_payment_captured",
        "card_payment_refunded",
    ]  # fmt: skip
    secret = ACCOUNTS["aldermoor"].webhook_secret.encode()
    for signed, body in receiver.calls:
        assert signed == hmac.new(secret, body, hashlib.sha256).hexdigest()
        told = json.loads(body)
        assert told["resource"]["payment_id"] == payment_id
        assert told["webhook_message_id"]
    assert json.loads(receiver.calls[3][1])["resource_type"] == "refund"


@pytest.mark.slow
def test_who_does_not_listen_is_told_again_five_times(stranger, receiver):
    receiver.answers = [500] * 10
    payment_id = stranger.begin()["payment_id"]
    stranger.tell("/_payer", payment_id=payment_id, do="open")

    for told, wait in enumerate((61, 301, 3601, DAY + 1, 2 * DAY + 1, 9 * DAY), 1):
        eventually(lambda told=told: len(receiver.calls) >= told)
        eventually(lambda told=told: newest(stranger)["attempts"] == told)
        stranger.wait(wait)

    assert newest(stranger)["due_at"] is None
    assert events(receiver).count("card_payment_started") == 6


def newest(stranger):
    messages = stranger.program.get("/_webhooks").json()["messages"]
    (first,) = (one for one in messages if one["event"] == "card_payment_started")
    return first


def test_webhooks_come_twice_late_in_disorder_or_never(stranger, receiver):
    stranger.program.control(repeat_webhooks=1)
    payment_id = stranger.begin()["payment_id"]
    stranger.tell("/_payer", payment_id=payment_id, do="open")
    eventually(lambda: len(receiver.calls) == 2)
    assert receiver.calls[0] == receiver.calls[1]

    receiver.calls.clear()
    stranger.program.control(late_webhooks={"times": 1, "seconds": 600}, lose_webhooks=False)
    stranger.tell("/_payer", payment_id=payment_id, do="cancel")
    assert receiver.calls == []
    stranger.wait(601)
    eventually(lambda: events(receiver) == ["card_payment_failed"])

    receiver.calls.clear()
    stranger.program.control(disorder_webhooks={"seconds": 30})
    stranger.tell("/_payer", payment_id=stranger.begin()["payment_id"])
    stranger.wait(31)
    eventually(lambda: len(receiver.calls) >= 2)
    assert events(receiver)[:2] != ["card_payment_started", "card_payment_succeeded"]

    stranger.program.control(calm=True, lose_webhooks=True)
    receiver.calls.clear()
    messages = len(stranger.program.get("/_webhooks").json()["messages"])
    stranger.begin()
    stranger.tell("/_payer", payment_id=stranger.begin()["payment_id"])
    assert len(stranger.program.get("/_webhooks").json()["messages"]) == messages


@pytest.mark.parametrize(
    ("trouble", "status", "code", "begun"),
    [
        ({"maintenance": 1}, 503, "P0999", 0),
        ({"rate_limit": 1}, 429, "P0900", 0),
        ({"disabled": 1}, 403, "P0941", 0),
        ({"fail": {"status": 500, "times": 1}}, 500, "P0198", 0),
    ],
)
def test_trouble_has_the_shape_of_the_interface(stranger, trouble, status, code, begun):
    stranger.program.control(**trouble)
    wanted = {"amount": 1, "reference": "r", "description": "d", "return_url": "https://a.test"}

    answer = stranger.ask("POST", "payments", {**wanted, "amount": 100})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stranger.program.get("/_payments.json").json()["count"] == begun


def test_an_answer_that_is_lost_was_given(stranger):
    stranger.program.control(lose_answer=1)

    with pytest.raises(httpx.RemoteProtocolError):
        stranger.begin()

    assert stranger.program.get("/_payments.json").json()["count"] == 1
