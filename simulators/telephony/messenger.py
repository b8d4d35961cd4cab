"""Tells of calls by webhooks, signed as Standard Webhooks 1.0 ask."""

import base64
import hashlib
import hmac
import secrets
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from simulators.telephony.exchange import DueEvent, Exchange

MOST_ATTEMPTS = 8
PATIENCE = 5.0
LOOK_EVERY = 0.1
OTHER_SECRET = "whsec_" + base64.b64encode(b"another secret of thirty-two by").decode()


@dataclass
class Standing:
    """Where events are told, and what signs them."""

    url: str
    host: str
    secret_file: Path | None
    secret: str = ""

    def endpoint(self) -> tuple[str, str] | None:
        """Return the address and the secret, once there is one."""
        if self.url and self.secret:
            return self.url, self.secret
        if not self.url or self.secret_file is None or not self.secret_file.is_file():
            return None
        return self.url, self.secret_file.read_text(encoding="utf-8").split()[0]


@dataclass
class Messenger:
    """Works in a thread of its own."""

    exchange: Exchange
    standing: Standing
    retry_after: float
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to work."""
        threading.Thread(target=self._repeat, daemon=True).start()

    def stop(self) -> None:
        """Stop between two events; the rest is still due at the next start."""
        self._stop.set()

    def _repeat(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            endpoint = self.standing.endpoint()
            if endpoint is None:
                continue
            for event in self.exchange.due():
                self._tell(event, *endpoint)

    def _tell(self, event: DueEvent, url: str, secret: str) -> None:
        troubles = self.exchange.troubles
        if troubles.take("lose_events", "event") is not None:
            self.exchange.note_told(event, "lost", None)
            return
        if troubles.take("unsigned_events", "event") is not None:
            secret = OTHER_SECRET
        ids = [event.id]
        if troubles.take("repeat_events", "event") is not None:
            ids.append(event.id)
        if troubles.take("repeat_with_new_ids", "event") is not None:
            ids.append(f"evt_{secrets.token_hex(12)}")
        outcome = ""
        for event_id in ids:
            outcome = self._post(url, secret, event_id, event.body)
        tries_again = not outcome.startswith("2") and event.attempts + 1 < MOST_ATTEMPTS
        self.exchange.note_told(
            event, outcome, time.time() + self.retry_after if tries_again else None
        )

    def _post(self, url: str, secret: str, event_id: str, body: str) -> str:
        """Send one event; answers with the status, or with what went wrong."""
        moment = str(int(time.time()))
        signed = f"{event_id}.{moment}.{body}".encode()
        key = base64.b64decode(secret.removeprefix("whsec_"))
        made = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        asked = urllib.request.Request(
            url,
            data=body.encode(),
            headers={
                "Content-Type": "application/json",
                "webhook-id": event_id,
                "webhook-timestamp": moment,
                "webhook-signature": f"v1,{made}",
                **({"Host": self.standing.host} if self.standing.host else {}),
            },
            method="POST",
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(asked, timeout=PATIENCE) as answer:
                return str(answer.status)
        except urllib.error.HTTPError as refusal:
            return str(refusal.code)
        except OSError as failure:
            return type(failure).__name__
