"""How long something is kept and why, in words for people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.eforms.keeping import Because, Keeping

_YEAR = 365
#: A twelfth of a year, to the nearest day; months are only ever said to be about so long.
_MONTH = 30
_FEWEST_MONTHS, _MOST_MONTHS = 2, 24


def days_in_words(days: int) -> str:
    """Return a number of days as people count them: 2 years, 180 days (about 6 months), 30 days."""
    if days % _YEAR == 0:
        years = days // _YEAR
        return ngettext("%(num)s year", "%(num)s years", years) % {"num": years}
    months = round(days / _MONTH)
    if months > _MOST_MONTHS:
        about = {"days": days, "years": round(days / _YEAR)}
        return _("%(days)s days (about %(years)s years)") % about
    if months >= _FEWEST_MONTHS:
        return _("%(days)s days (about %(months)s months)") % {"days": days, "months": months}
    return ngettext("%(num)s day", "%(num)s days", days) % {"num": days}


def keeping_in_words(keeping: Keeping, days: int, *, time_zone: str) -> str:
    """Tell staff until when the answers of a case are kept, and why."""
    last, until = _day(keeping.last_at, time_zone), _day(keeping.until, time_zone)
    length = days_in_words(days)
    match keeping.because:
        case Because.UNDELIVERED:
            return _("They are kept until everything is delivered, then for %(days)s.") % {
                "days": length
            }
        case Because.OPEN:
            return _("They are kept while the case is open, then for %(days)s.") % {"days": length}
        case Because.HELD if keeping.held is not None:
            return _("They are kept, because something else needs them: %(what)s.") % {
                "what": keeping.held.what
            }
        case _ if keeping.held is not None:
            return _("They are kept until %(until)s: %(days)s after this: %(what)s, %(last)s.") % {
                "until": until,
                "days": length,
                "last": last,
                "what": keeping.held.what,
            }
    return _(
        "They are kept until %(until)s: %(days)s after the last thing that happened, on %(last)s."
    ) % {"until": until, "days": length, "last": last}


def removed_in_words(removed_at: datetime, *, time_zone: str) -> str:
    """Tell staff that the answers of a case are gone."""
    return _("The answers were removed on %(day)s, as the form promised.") % {
        "day": _day(removed_at, time_zone)
    }


def _day(moment: datetime | None, time_zone: str) -> str:
    if moment is None:
        return ""
    return formats.date_format(moment.astimezone(ZoneInfo(time_zone)), "j F Y")
