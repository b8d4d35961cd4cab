"""Proving to the portal that a request is the council's."""

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

SUBJECT_TYPE = "CapitaPortal"
SYSTEM_CODE = "SCP"
#: The only one there is; it stands for HMAC with SHA-256.
ALGORITHM = "Original"
TIME_FORMAT = "%Y%m%d%H%M%S"


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """Who asks, what makes this request unlike all others, and the digest that proves both."""

    scp_id: str
    unique_reference: str
    time_stamp: str
    key_id: str
    digest: str


def sign(
    *, scp_id: str, key_id: str, key: bytes, unique_reference: str, now: datetime
) -> Credentials:
    """Return the credentials of one request, which is good for a few minutes from now."""
    time_stamp = now.astimezone(UTC).strftime(TIME_FORMAT)
    words = (SUBJECT_TYPE, scp_id, unique_reference, time_stamp, ALGORITHM, key_id)
    digest = hmac.new(key, "!".join(words).encode(), sha256).digest()
    return Credentials(
        scp_id=scp_id,
        unique_reference=unique_reference,
        time_stamp=time_stamp,
        key_id=key_id,
        digest=base64.b64encode(digest).decode(),
    )
