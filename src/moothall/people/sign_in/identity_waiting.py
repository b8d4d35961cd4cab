"""
What a browser's session keeps while somebody is away at an identity provider, and when they return.

Several tabs may be at it at once. What is kept of an attempt is good for one answer: it is gone
from the session, and the session written, before the answer is looked at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest

from moothall.people.ports import Pending, RefusalReason, SignInRefused
from moothall.people.sign_in.identity_proofs import Proof

MOST_UNDER_WAY = 5
_UNDER_WAY = "identity_sign_ins"

#: Somebody may have to fetch a code from their mail first.
CONNECTED_WITHIN = timedelta(minutes=30)
_TO_CONNECT = "identity_to_connect"


@dataclass(frozen=True)
class UnderWay:
    """A sign-in under way at a provider, where it leads to, and the language of its pages."""

    pending: Pending
    following: str
    language: str


@dataclass(frozen=True)
class ToConnect:
    """An identity that somebody has proven to be theirs, and may connect to an account."""

    proof: Proof
    following: str


def keep(request: HttpRequest, under_way: UnderWay) -> None:
    """Keep a sign-in that begins; the oldest of many goes."""
    kept: dict[str, Any] = {
        **request.session.get(_UNDER_WAY, {}),
        under_way.pending.state: {
            "pending": under_way.pending.as_json(),
            "following": under_way.following,
            "language": under_way.language,
        },
    }
    request.session[_UNDER_WAY] = dict(list(kept.items())[-MOST_UNDER_WAY:])


def take(request: HttpRequest, state: str) -> UnderWay | None:
    """
    Return the sign-in that an answer belongs to, once; nothing if this browser began none such.

    :raises SignInRefused: if it was kept by another release, or the session has ended meanwhile
    """
    kept = request.session.get(_UNDER_WAY, {})
    if not isinstance(kept, dict) or state not in kept:
        return None
    found = kept.pop(state)
    request.session[_UNDER_WAY] = kept
    try:
        request.session.save()
    except UpdateError as error:
        raise SignInRefused(RefusalReason.STATE_LOST, "The session has ended.") from error
    return UnderWay(
        pending=Pending.from_json(found["pending"]),
        following=str(found["following"]),
        language=str(found["language"]),
    )


def keep_to_connect(request: HttpRequest, waiting: ToConnect) -> None:
    """Keep a proven identity until its owner says what it belongs to."""
    request.session[_TO_CONNECT] = {
        "proof": waiting.proof.as_plain(),
        "following": waiting.following,
    }


def to_connect(request: HttpRequest, *, now: datetime) -> ToConnect | None:
    """Return the identity that waits to be connected, unless it has waited too long."""
    kept = request.session.get(_TO_CONNECT)
    if not isinstance(kept, dict):
        return None
    try:
        waiting = ToConnect(Proof(**kept["proof"]), str(kept["following"]))
    except TypeError:
        return None  # of another release
    if now - waiting.proof.at > CONNECTED_WITHIN:
        forget_to_connect(request)
        return None
    return waiting


def forget_to_connect(request: HttpRequest) -> None:
    """Forget the identity that waited, connected or not."""
    request.session.pop(_TO_CONNECT, None)
