"""What staff read of the messages to parents about schools' meals and trips."""

from django.utils.translation import gettext_lazy as _

from moothall.notifications.kinds import BY_EMAIL, Group, describe


def register() -> None:
    """Make them known."""
    describe(
        Group.SCHOOLS, "schools",
        [("invitation", _("A school asks you to join"),
          _("When a school lets somebody pay for a child’s meals and trips."))],
        channels=BY_EMAIL, needs=("link", "school", "until"),
    )  # fmt: skip
    describe(
        Group.SCHOOLS, "schools",
        [("approved", _("The school has said yes"),
          _("When a school agrees that somebody may pay for a child.")),
         ("part-due", _("A payment for a trip is due"),
          _("Before a part of a trip’s price is due.")),
         ("part-overdue", _("A payment for a trip was due"),
          _("When a part of a trip’s price was not paid in time.")),
         ("trip-cancelled", _("A trip is cancelled"), _("When a school cancels a trip."))],
        needs=("link", "amount", "what"),
    )  # fmt: skip
