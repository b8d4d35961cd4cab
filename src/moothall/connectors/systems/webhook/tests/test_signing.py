import base64
from datetime import UTC, datetime

import pytest

from moothall.connectors.systems.webhook.signing import headers_for, key_from

#: The example of the specification.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MOMENT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_signature_is_that_of_the_specification():
    headers = headers_for("msg_p5jXN8AQM9LWM0D4loKWxJek", BODY, keys=[key_from(SECRET)], now=MOMENT)

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def test_while_a_key_is_replaced_both_sign():
    new = key_from("whsec_" + base64.b64encode(b"n" * 32).decode())

    headers = headers_for(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", BODY, keys=[new, key_from(SECRET)], now=MOMENT
    )

    first, second = headers["webhook-signature"].split(" ")
    assert second == SIGNATURE
    assert first not in {SIGNATURE, ""}


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_%%%", "whsec_c2hvcnQ="])
def test_a_secret_that_guards_nothing_is_none(secret):
    with pytest.raises(ValueError, match="webhook's secret"):
        key_from(secret)
