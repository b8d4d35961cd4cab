"""What staff are told of refusals, statuses and what was done, in their language."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from moothall.bookings.errors import HoldEnded, NoSuchTime, NotOpen, SlotTaken, TooLate
from moothall.bookings.rows import Slot, Words, in_language
from moothall.kernel.errors import Conflict, MoothallError, TransitionNotAllowed

STATUSES: Mapping[str, object] = {
    "held": gettext_lazy("Held"),
    "confirmed": pgettext_lazy("booking", "Booked"),
    "attended": gettext_lazy("Came"),
    "missed": gettext_lazy("Did not come"),
    "cancelled": gettext_lazy("Cancelled"),
    "released": gettext_lazy("Given back"),
    "expired": gettext_lazy("Ran out"),
}
DEPOSITS: Mapping[str, object] = {
    "none": gettext_lazy("No deposit"),
    "due": gettext_lazy("To be paid"),
    "held": gettext_lazy("Paid, to be decided on after the visit"),
    "returned": gettext_lazy("Goes back whole"),
    "kept": gettext_lazy("Kept, or a part of it"),
    "waived": gettext_lazy("Let off"),
}
VERBS: Mapping[str, object] = {
    "booking.held": gettext_lazy("Held"),
    "booking.confirmed": pgettext_lazy("booking", "Booked"),
    "booking.moved": gettext_lazy("Moved"),
    "booking.cancelled": gettext_lazy("Cancelled"),
    "booking.checked-in": gettext_lazy("Checked in"),
    "booking.attended": gettext_lazy("Came"),
    "booking.missed": gettext_lazy("Did not come"),
    "booking.released": gettext_lazy("Given back"),
    "booking.let-off": gettext_lazy("Let off paying"),
    "booking.move-asked": gettext_lazy("Another time kept until it is paid"),
    "booking.move-dropped": gettext_lazy("The other time given back"),
    "booking.refund-asked": gettext_lazy("Money back asked for"),
    "booking.deposit-returned": gettext_lazy("Deposit given back"),
    "booking.deposit-kept": gettext_lazy("Deposit kept, or a part of it"),
}
DOERS: Mapping[str, object] = {
    "resident": gettext_lazy("The resident"),
    "system": gettext_lazy("Moothall"),
}

#: What any change of a booking may be refused with.
REFUSALS = (SlotTaken, NotOpen, TooLate, HoldEnded, NoSuchTime, Conflict, TransitionNotAllowed)


def said(words: Words) -> str:
    """Return words in the language of the page."""
    return in_language(words, (get_language() or "en")[:2])


def refusal(error: MoothallError) -> str:
    """Say why something was refused, and what is free instead."""
    if isinstance(error, SlotTaken):
        return _("That time is taken.") + _instead(error.next_best)
    if isinstance(error, NotOpen):
        return _("Nothing can be booked at that time.") + _instead(error.next_best)
    if isinstance(error, TooLate):
        return _("It is too late for this: the notice for it has passed.")
    if isinstance(error, NoSuchTime):
        return _("The clocks change at that time, so it does not exist or exists twice.")
    if isinstance(error, Conflict):
        return _("Somebody else has changed this booking. Look at it again first.")
    return _("This cannot be done with this booking now.")


def _instead(slots: tuple[Slot, ...]) -> str:
    if not slots:
        return ""
    times = "; ".join(f"{date_format(one.local_on, 'j F')} {one.local_time:%H:%M}" for one in slots)
    return " " + _("The nearest free times are: %(times)s.") % {"times": times}
