"""
How long people stay signed in: never past a working day, and not past a quiet while before it.

Staff are signed out after a quiet hour. Residents may leave the sign-in host for two hours, since
each council's site has a session of its own, which ends after half an hour.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

LONGEST_PAUSE = timedelta(hours=1)
LONGEST_PAUSE_OF_RESIDENTS = timedelta(hours=2)
LONGEST_SESSION = timedelta(hours=12)

#: The moment of the last request is written at most this often, since each writing costs a row.
WRITTEN_EVERY = timedelta(minutes=1)

#: Who signed in this long ago is not asked again before they change how they sign in.
FRESH_FOR = timedelta(minutes=10)

_SIGNED_IN = "signed_in_at"
_LAST_SEEN = "last_seen_at"


def begin(session: SessionBase, *, now: datetime) -> None:
    """Note that somebody has just signed in."""
    session[_SIGNED_IN] = session[_LAST_SEEN] = now.timestamp()


def is_fresh(session: SessionBase, *, now: datetime) -> bool:
    """Tell whether somebody signed in only a moment ago."""
    return _SIGNED_IN in session and now - _moment(session[_SIGNED_IN]) < FRESH_FOR


def keep_alive(
    session: SessionBase, *, now: datetime, longest_pause: timedelta = LONGEST_PAUSE
) -> bool:
    """Note that the session is in use and tell whether it may go on."""
    signed_in = _moment(session.setdefault(_SIGNED_IN, now.timestamp()))
    last_seen = _moment(session.get(_LAST_SEEN, now.timestamp()))
    if now - last_seen > longest_pause or now - signed_in > LONGEST_SESSION:
        return False
    if _LAST_SEEN not in session or now - last_seen >= WRITTEN_EVERY:
        session[_LAST_SEEN] = now.timestamp()
    return True


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, tz=UTC)
