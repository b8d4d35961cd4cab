"""Proving that a request comes from the council: its signature, its time, and that it is new."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from lxml import etree

from simulators.capita_scp.envelope import FOUNDATION, Fault
from simulators.capita_scp.portals import Portal
from simulators.capita_scp.register import Register

TIME_FORMAT = "%Y%m%d%H%M%S"
LARGEST_SKEW = timedelta(minutes=5)
"""The supplier publishes none; a clock of twelve hours, the classic mistake, falls well outside."""
SUBJECT_TYPE = "CapitaPortal"


@dataclass(frozen=True)
class Credentials:
    """What a request says of its sender."""

    subject_type: str
    identifier: str
    unique_reference: str
    time_stamp: str
    algorithm: str
    key_id: str
    digest: str


def read(message: etree._Element) -> Credentials:
    """Read the credentials of a message that fits the schema."""

    def text(*path: str) -> str:
        names = ("credentials", *path)
        return str(message.findtext("/".join(f"{{{FOUNDATION}}}{name}" for name in names)) or "")

    return Credentials(
        subject_type=text("subject", "subjectType"),
        identifier=text("subject", "identifier"),
        unique_reference=text("requestIdentification", "uniqueReference"),
        time_stamp=text("requestIdentification", "timeStamp"),
        algorithm=text("signature", "algorithm"),
        key_id=text("signature", "hmacKeyID"),
        digest=text("signature", "digest"),
    )


def digest_of(given: Credentials, key: bytes) -> str:
    """Return the digest that proves these words by this key."""
    signed = "!".join(
        (
            given.subject_type,
            given.identifier,
            given.unique_reference,
            given.time_stamp,
            given.algorithm,
            given.key_id,
        )
    )
    return base64.b64encode(hmac.new(key, signed.encode(), sha256).digest()).decode()


def prove(
    given: Credentials, portals: Mapping[int, Portal], register: Register, *, now: float
) -> Portal:
    """
    Return the portal for which a request proves to speak.

    :raises Fault: if it does not
    """
    portal = portals.get(int(given.identifier))
    if given.subject_type != SUBJECT_TYPE or portal is None:
        raise Fault("Client", "Authentication failed: there is no such portal.")
    key = portal.keys.get(int(given.key_id))
    if key is None:
        raise Fault("Client", "Authentication failed: there is no such key.")
    if not hmac.compare_digest(digest_of(given, key).encode(), given.digest.encode()):
        raise Fault("Client", "Authentication failed: the digest is wrong.")
    at = datetime.strptime(given.time_stamp, TIME_FORMAT).replace(tzinfo=UTC)
    if abs(datetime.fromtimestamp(now, UTC) - at) > LARGEST_SKEW:
        raise Fault("Client", "Authentication failed: the time stamp is too far from our clock.")
    if not register.use_reference(portal.scp_id, given.unique_reference, at=now):
        raise Fault("Client", "Authentication failed: the unique reference was used before.")
    return portal
