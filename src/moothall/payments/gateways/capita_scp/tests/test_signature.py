"""Digests that are known from elsewhere."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest

from moothall.payments.gateways.capita_scp.signature import sign

LONG_KEY = base64.b64decode("bGEyOTI3dWl1eWFkc2tmbGhhbHNkZjEyMzQ1Njc4OTA=")
#: The key of the recorded requests.
RECORDED_KEY = b"secretkey"


@pytest.mark.parametrize(
    ("key", "reference", "at", "digest"),
    [
        (
            LONG_KEY,
            "REF1:1700000000",
            datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
            "d+AzPadW3bxfqvokIvP/qWhrRyEjLd5MkiF75cOcKJ4=",
        ),
        (
            RECORDED_KEY,
            "GGW123:1795319736",
            datetime(2026, 11, 22, 3, 55, 36, tzinfo=UTC),
            "8B/RKMG/5Zrhc6hItlJeLJUPrE+igNS63qivbxrKVsY=",
        ),
        (
            RECORDED_KEY,
            "abc123:1795319736",
            datetime(2026, 11, 22, 3, 55, 36, tzinfo=UTC),
            "mO5nIr6NfF8tdd/1DrDOS+TQ76J3/r3VXHGpWGX7O9E=",
        ),
    ],
)
def test_known_digests(key, reference, at, digest):
    signed = sign(scp_id="10", key_id="99", key=key, unique_reference=reference, now=at)

    assert signed.digest == digest


def test_the_time_is_that_of_greenwich_and_of_24_hours():
    summer_time = timezone(timedelta(hours=1))
    evening = datetime(2026, 7, 1, 23, 30, 5, tzinfo=summer_time)

    signed = sign(scp_id="1", key_id="1", key=b"k", unique_reference="r", now=evening)

    assert signed.time_stamp == "20260701223005"
