"""Tells an account's endpoint what happened, signed, and lets things happen by themselves."""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from simulators.gocardless.register import DueEvent, Register, StepRefusedError
from simulators.trouble import Kind, Troubles

TROUBLES = (
    Kind("repeat_webhooks", "Repeat webhooks", "Tell everything twice."),
    Kind("lose_webhooks", "Lose webhooks", "Never tell; whoever wants to know has to ask."),
    Kind("disorder_webhooks", "Tell in disorder", "Tell what happened last first."),
    Kind("forge_webhooks", "Sign wrongly", "Sign with another secret."),
)
MOST_ATTEMPTS = 8
PATIENCE = 5.0
LOOK_EVERY = 0.1


@dataclass(frozen=True)
class Standing:
    """Where events are told as long as nobody has set another endpoint."""

    url: str
    host: str
    secret_file: Path | None

    def endpoint(self) -> tuple[str, str] | None:
        """Return the address and the secret, once there is one."""
        if not self.url or self.secret_file is None or not self.secret_file.is_file():
            return None
        return self.url, self.secret_file.read_text(encoding="utf-8").strip()


@dataclass
class Messenger:
    """Works in a thread of its own."""

    register: Register
    troubles: Troubles
    pace: float
    retry_after: float
    standing: Standing
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to work."""
        threading.Thread(target=self._repeat, daemon=True).start()

    def stop(self) -> None:
        """Stop between two steps; the rest is still due at the next start."""
        self._stop.set()

    def _repeat(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            if self.pace > 0:
                self._move()
            self._tell()

    def _move(self) -> None:
        for kind, identifier, step in self.register.to_move(self.pace):
            with suppress(StepRefusedError, LookupError):
                self.register.step(kind, identifier, step)

    def _tell(self) -> None:
        """Tell all that is due in one message, as GoCardless does."""
        due = self.register.due_events()
        endpoint = self.register.endpoint() or self.standing.endpoint()
        if not due or endpoint is None:
            return
        if self.troubles.take("lose_webhooks", "webhook") is not None:
            self._note(due, "lost", again=False)
            return
        told = list(reversed(due)) if self.troubles.take("disorder_webhooks", "webhook") else due
        times = 2 if self.troubles.take("repeat_webhooks", "webhook") is not None else 1
        url, secret = endpoint
        if self.troubles.take("forge_webhooks", "webhook") is not None:
            secret = "another secret"
        outcome = ""
        for _turn in range(times):
            outcome = _post(url, secret, told, self.standing.host)
        self._note(due, outcome, again=not outcome.startswith("2"))

    def _note(self, due: Sequence[DueEvent], outcome: str, *, again: bool) -> None:
        for one in due:
            tried = one.attempts + 1 < MOST_ATTEMPTS
            later = time.time() + self.retry_after if again and tried else None
            self.register.note_told(one, outcome, later)


def _post(url: str, secret: str, events: Sequence[DueEvent], host: str) -> str:
    """Send one message; answers with the status, or with what went wrong."""
    body = json.dumps(
        {"events": [one.body for one in events], "meta": {"webhook_id": f"WB{events[0].id}"}}
    ).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    asked = urllib.request.Request(
        url,
        data=body,
        headers={
            "Content-Type": "application/json",
            "User-Agent": "gocardless-webhook-service/1.1",
            "Webhook-Signature": signature,
            **({"Host": host} if host else {}),
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
