"""What is said to whoever cannot check in."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from moothall.bookings.errors import HoldEnded, NoCheckIn, TooEarly, WrongDay, WrongPlace
from moothall.bookings.rows import in_language
from moothall.bookings.views.times_in_words import clock_words
from moothall.kernel.errors import MoothallError, NotFound

#: What checking in may be refused with.
NOT_CHECKED_IN = (HoldEnded, NoCheckIn, NotFound, TooEarly, WrongDay, WrongPlace)


def why_not_checked_in(error: MoothallError) -> str:
    """Say why somebody cannot check in, and what to do instead."""
    if isinstance(error, WrongDay):
        when = {"day": date_format(error.on, "l j F Y"), "time": clock_words(error.at)}
        return _("This booking is for %(day)s at %(time)s.") % when
    if isinstance(error, WrongPlace):
        place = in_language(error.site_name, (get_language() or "en")[:2])
        where = ", ".join(one for one in (place, error.address) if one)
        return _("This booking is at another place: %(place)s.") % {"place": where}
    if isinstance(error, TooEarly):
        begins = clock_words(localtime(error.begins_at).time())
        return _("It is too early. You can check in from %(time)s.") % {"time": begins}
    if isinstance(error, HoldEnded):
        return _("This booking was cancelled, or its time has passed.")
    if isinstance(error, NoCheckIn):
        return _("You need not check in for this booking.")
    return _("There is no booking with this reference.")
