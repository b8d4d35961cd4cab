"""
The examples of the published contract, against our client and against the stand-in for Pay.

They are the values that the OpenAPI file (version 1.0.3) names for each field, put together as its
schemas say. Some contradict others (metadata is a text, a state is named with a code that does not
exist): a client that is to work with the real Pay must bear that.
"""

import json
from datetime import date
from uuid import uuid4

import httpx
import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.gateways.govuk_pay import mapping
from moothall.payments.gateways.govuk_pay.tests.test_wire import answering, fetch, start
from moothall.payments.ports import AgreementOutcome, Outcome, RefundOutcome, SettledKind
from moothall.payments.tests.stages.govuk_pay import API_KEY
from simulators.tests.govuk_pay_client import hold_against_contract
from simulators.tests.program import CLIENT

LINK = {"href": "https://an.example.link/from/payment/platform", "method": "GET"}
REQUEST = {
    "amount": 12000,
    "reference": "12345",
    "description": "New passport application",
    "return_url": "https://service-name.gov.uk/transactions/12345",
    "language": "en",
    "email": "Joe.Bogs@example.org",
    "delayed_capture": False,
    "moto": False,
    "prefilled_cardholder_details": {
        "cardholder_name": "J. Bogs",
        "billing_address": {
            "line1": "address line 1",
            "line2": "address line 2",
            "city": "address city",
            "postcode": "AB1 2CD",
            "country": "GB",
        },
    },
}
PAYMENT = {
    "payment_id": "hu20sqlact5260q2nanm0q8u93",
    "amount": 1200,
    "state": {"status": "created", "code": "P010", "message": "User cancelled the payment"},
    "description": "Your Service Description",
    "reference": "your-reference",
    "metadata": '{"property1": "value1", "property2": "value2"}"',
    "card_brand": "Visa",
    "card_details": {
        "card_brand": "Visa",
        "card_type": "debit",
        "cardholder_name": "Mr. Card holder",
        "expiry_date": "04/24",
        "first_digits_card_number": "123456",
        "last_digits_card_number": "1234",
        "wallet_type": "Apple Pay",
    },
    "corporate_card_surcharge": 250,
    "total_amount": 1450,
    "fee": 5,
    "net_amount": 1195,
    "created_date": "2016-01-21T17:15:00.000Z",
    "authorisation_mode": "web",
    "refund_summary": {"status": "available", "amount_available": 100},
    "settlement_summary": {
        "capture_submit_time": "2016-01-21T17:15:00.000Z",
        "captured_date": "2016-01-21",
        "settled_date": "2016-01-21",
    },
    "return_url": "http://your.service.domain/your-reference",
    "_links": {"self": LINK, "next_url": LINK, "cancel": {**LINK, "method": "POST"}},
}
REFUND = {
    "refund_id": "act4c33g40j3edfmi8jknab84x",
    "payment_id": PAYMENT["payment_id"],
    "amount": 120,
    "status": "success",
    "created_date": "2017-01-10T16:52:07.855Z",
    "settlement_summary": {"settled_date": "2016-01-21"},
    "_links": {"self": LINK, "payment": LINK},
}
DISPUTE = {
    "dispute_id": "hu20sqlact5260q2nanm0q8u93",
    "payment_id": PAYMENT["payment_id"],
    "amount": 1200,
    "fee": 1200,
    "net_amount": -2400,
    "reason": "fraudulent",
    "status": "under_review",
    "settlement_summary": {"settled_date": "2022-07-28"},
}
AGREEMENT = {
    "description": "Dorset Council 2022/23 council tax subscription.",
    "reference": "CT-22-23-0001",
    "user_identifier": "user-3fb81107-76b7-4910",
}
DAY = date(2016, 1, 21)


def test_the_examples_of_answers_are_read():
    status = mapping.status(PAYMENT)
    refund = mapping.refund_status(REFUND)
    settled = mapping.settled(SettledKind.PAYMENT, PAYMENT)
    agreement = {**AGREEMENT, "agreement_id": "cgc1ocvh0pt9fqs0ma67r42l58", "status": "created"}

    assert (status.gateway_reference, status.outcome) == (PAYMENT["payment_id"], Outcome.UNDER_WAY)
    assert (status.amount_pence, status.fee_pence, status.refundable_pence) == (1200, 5, 100)
    assert (status.card_kind, status.card_ending, status.next_url) == ("Visa", "1234", LINK["href"])
    assert (status.captured_on, status.settled_on) == (DAY, DAY)
    assert (refund.outcome, refund.amount_pence) == (RefundOutcome.DONE, 120)
    assert (settled.pence, settled.fee_pence, settled.settled_on) == (1450, 5, DAY)
    assert mapping.settled(SettledKind.DISPUTE, DISPUTE).own_reference == DISPUTE["dispute_id"]
    assert mapping.agreement_outcome(agreement) is AgreementOutcome.NOT_YET
    assert not mapping.is_of(PAYMENT, uuid4())


def test_the_examples_of_answers_are_read_over_http(stage):
    with answering(201, json.dumps(PAYMENT).encode()) as url:
        begun = start(stage, url)
    with answering(200, json.dumps(PAYMENT).encode()) as url:
        assert fetch(stage, url).amount_pence == 1200

    assert (begun.gateway_reference, begun.next_url) == (PAYMENT["payment_id"], LINK["href"])


@pytest.mark.parametrize(
    ("status", "example", "problem"),
    [
        (422, {"field": "amount", "code": "P0102",
               "description": "Invalid attribute value: amount. Must be less than or equal to "
                              "10000000"}, GiveUp),
        (429, {"code": "P0900", "description": "Too many requests"}, Retry),
        (500, {"code": "P0900", "description": "Too many requests"}, Retry),
    ],
)  # fmt: skip
def test_the_examples_of_refusals_are_understood(stage, status, example, problem):
    with answering(status, json.dumps(example).encode()) as url, pytest.raises(problem):
        start(stage, url)


def ask(stage, method, path, body=None):
    answer = CLIENT.request(
        method, f"{stage.simulator.url}{path}", json=body,
        headers={"Authorization": f"Bearer {API_KEY}"},
    )  # fmt: skip
    assert isinstance(answer, httpx.Response)
    hold_against_contract(method, path, answer)
    return answer


def test_the_examples_of_requests_are_taken_by_the_stand_in(stage):
    begun = ask(stage, "POST", "/v1/payments", REQUEST)
    told = begun.json()
    stage.tell("/_payer", payment_id=told["payment_id"], do="pay")
    stage.wait(60)
    wanted = {"amount": 5000, "refund_amount_available": 12000}
    refunded = ask(stage, "POST", f"/v1/payments/{told['payment_id']}/refunds", wanted)
    agreement = ask(stage, "POST", "/v1/agreements", AGREEMENT)

    assert (begun.status_code, refunded.status_code, agreement.status_code) == (201, 202, 201)
    assert {name: told[name] for name in REQUEST if name in told} == {
        name: value for name, value in REQUEST.items() if name in told
    }
    assert mapping.status(told).outcome is Outcome.UNDER_WAY
    assert mapping.refund_status(refunded.json()).amount_pence == 5000
    assert agreement.json()["reference"] == AGREEMENT["reference"]


def test_the_example_of_a_wrong_amount_is_refused_as_published(stage):
    refused = ask(stage, "POST", "/v1/payments", {**REQUEST, "amount": 10_000_001})

    assert refused.status_code == 422
    assert refused.json() == {
        "field": "amount", "code": "P0102",
        "description": "Invalid attribute value: amount. Must be less than or equal to 10000000",
    }  # fmt: skip


def test_the_example_of_a_refund_of_more_than_there_is_is_refused(stage):
    told = ask(stage, "POST", "/v1/payments", REQUEST).json()
    stage.tell("/_payer", payment_id=told["payment_id"], do="pay")
    stage.wait(60)
    wanted = {"amount": 150000, "refund_amount_available": 200000}

    refused = ask(stage, "POST", f"/v1/payments/{told['payment_id']}/refunds", wanted)

    assert (refused.status_code, refused.json()["code"]) == (412, "P0604")
