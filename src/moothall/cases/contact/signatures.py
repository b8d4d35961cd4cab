"""Signatures of what telephone systems tell us: Standard Webhooks 1.0, the scheme `v1`."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from moothall.kernel.secrets import SecretMissing, secret

PREFIX = "whsec_"
ID, MOMENT, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
#: An older message was taken down and sent again by somebody else; the specification says so.
TOLERANCE = timedelta(minutes=5)
SHORTEST_KEY = 24
LONGEST_ID = 120


def keys_of(council_slug: str) -> list[bytes]:
    """Return the keys that a council's telephone system may sign with: two while one changes."""
    try:
        written = secret(f"telephony-{council_slug}")
    except SecretMissing:
        return []
    return [key for one in written.split() if (key := _key(one))]


def signed_id(headers: Mapping[str, str], body: bytes, *, keys: list[bytes], now: datetime) -> str:
    """Return the id of a message that is signed with one of the keys just now; else nothing."""
    message_id, moment = headers.get(ID, ""), headers.get(MOMENT, "")
    if not 0 < len(message_id) <= LONGEST_ID or not moment.isdecimal():
        return ""
    if abs(now.timestamp() - int(moment)) > TOLERANCE.total_seconds():
        return ""
    given = headers.get(SIGNATURE, "").split()
    for key in keys:
        wanted = signature(message_id, moment, body, key=key)
        if any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given):
            return message_id
    return ""


def signature(message_id: str, moment: str, body: bytes, *, key: bytes) -> str:
    """Return what a message is signed with."""
    signed = f"{message_id}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _key(written: str) -> bytes:
    try:
        key = base64.b64decode(written.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return b""
    return key if len(key) >= SHORTEST_KEY else b""
