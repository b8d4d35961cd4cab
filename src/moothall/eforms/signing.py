"""When somebody else must sign, who that is, until when, and what may become of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from moothall.eforms.definition import Definition
from moothall.eforms.models import SigningState

#: From where to where; a signature that is settled stays as it is, and asking again is a new one.
ALLOWED: Mapping[SigningState, frozenset[SigningState]] = {
    SigningState.WAITING: frozenset(
        {
            SigningState.SIGNED,
            SigningState.DECLINED,
            SigningState.TAKEN_BACK,
            SigningState.EXPIRED,
        }
    ),
    SigningState.SIGNED: frozenset(),
    SigningState.DECLINED: frozenset(),
    SigningState.TAKEN_BACK: frozenset(),
    SigningState.EXPIRED: frozenset(),
}

#: A signer is reminded so long before it is too late, if they were asked well before that.
REMIND_BEFORE = timedelta(days=3)


@dataclass(frozen=True)
class Signer:
    """Who must sign, as the answers name them, and in how many days."""

    name: str
    email: str
    days: int


def signer_of(
    definition: Definition, answers: Mapping[str, Any], known: Mapping[str, Any]
) -> Signer | None:
    """Return who must sign what these answers say, or None if nobody must."""
    wanted = definition.needs.signature
    if wanted is None or not wanted.when.holds(known) or not answers.get(wanted.email):
        return None
    return Signer(answers.get(wanted.name) or "", answers[wanted.email], wanted.days)


def too_late_from(asked_at: datetime, days: int, time_zone: str) -> datetime:
    """Return the end of the last day on which one may sign, where the council is."""
    zone = ZoneInfo(time_zone)
    day = asked_at.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(tzinfo=zone))


def last_day(due_at: datetime, time_zone: str) -> datetime:
    """Return a moment of the last day on which one may sign."""
    return due_at.astimezone(ZoneInfo(time_zone)) - timedelta(seconds=1)
