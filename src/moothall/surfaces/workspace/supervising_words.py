"""Figures in words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.cases.supervising.figures import Of

_PER_CENT = 100
_MINUTE, _HOUR = 60, 3600


def per_cent(share: float | None) -> str:
    """Return a share as per cent, or a dash where there is none."""
    return "–" if share is None else f"{share * _PER_CENT:.0f}%"


def minutes(seconds: float | None) -> str:
    """Return a length of time as minutes and seconds, or a dash where there is none."""
    if seconds is None:
        return "–"
    return f"{int(seconds) // _MINUTE}:{int(seconds) % _MINUTE:02}"


def waited(since: datetime | None, now: datetime) -> str:
    """Return how long something has gone on, in the largest words that tell."""
    if since is None:
        return ""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < _MINUTE:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    if seconds < _HOUR:
        whole = seconds // _MINUTE
        return ngettext("%(count)d minute", "%(count)d minutes", whole) % {"count": whole}
    hours = seconds // _HOUR
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def of_words() -> dict[Of, str]:
    """Return by what contacts can be counted, in words."""
    return {
        Of.SERVICE: _("Service"),
        Of.CHANNEL: _("Channel"),
        Of.REASON: _("Whether it need have been"),
        Of.OUTCOME: _("Outcome"),
        Of.AGENT: _("Person"),
    }
