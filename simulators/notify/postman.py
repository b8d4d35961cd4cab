"""What happens to a notification after it was taken on, in threads of their own."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from simulators.notify.notifications import DueCallback, Notification, Register
from simulators.notify.services import Service
from simulators.trouble import Kind, Troubles

TROUBLES = (
    Kind(
        "outcome",
        "Let deliveries end otherwise",
        "End with this status, whoever it is for.",
        {"status": "temporary-failure"},
    ),
    Kind("stuck", "Get stuck", "Send, and never learn what became of it."),
    Kind("repeat_callbacks", "Repeat callbacks", "Tell the service everything twice."),
    Kind("lose_callbacks", "Lose callbacks", "Never tell the service; it has to ask."),
)
OUTCOMES = {
    "07700900002": "permanent-failure",
    "07700900003": "temporary-failure",
    "07700900004": "technical-failure",
    "perm-fail@simulator.notify": "permanent-failure",
    "temp-fail@simulator.notify": "temporary-failure",
}
"""What becomes of a notification, by its recipient; everything else is delivered."""
MOST_ATTEMPTS = 5
PATIENCE = 5.0
LOOK_EVERY = 0.1
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Answers that point elsewhere are failures, as they are for Notify."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing."""


@dataclass
class Postman:
    """Moves notifications along and tells services what became of them."""

    register: Register
    services: Mapping[str, Service]
    troubles: Troubles
    pace: float
    """Seconds that each step takes."""
    retry_after: float
    """Seconds until a service that could not be told is told again; Notify's own are 300."""
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to work."""
        for work in (self._deliver, self._tell):
            threading.Thread(target=self._repeat, args=(work,), daemon=True).start()

    def stop(self) -> None:
        """Stop between two steps; the rest is still due at the next start."""
        self._stop.set()

    def _repeat(self, work: Callable[[], None]) -> None:
        """Do one kind of work over and over."""
        while not self._stop.wait(LOOK_EVERY):
            work()

    def _deliver(self) -> None:
        """Move every notification along whose time has come."""
        for notification in self.register.due(time.time()):
            now = time.time()
            if notification.status == "created":
                stuck = self.troubles.take("stuck", "delivery") is not None
                self.register.send(notification, at=now, due_at=None if stuck else now + self.pace)
                continue
            told = self.troubles.take("outcome", "delivery")
            status = (
                str(told["status"])
                if told
                else OUTCOMES.get(notification.plain_recipient, "delivered")
            )
            self.register.complete(
                notification, status=status, at=now, tell_times=self._times_to_tell(notification)
            )

    def _times_to_tell(self, notification: Notification) -> int:
        """Decide how often the service is told: once, unless told otherwise."""
        service = self.services.get(notification.service_id)
        if service is None or self.register.callback_address(service) is None:
            return 0
        if self.troubles.take("lose_callbacks", "callback") is not None:
            return 0
        return 2 if self.troubles.take("repeat_callbacks", "callback") is not None else 1

    def _tell(self) -> None:
        """Tell every service that is to be told now."""
        for callback in self.register.due_callbacks(time.time()):
            if self._stop.is_set():
                return
            outcome, again = self._call(callback)
            last = callback.attempts + 1 >= MOST_ATTEMPTS
            self.register.note_callback(
                callback,
                outcome=outcome,
                due_at=time.time() + self.retry_after if again and not last else None,
            )

    def _call(self, callback: DueCallback) -> tuple[str, bool]:
        """Make one call; answers with what came of it and whether another try makes sense."""
        service = self.services.get(callback.notification.service_id)
        address = None if service is None else self.register.callback_address(service)
        if address is None or not address.url.startswith(("http://", "https://")):
            return "nowhere to call", False
        request = urllib.request.Request(
            address.url,
            data=json.dumps(receipt(callback.notification)).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {address.bearer_token}",
            },
            method="POST",
        )
        opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return str(answer.status), False
        except urllib.error.HTTPError as refusal:
            again = refusal.code == TOO_MANY_REQUESTS or refusal.code >= SERVER_ERROR
            return str(refusal.code), again
        except OSError as failure:
            return type(failure).__name__, True


def receipt(notification: Notification) -> dict[str, object]:
    """Write a delivery receipt as Notify does."""
    return {
        "id": notification.id,
        "reference": notification.reference,
        "to": notification.recipient,
        "status": notification.status,
        "created_at": write_moment(notification.created_at),
        "completed_at": write_moment(notification.completed_at),
        "sent_at": write_moment(notification.sent_at),
        "notification_type": notification.type,
        "template_id": notification.template_id,
        "template_version": notification.template_version,
    }


def write_moment(seconds: float | None) -> str | None:
    """Write a moment as Notify does, in UTC and with microseconds."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
