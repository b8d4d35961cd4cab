"""A stranger who speaks to GOV.UK Pay, and holds every answer against the published contract."""

import json
import re

import httpx
import jsonschema

from simulators.govuk_pay.accounts import load_accounts
from simulators.tests.program import CLIENT, ROOT, Program

CONTRACT = json.loads((ROOT / "simulators/govuk_pay/contract.json").read_text())
ACCOUNTS = load_accounts()
DAY = 24 * 60 * 60
WANTED = {
    "amount": 4500,
    "reference": "ALD-PAY-1",
    "description": "Bin gardd ŵ",
    "return_url": "https://aldermoor.test/pay/back",
}
#: What Pay answers and its contract has wrong: a mode that it forgets, and texts called objects.
FORGOTTEN_MODE = {"authorisation_mode": "agreement"}
FORMS = ("next_url_post", "auth_url_post")


class Stranger:
    """One account's program."""

    def __init__(self, program: Program, account: str = "aldermoor"):
        self.program = program
        self.key = ACCOUNTS[account].api_key

    def ask(self, method, path, body=None, *, headers=None, **parameters) -> httpx.Response:
        answer = CLIENT.request(
            method,
            f"{self.program.url}/v1/{path}",
            content=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
            params=parameters or None,
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        hold_against_contract(method, f"/v1/{path}", answer)
        return answer

    def get(self, path, **parameters):
        answer = self.ask("GET", path, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def begin(self, **changed) -> dict:
        wanted = {name: value for name, value in {**WANTED, **changed}.items() if value is not None}
        answer = self.ask("POST", "payments", wanted)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def pay(self, card="4242424242424242", **changed) -> str:
        """Begin a payment, have it paid, and let the bank take the money; return its name."""
        payment_id = self.begin(**changed)["payment_id"]
        self.tell("/_payer", payment_id=payment_id, card=card)
        self.wait(60)
        return payment_id

    def refund(self, payment_id, amount, left, **more) -> httpx.Response:
        wanted = {"amount": amount, "refund_amount_available": left, **more}
        return self.ask("POST", f"payments/{payment_id}/refunds", wanted)

    def tell(self, path, **wishes):
        answer = CLIENT.post(f"{self.program.url}{path}", json=wishes)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wait(self, seconds):
        self.tell("/_clock", advance_seconds=seconds)

    def state(self, payment_id) -> tuple:
        state = self.get(f"payments/{payment_id}")["state"]
        return state["status"], state["finished"], state.get("code")


def hold_against_contract(method, path, answer):
    """Fail if an answer's shape is not the contract's for this address and status."""
    if not answer.content or answer.status_code == 401:
        return
    schema = _schema(method, path, answer.status_code)
    assert answer.headers["Content-Type"] == "application/json"
    body = answer.json()
    for one in [body, *body.get("results", [])]:
        if FORGOTTEN_MODE.items() <= one.items():
            del one["authorisation_mode"]
        for form in FORMS:
            params = one.get("_links", {}).get(form, {}).pop("params", {})
            assert all(isinstance(value, str) for value in params.values())
    jsonschema.validate(body, {**schema, "components": CONTRACT["components"]})


def _schema(method, path, status):
    for template, operations in CONTRACT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            told = operations[method.lower()]["responses"].get(str(status), {})
            content = told.get("content", {}).get("application/json", {})
            if "schema" in content:
                return content["schema"]
            # What the contract says nothing about has the shape of all errors, or of a refund.
            name = "Refund" if status == 202 else "RequestError"
            return {"$ref": f"#/components/schemas/{name}"}
    raise AssertionError(f"The contract knows no {path}.")
