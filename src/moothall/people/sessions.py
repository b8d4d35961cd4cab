"""How long staff stay signed in: not past a quiet hour, and never past a working day."""

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

LONGEST_PAUSE = timedelta(hours=1)
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


def keep_alive(session: SessionBase, *, now: datetime) -> bool:
    """Note that the session is in use and tell whether it may go on."""
    signed_in = _moment(session.setdefault(_SIGNED_IN, now.timestamp()))
    last_seen = _moment(session.get(_LAST_SEEN, now.timestamp()))
    if now - last_seen > LONGEST_PAUSE or now - signed_in > LONGEST_SESSION:
        return False
    if _LAST_SEEN not in session or now - last_seen >= WRITTEN_EVERY:
        session[_LAST_SEEN] = now.timestamp()
    return True


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, tz=UTC)
