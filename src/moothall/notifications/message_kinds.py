"""What staff read of news, and of messages about a person's own account."""

from django.utils.translation import gettext_lazy as _

from moothall.notifications.kinds import BY_EMAIL_OR_TEXT, Group, describe

_GUARDS_ACCOUNTS = _(
    "This message protects people’s accounts. It is the same for every council, so that nobody is "
    "taken in by one that looks a little different."
)


def register() -> None:
    """Make them known; those of `people`, which stands below, are ours to describe."""
    describe(
        Group.NEWS, "notifications",
        [("news", _("News that somebody subscribed to"),
          _("When staff send news. Title and words are written each time; here stands what is "
            "around them."))],
        needs=("title", "text", "unsubscribe"),
    )  # fmt: skip
    describe(
        Group.ACCOUNT, "people",
        [("data-ready", _("A copy of what we hold is ready"),
          _("When somebody has asked for a copy of what the council holds about them, and it is "
            "ready.")),
         ("grant-over-for-me", _("Somebody no longer acts for me"),
          _("To the person, when somebody’s right to act for them has ended.")),
         ("grant-over-as-helper", _("I no longer act for somebody"),
          _("To the helper, when their right to act for somebody has ended."))],
        needs=("link", "other"),
    )  # fmt: skip
    describe(
        Group.ACCOUNT, "people",
        [("prove-contact", _("A code to show that an address or number is yours"),
          _("When somebody gives a new email address or phone number.")),
         ("contact-changed", _("Your email address was changed"),
          _("To the old address, when somebody gave another one."))],
        needs=("code",), channels=BY_EMAIL_OR_TEXT, lock=_GUARDS_ACCOUNTS,
    )  # fmt: skip
