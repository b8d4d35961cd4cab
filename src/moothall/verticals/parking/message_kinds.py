"""What staff read of the messages to whoever parks."""

from django.utils.translation import gettext_lazy as _

from moothall.notifications.kinds import BY_EMAIL_OR_TEXT, BY_TEXT, Group, describe


def register() -> None:
    """Make them known."""
    describe(
        Group.PARKING, "parking",
        [("ending", _("Your parking ends soon"),
          _("Some minutes before the time that was paid for is over."))],
        channels=BY_EMAIL_OR_TEXT, needs=("vehicle", "end", "link"),
    )  # fmt: skip
    describe(
        Group.PARKING, "parking",
        [("text-answer", _("Answers to parking by text"),
          _("When somebody parks by text message."))],
        channels=BY_TEXT,
        lock=_("What it says depends on what was texted, so there is nothing to word here."),
    )  # fmt: skip
