"""
No card number gets in by a program: what is signed, what is JSON, and what a standard shapes.

These doors are not masked by `kernel.card_numbers_at_the_door`, since signatures cover every letter
or since the body is none of a form. Each refuses what holds a number, or keeps nothing of it.
"""

import hashlib
import hmac
import json

import pytest
from django.test import Client

from moothall.cases.models import Case
from moothall.connectors.tests.program import REPORT
from moothall.connectors.tests.program import keys as keys  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.test_partners import form as form  # noqa: PLC0414 - a fixture
from moothall.connectors.tests.test_partners import key as key  # noqa: PLC0414 - a fixture
from moothall.eforms.models import Prefill
from moothall.kernel.scope import acting_for, crossing_councils
from moothall.notifications.models import CarrierChoice
from moothall.payments import actions
from moothall.payments.by_telephone.signatures import HEADER, signature
from moothall.payments.direct_debit.models import DebitService
from moothall.payments.ports import CardEntry
from moothall.payments.tests.conftest import shop as shop  # noqa: PLC0414 - a fixture
from moothall.payments.tests.kit import SETUP
from moothall.payments.wallets.tests.conftest import canteen as canteen  # noqa: PLC0414 - a fixture
from tests.architecture.planted_card import (
    CARD,
    PLANTED,
    TYPED,
    everything_in_files,
    everything_stored,
)
from tests.architecture.planted_card import log as log  # noqa: PLC0414 - a fixture

JSON = "application/json"
SECRET = "a-secret-of-this-test"


@pytest.fixture
def ask():
    """Send a request as a program does, and return the answer."""
    client = Client(headers={"host": "northvale.test"}, raise_request_exception=False)

    def send(path, body=None, *, kind=None, **headers):
        if body is None:
            return client.get(path, headers=headers)
        more = {"content_type": kind} if kind else {}
        return client.post(path, body, headers=headers, **more)

    return send


@pytest.fixture
def nothing_is_kept(northvale, log):
    """After the test the number is nowhere: not in the database, a file or a line of the log."""
    yield
    with acting_for(northvale.id), crossing_councils():
        assert everything_stored() == []
    assert everything_in_files() == []
    assert not PLANTED.search(log.getvalue())


pytestmark = [pytest.mark.usefixtures("nothing_is_kept"), pytest.mark.django_db]

OPEN311 = (
    "description", "first_name", "email", "phone", "address_string", "address_id", "media_url",
    "service_code", "device_id", "attribute[external_id]", "attribute[uprn]", "attribute[x]",
)  # fmt: skip


@pytest.mark.parametrize("name", OPEN311)
def test_open311_refuses_one_by_name(ask, keys, northvale, name):
    report = {**REPORT, "api_key": keys["northvale"], name: TYPED}

    answer = ask("/open311/v2/requests.json", report)

    assert answer.status_code == 400
    assert answer.json()[0]["description"] == f"{name} holds what looks like a card number."
    with acting_for(northvale.id):
        assert Case.objects.count() == 0


def test_open311_takes_none_in_a_question_a_note_or_a_header(ask, keys, northvale):
    report = {**REPORT, "api_key": keys["northvale"], "attribute[external_id]": ""}
    taken = ask("/open311/v2/requests.json", report, **{"idempotency-key": CARD})
    reference = taken.json()[0]["service_request_id"]
    note = {
        "api_key": keys["northvale"], "service_request_id": reference, "update_id": "1",
        "status": "OPEN", "description": TYPED, "updated_datetime": "2026-11-22T09:00:00Z",
    }  # fmt: skip

    for path in ("requests", "servicerequestupdates", "services"):
        asked = ask(f"/open311/v2/{path}.json?service_code={CARD}&start_date={CARD}")
        assert asked.status_code == 400
    assert ask(f"/open311/v2/requests/{CARD}.json").status_code == 404
    assert ask(f"/open311/v2/tokens/{CARD}.json").status_code == 403
    assert ask("/open311/v2/servicerequestupdates.json", note).status_code == 400
    assert ask("/open311/v2/requests.json", report, **{"x-api-key": CARD}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"answers": {"person.name": TYPED}},
        {"answers": {"home": {"line_1": "1 High Street", "town": TYPED, "postcode": "QX1 1AA"}}},
        {"answers": {"amount": int(CARD)}},
        {"answers": {CARD: "Siân"}},
        {"answers": {"person.name": "Siân"}, CARD: 1},
    ],
)
def test_prefilled_answers_with_one_are_refused_and_not_said_back(ask, form, key, northvale, body):
    path = "/api/v1/forms/trial/prefills"
    answer = ask(path, json.dumps(body), kind=JSON, authorization=f"Bearer {key}")

    assert answer.status_code == 422
    assert "card number" in answer.text
    assert not PLANTED.search(answer.text)
    with acting_for(northvale.id):
        assert Prefill.objects.count() == 0


def test_a_till_that_tells_more_than_a_sale_is_not_believed(ask, canteen):
    till = canteen.till()[1]
    sale = {
        "sequence": 1, "price_pence": 200, "sold_at": canteen.now.isoformat(), "card": "a" * 64,
        "note": TYPED,
    }  # fmt: skip

    for told in ({**sale, "card": CARD}, {**sale, "sequence": int(CARD)}, sale):
        body = json.dumps({"sales": [told]})
        ask("/api/v1/till/sales", body, kind=JSON, authorization=f"Bearer {till}")


def test_signed_webhooks_are_taken_and_nothing_of_them_is_kept(ask, shop, monkeypatch, queue):
    monkeypatch.setenv("MOOTHALL_SECRET_PLANTED", SECRET)
    options = {"api_key_secret": "planted", "webhook_secret_secret": "planted"}
    actions.choose_gateway(
        actor=SETUP, council_id=shop.council.id, entry=CardEntry.ONLINE, gateway="govuk_pay",
        options=options, now=shop.now,
    )  # fmt: skip
    hint = {
        "webhook_message_id": CARD, "resource_id": CARD,
        "resource": {"payment_id": "abc", "card_details": {"number": TYPED}},
    }  # fmt: skip
    body = json.dumps(hint).encode()
    signed = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()

    taken = ask("/machine/payments/govuk_pay/", body, kind=JSON, **{"pay-signature": signed})
    forged = ask("/machine/payments/govuk_pay/", body, kind=JSON, **{"pay-signature": TYPED})
    nobody = ask(f"/machine/payments/{CARD}/", body, kind=JSON)

    assert [answer.status_code for answer in (taken, forged, nobody)] == [204, 403, 404]


def test_collectors_and_carriers_words_are_not_kept(ask, northvale, now, monkeypatch, queue):
    monkeypatch.setenv("MOOTHALL_SECRET_PLANTED", SECRET)
    monkeypatch.setenv("MOOTHALL_SECRET_TELEPHONE_NORTHVALE", SECRET)
    with acting_for(northvale.id):
        DebitService.objects.create(
            council_id=northvale.id, collector="gocardless", statement_name="NORTHVALE",
            options={"token_secret": "planted", "webhook_secret": "planted"}, chosen_at=now,
        )  # fmt: skip
        CarrierChoice.objects.create(
            council_id=northvale.id, channel="text", carrier="govuk_notify", secret_name="planted",
            options={"text_template": "t", "callback_token_secret": "planted"},
        )  # fmt: skip
    event = {
        "id": CARD, "resource_type": "payments", "action": "confirmed",
        "links": {"payment": "PM1"}, "metadata": {"note": TYPED},
    }  # fmt: skip
    events = json.dumps({"events": [event]}).encode()
    signed = hmac.new(SECRET.encode(), events, hashlib.sha256).hexdigest()
    report = {
        "reference": "01936b2e-0000-7000-8000-000000000001", "status": "delivered", "to": TYPED,
    }  # fmt: skip
    call = {"CallSid": CARD, "From": TYPED, "Digits": CARD}
    path = "/machine/pay-by-telephone/"
    proof = signature(SECRET, f"http://northvale.test{path}", call)

    answers = [
        ask("/machine/gocardless/", events, kind=JSON, **{"webhook-signature": signed}),
        ask("/machine/notify/", json.dumps(report), kind=JSON, authorization=f"Bearer {SECRET}"),
        ask(path, call, **{HEADER: proof}),
        ask(f"{path}ended/", call, **{HEADER: TYPED}),
    ]

    assert [answer.status_code for answer in answers] == [204, 204, 200, 403]
    assert not any(PLANTED.search(answer.text) for answer in answers)
