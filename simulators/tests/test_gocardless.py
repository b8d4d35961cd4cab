"""The simulated GoCardless keeps to the published interface."""

import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from simulators.tests.program import CLIENT, Program

HEADERS = {"Authorization": "Bearer sandbox_token", "GoCardless-Version": "2015-07-06"}
ACCOUNT = {
    "account_holder_name": "R EVANS", "account_number": "55779911", "branch_code": "200000",
    "country_code": "GB",
}  # fmt: skip


@pytest.fixture(scope="module")
def gocardless(tmp_path_factory):
    program = Program("gocardless", tmp_path_factory.mktemp("gocardless")).start()
    yield program
    program.end()


def make(program, kind, body, key="", **headers):
    more = {"Idempotency-Key": key} if key else {}
    return CLIENT.post(
        f"{program.url}/{kind}", json={kind: body}, headers={**HEADERS, **more, **headers}
    )


def mandate(program):
    account = make(program, "customer_bank_accounts", ACCOUNT).json()["customer_bank_accounts"]
    links = {"customer_bank_account": account["id"]}
    return make(program, "mandates", {"reference": "R1", "links": links}).json()["mandates"]


def test_a_key_makes_one_thing_and_names_it_afterwards(gocardless):
    first = make(gocardless, "customers", {"given_name": "A", "family_name": "B"}, "k1")
    second = make(gocardless, "customers", {"given_name": "A", "family_name": "B"}, "k1")

    [error] = second.json()["error"]["errors"]
    assert (first.status_code, second.status_code) == (201, 409)
    assert error["reason"] == "idempotent_creation_conflict"
    assert error["links"]["conflicting_resource_id"] == first.json()["customers"]["id"]


def test_no_more_of_an_account_is_kept_than_its_end(gocardless):
    made = make(gocardless, "customer_bank_accounts", ACCOUNT)

    assert made.json()["customer_bank_accounts"]["account_number_ending"] == "11"
    assert "55779911" not in made.text
    assert "55779911" not in gocardless.get("/_things.json").text


def test_strangers_and_wrong_things_are_refused_in_its_own_shape(gocardless):
    stranger = make(gocardless, "customers", {}, Authorization="Bearer other")
    wrong = make(gocardless, "customer_bank_accounts", {**ACCOUNT, "account_number": "1"})
    inactive = mandate(gocardless)
    CLIENT.post(f"{gocardless.url}/mandates/{inactive['id']}/actions/cancel", headers=HEADERS)
    late = make(gocardless, "payments", {"amount": 1, "links": {"mandate": inactive["id"]}})

    assert stranger.status_code == 401
    assert wrong.json()["error"]["type"] == "validation_failed"
    assert late.json()["error"]["errors"][0]["reason"] == "mandate_is_inactive"


def test_what_happens_is_told_signed(gocardless):
    heard = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.headers["Webhook-Signature"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    gocardless.control(empty=True)
    endpoint = {"url": f"http://127.0.0.1:{server.server_port}/", "secret": "hush"}
    CLIENT.post(f"{gocardless.url}/_webhooks", json=endpoint)
    made = mandate(gocardless)
    asked = {"kind": "mandates", "id": made["id"], "action": "failed", "reason_code": "AUDDIS-5"}
    assert CLIENT.post(f"{gocardless.url}/_step", json=asked).status_code == 200
    assert CLIENT.post(f"{gocardless.url}/_step", json=asked).status_code == 409
    for _turn in range(200):
        if sum(body.count(b'"action"') for _sign, body in heard) >= 2:
            break
        threading.Event().wait(0.05)
    server.shutdown()

    events = [one for _sign, body in heard for one in json.loads(body)["events"]]
    assert [(one["action"], one["links"]["mandate"]) for one in events] == [
        ("created", made["id"]), ("failed", made["id"]),
    ]  # fmt: skip
    assert events[1]["details"]["reason_code"] == "AUDDIS-5"
    for signature, body in heard:
        assert signature == hmac.new(b"hush", body, hashlib.sha256).hexdigest()


def test_its_page_lets_things_happen(gocardless):
    made = mandate(gocardless)

    assert made["id"] in gocardless.get("/").text
    form = {"kind": "mandates", "id": made["id"], "action": "active", "reason_code": ""}
    assert CLIENT.post(f"{gocardless.url}/_step", data=form).status_code == 303
    shown = CLIENT.get(f"{gocardless.url}/mandates/{made['id']}", headers=HEADERS).json()
    assert shown["mandates"]["status"] == "active"
