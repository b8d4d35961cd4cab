"""
The contract with telephone systems: three kinds of event, in a shape of our own.

It is written out, with examples, in docs/developer/telephony.md.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from moothall.cases.contact.words import CallDirection, CallEnd
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind

LONGEST_NUMBER, LONGEST_QUEUE, LONGEST_EXTENSION, LONGEST_CALL_ID = 40, 60, 20, 120
MOST_EXTENSIONS = 200
#: How far ahead of ours the other side's clock may be; what lies beyond did not happen yet.
CLOCKS_APART = timedelta(minutes=5)


class EventKind(StrEnum):
    """What can be told of a call."""

    NEW = "call.new"
    ANSWERED = "call.answered"
    ENDED = "call.ended"


class NotUnderstood(ValueError):
    """What was told is not in the shape of the contract; the message says what is wrong."""


@dataclass(frozen=True, kw_only=True)
class TelephoneNews:
    """One thing that happened to a call, as the telephone system tells it."""

    kind: EventKind
    at: datetime
    call_id: str
    direction: CallDirection
    from_number: str
    to_number: str
    queue: str
    extensions: tuple[str, ...]
    extension: str
    cause: str


def read(body: str, *, now: datetime) -> TelephoneNews:
    """
    Return what a message tells.

    :raises NotUnderstood: saying what is wrong with it
    """
    try:
        told = json.loads(body)
    except ValueError as error:
        raise NotUnderstood("The body is not JSON.") from error
    data = told.get("data") if isinstance(told, dict) else None
    if not isinstance(data, dict):
        raise NotUnderstood("The body has no object `data`.")
    try:
        kind = EventKind(str(told.get("type")))
    except ValueError as error:
        raise NotUnderstood("`type` is not one of ours.") from error
    return TelephoneNews(
        kind=kind,
        at=_moment(told.get("timestamp"), now),
        call_id=_text(data, "call_id", LONGEST_CALL_ID, needed=True),
        direction=_direction(data),
        from_number=_number(_text(data, "from", LONGEST_NUMBER)),
        to_number=_number(_text(data, "to", LONGEST_NUMBER)),
        queue=_text(data, "queue", LONGEST_QUEUE),
        extensions=_extensions(data),
        extension=_text(data, "extension", LONGEST_EXTENSION, needed=kind is EventKind.ANSWERED),
        cause=_cause(data) if kind is EventKind.ENDED else "",
    )


def _moment(written: Any, now: datetime) -> datetime:
    try:
        moment = parse_datetime(written) if isinstance(written, str) else None
    except ValueError:
        moment = None
    if moment is None or not is_aware(moment):
        raise NotUnderstood("`timestamp` is not a moment with its time zone.")
    return min(moment, now) if moment - now < CLOCKS_APART else _refuse("`timestamp` is ahead.")


def _refuse(why: str) -> datetime:
    raise NotUnderstood(why)


def _text(data: Mapping[str, Any], key: str, longest: int, *, needed: bool = False) -> str:
    value = data.get(key)
    text = "" if value is None else str(value).strip().replace("\0", "")
    if len(text) > longest:
        raise NotUnderstood(f"`{key}` is too long.")
    if needed and not text:
        raise NotUnderstood(f"`{key}` is missing.")
    return text


def _number(written: str) -> str:
    """Return a number as E.164; nothing for one that is withheld, whatever stands in its place."""
    if not any(character.isdecimal() for character in written):
        return ""
    return normalise_contact(ContactKind.PHONE, written)[:LONGEST_NUMBER]


def _direction(data: Mapping[str, Any]) -> CallDirection:
    try:
        return CallDirection(str(data.get("direction") or CallDirection.INBOUND.value))
    except ValueError as error:
        raise NotUnderstood("`direction` is inbound or outbound.") from error


def _cause(data: Mapping[str, Any]) -> str:
    """Return how a call ended; a cause we do not know is still an end."""
    told = str(data.get("cause") or "")
    return told if told in CallEnd.values else CallEnd.HANGUP.value


def _extensions(data: Mapping[str, Any]) -> tuple[str, ...]:
    given = data.get("agents") or []
    if not isinstance(given, list) or len(given) > MOST_EXTENSIONS:
        raise NotUnderstood("`agents` is a list of extensions.")
    return tuple(str(one).strip()[:LONGEST_EXTENSION] for one in given)
