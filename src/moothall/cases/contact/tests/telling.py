"""A telephone system for tests: it signs what it tells, as the contract asks."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.test import Client

from moothall.kernel import clock

KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
ADDRESS = "/machine/telephony/"


def connect(council):
    """Give a council the secret of its telephone system."""
    folder = Path(settings.SECRETS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"telephony-{council.slug}").write_text(f"whsec_{KEY}\n")


def event(kind, *, at=None, **data):
    """Return an event of a call, as bytes."""
    body = {
        "type": f"call.{kind}",
        "timestamp": (at or clock.now()).isoformat(),
        "data": {"direction": "inbound", "from": "01632 960 123", "to": "01632 960 500", **data},
    }
    return json.dumps(body).encode()


def signed(body, *, event_id="", moment=None, key=KEY):
    """Return the headers with which a message is signed."""
    event_id = event_id or uuid4().hex
    moment = str(int((moment or clock.now()).timestamp()))
    told = f"{event_id}.{moment}.".encode() + body
    made = hmac.new(base64.b64decode(key), told, hashlib.sha256).digest()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": moment,
        "webhook-signature": "v1," + base64.b64encode(made).decode(),
    }


def tell(council, body, **changes):
    """Post an event, signed; return the answer's status."""
    answer = Client(headers={"host": f"{council.slug}.test"}).post(
        ADDRESS, body, content_type="application/json", headers=signed(body, **changes)
    )
    return answer.status_code


def tell_over(address, council, body):
    """Post an event, signed, to a server that runs; return the answer's status."""
    where = urlsplit(address)
    connection = HTTPConnection(where.hostname, where.port, timeout=30)
    headers = {"Host": f"{council.slug}.test", "Content-Type": "application/json", **signed(body)}
    connection.request("POST", ADDRESS, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def ring(council, call_id="c1", **data):
    """Let a call ring, a minute ago."""
    at = data.pop("at", clock.now() - timedelta(minutes=1))
    return tell(council, event("new", at=at, call_id=call_id, **data))
