"""Sends what a form handed in to a program that checks our signature."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import httpx

from moothall.connectors.ports import (
    Accepted,
    BackOfficeSystem,
    CaseToSend,
    Exchange,
    Refused,
    StatusUpdate,
    TryLater,
)
from moothall.connectors.systems.webhook.options import Options
from moothall.connectors.systems.webhook.signing import headers_for, key_from
from moothall.kernel import clock
from moothall.kernel.reaching import NotAllowed, reach
from moothall.kernel.secrets import secret

#: Refusals after which the same may be taken: asked too early, too often, or signed with a key
#: that the receiver does not know yet. By the standard 410 alone says "never again".
GONE = 410
#: The receiver looked at what we sent and cannot use it; the same again changes nothing.
UNUSABLE = frozenset({400, 413, 415, 422})

#: Of an answer, in bytes, for the attempt's record; the rest is not even read.
LONGEST_KEPT = 5_000
EVENT_TYPE = "form.submitted"


class Webhook:
    """One receiver of one council."""

    def __init__(self, options: Options) -> None:
        self.options = options

    @property
    def longest_call(self) -> timedelta:
        """Return the time-outs of connecting, sending, and waiting for the answer, together."""
        return timedelta(seconds=3 * self.options.timeout_seconds)

    def send(self, case: CaseToSend, /) -> Accepted:
        """
        POST the submission; the message's id is the same at every attempt.

        :raises TryLater: if the receiver did not clearly say no
        :raises Refused: if it did, or nothing may be sent to it
        """
        if case.submission is None:
            raise Refused("A webhook takes what a form hands in: name it in a form.")
        body = json.dumps(
            {
                "type": EVENT_TYPE,
                "timestamp": clock.now().isoformat(),
                "data": dict(case.submission),
            },
            ensure_ascii=False,
        ).encode()
        try:
            keys = [key_from(secret(name)) for name in self.options.secrets]
        except ValueError as error:
            raise TryLater(f"The system is not set up right: {error}") from error
        headers = headers_for(case.idempotency_key, body, keys=keys, now=clock.now())
        status, said, exchange = self._post(body, headers)
        if 200 <= status < 300:  # noqa: PLR2004 - success
            return Accepted(reference=_reference(said), exchange=exchange)
        if status == GONE or status in UNUSABLE:
            raise Refused(f"Answered {status}.", exchange=exchange)
        raise TryLater(f"Answered {status}.", exchange=exchange)

    def reference_for(self, token: str, /) -> str:
        """Return nothing: a webhook gives no tokens."""
        return ""

    def updates(self, since: datetime, until: datetime, /) -> Sequence[StatusUpdate]:
        """Return nothing: a webhook tells nothing back."""
        return ()

    def _post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, Exchange]:
        url = self.options.url
        # What people wrote stands in the submission alone, so that it can be forgotten there.
        sent = Exchange(request=f"POST {url}\n{headers['webhook-id']}\n{len(body)} bytes")
        try:
            reached = reach(url)
            with (
                httpx.Client(timeout=self.options.timeout_seconds, trust_env=False) as client,
                client.stream(
                    "POST",
                    reached.url,
                    content=body,
                    headers={
                        **headers,
                        "Host": reached.host,
                        "Content-Type": "application/json",
                        "User-Agent": "Moothall",
                    },
                    extensions={"sni_hostname": reached.name},
                ) as answer,
            ):
                said = _beginning(answer)
        except NotAllowed as error:
            raise Refused(str(error), exchange=sent) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise TryLater(f"No answer: {type(error).__name__}.", exchange=sent) from error
        exchange = Exchange(request=sent.request, answer=f"{answer.status_code}\n{said}")
        return answer.status_code, said, exchange


def _beginning(answer: httpx.Response) -> str:
    """Return the beginning of an answer as text that a database can keep."""
    read = b""
    for chunk in answer.iter_bytes():
        read += chunk
        if len(read) >= LONGEST_KEPT:
            break
    return read[:LONGEST_KEPT].decode(errors="replace").replace("\0", "")


def _reference(said: str) -> str:
    """Return the reference that the receiver calls it by, if it says one: it need not."""
    try:
        answer = json.loads(said)
    except (RecursionError, ValueError):
        return ""
    found = answer.get("reference") if isinstance(answer, dict) else None
    return found.strip()[:120] if isinstance(found, str) else ""


class WebhookSupplier:
    """Sets up webhooks."""

    key: ClassVar[str] = "webhook"
    label: ClassVar[str] = "Signed webhook"

    def connect(self, options: Mapping[str, Any], /) -> BackOfficeSystem:
        """
        Return the receiver at the address.

        :raises ValueError: naming the option that cannot be used
        """
        return Webhook(Options.read(options))
