"""What statuses, moments and references are called on the screens of staff."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from moothall.cases.workflow import Status

#: The colour of a status; the words beside it say the same.
TONES: Mapping[Status, str] = MappingProxyType(
    {
        Status.RECEIVED: "new",
        Status.IN_PROGRESS: "active",
        Status.SCHEDULED: "planned",
        Status.AWAITING_RESIDENT: "waiting",
        Status.RESOLVED: "done",
        Status.CLOSED_NO_ACTION: "closed",
        Status.DUPLICATE: "closed",
        Status.CANCELLED: "closed",
    }
)

#: The spelling alphabet of British telephones (ITU and NATO); digits are read as they are.
_SPELLING = MappingProxyType(
    {
        "A": "Alfa", "B": "Bravo", "C": "Charlie", "D": "Delta", "E": "Echo", "F": "Foxtrot",
        "G": "Golf", "H": "Hotel", "I": "India", "J": "Juliett", "K": "Kilo", "L": "Lima",
        "M": "Mike", "N": "November", "O": "Oscar", "P": "Papa", "Q": "Quebec", "R": "Romeo",
        "S": "Sierra", "T": "Tango", "U": "Uniform", "V": "Victor", "W": "Whiskey", "X": "X-ray",
        "Y": "Yankee", "Z": "Zulu",
    }
)  # fmt: skip


def spelled(reference: str) -> list[list[str]]:
    """Return a reference as it is read down a telephone: groups of words, "November" for N."""
    return [
        [_SPELLING.get(character, character) for character in group]
        for group in reference.upper().split("-")
    ]


def short_moment(moment: datetime, *, now: datetime) -> str:
    """
    Return a moment as short as it can be understood: today at 2:15pm, 3 November at 9:00am.

    For lists, where the full words of every line would say the same year over and over.
    """
    then, here = timezone.localtime(moment), timezone.localtime(now)
    clock = date_format(then, "g:i") + ("am" if then.hour < 12 else "pm")  # noqa: PLR2004 - noon
    near = {
        here.date() - timedelta(days=1): _("yesterday at %(clock)s"),
        here.date(): _("today at %(clock)s"),
        here.date() + timedelta(days=1): _("tomorrow at %(clock)s"),
    }
    if then.date() in near:
        return near[then.date()] % {"clock": clock}
    day = date_format(then, "j F" if then.year == here.year else "j F Y")
    return _("%(day)s at %(clock)s") % {"day": day, "clock": clock}
