"""Webhooks: whose they are, and the one thing that is believed of them."""

import hashlib
import hmac
import json
from dataclasses import replace

import pytest

from moothall.payments.gateways.govuk_pay.adapter import is_signed
from moothall.payments.gateways.govuk_pay.options import GovukPayOptions
from moothall.payments.ports import HintRefused
from moothall.payments.tests.stages.govuk_pay import WEBHOOK_SECRET


def test_the_published_example_of_a_signature_is_right(stage, settings):
    (settings.SECRETS_DIR / "published").write_text("This is my secret key! 🔑", "utf-8")
    options = GovukPayOptions(api_key_secret="k", webhook_secret_secret="published")
    signature = "a678c8326237dc08acabed4ec3948ee82f94c4b35cdc44b68f26fa8ef595efff"
    body = "We captured a £10 payment! 💷".encode()

    assert is_signed(signature, body, options)
    assert not is_signed(signature, body + b" ", options)
    assert not is_signed(signature.upper(), body, options)
    assert not is_signed("ŵ", body, options)
    assert not is_signed("", body, options)


def signed(told):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    signature = hmac.new(WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {"pay-signature": signature}, body


@pytest.mark.parametrize(
    ("told", "reference", "event_id"),
    [
        ({"webhook_message_id": "m1", "resource_id": "abc", "resource": {}}, "abc", "m1"),
        ({"id": "m2", "resource_id": "abc", "resource": {"payment_id": "abc"}}, "abc", "m2"),
        ({"resource_id": "refund1", "resource": {"payment_id": "abc"}}, "abc", ""),
        ({"resource_id": "abc", "resource": None}, "abc", ""),
    ],
)
def test_a_hint_is_the_name_of_a_payment_and_nothing_else(stage, told, reference, event_id):
    hint = stage.gateway.read_hint(*signed(told), stage.options)

    assert (hint.gateway_reference, hint.event_id) == (reference, event_id)


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        {"resource_id": "abc"},
        {"resource": {"payment_id": "../../v1/refunds"}, "resource_id": "abc"},
        {"resource": {"payment_id": 5}, "resource_id": "abc"},
    ],
)
def test_what_names_no_payment_is_refused_though_it_is_signed(stage, told):
    with pytest.raises(HintRefused):
        stage.gateway.read_hint(*signed(told), stage.options)


@pytest.mark.parametrize("secret", ["", "not-there"])
def test_without_the_webhooks_secret_none_is_believed(stage, secret):
    headers, body = signed({"resource_id": "abc", "resource": {}})

    with pytest.raises(HintRefused):
        stage.gateway.read_hint(headers, body, replace(stage.options, webhook_secret_secret=secret))
