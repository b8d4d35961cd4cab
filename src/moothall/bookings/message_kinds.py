"""What staff read of the messages about bookings and waiting lists."""

from django.utils.translation import gettext_lazy as _

from moothall.notifications.kinds import Group, describe


def register() -> None:
    """Make them known."""
    describe(
        Group.BOOKINGS, "bookings",
        [("confirmed", _("Your booking"), _("Right after somebody has booked.")),
         ("confirmed-several", _("Your bookings, several at once"),
          _("Right after somebody has booked for several people or several days.")),
         ("moved", _("Your booking has moved"), _("When a booking was moved to another time.")),
         ("reminder", _("Your booking is soon"),
          _("Before the booking, as often as the activity is set to remind.")),
         ("cancelled", _("Your booking is cancelled"), _("When a booking was cancelled.")),
         ("cancelled-several", _("Your bookings are cancelled, several at once"),
          _("When several bookings were cancelled together.")),
         ("shut", _("Your booking cannot take place"),
          _("When a closure falls on a booking; other times are offered.")),
         ("lifted", _("Your booking takes place after all"),
          _("When a closure is taken back.")),
         ("in-vain", _("We could not keep your time"),
          _("When somebody paid, but the time was gone by then.")),
         ("move-in-vain", _("We could not move your booking"),
          _("When somebody paid to move a booking, but the new time was gone by then.")),
         ("deposit", _("What becomes of your deposit"),
          _("When a deposit is given back, or some of it is kept.")),
         ("to-session", _("To everybody who booked this time"),
          _("When staff write to all who booked; the words are written each time."))],
        needs=("day", "time", "link", "again", "reference", "list", "refund", "kept", "words"),
    )  # fmt: skip
    describe(
        Group.BOOKINGS, "bookings",
        [("waiting-joined", _("You are on the waiting list"),
          _("Right after somebody has joined a waiting list.")),
         ("waiting-offer", _("A time is free"),
          _("When a time is offered to somebody on the waiting list.")),
         ("waiting-ending", _("Your offer ends soon"),
          _("When somebody has not answered an offer, and it soon ends."))],
        needs=("link", "until", "when"),
    )  # fmt: skip
