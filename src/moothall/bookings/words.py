"""Days and hours as people say them, in the language in force."""

from datetime import date, datetime, time

from django.utils import formats, timezone
from django.utils.translation import gettext as _

_NOON = 12


def day_of(day: date) -> str:
    """Return a day with its weekday: Thursday 19 November 2026."""
    return str(formats.date_format(day, "l j F Y"))


def clock_of(clock: time) -> str:
    """Return an hour of the local clock: 9:30am."""
    return f"{clock.hour % _NOON or _NOON}:{clock:%M}{'am' if clock.hour < _NOON else 'pm'}"


def moment_words(moment: datetime) -> str:
    """Return a moment by the local clock: Thursday 19 November 2026 at 9:30am."""
    local = timezone.localtime(moment)
    return _("%(day)s at %(clock)s") % {
        "day": day_of(local.date()),
        "clock": clock_of(local.time()),
    }
