"""What staff read of the messages about forms that are not handed in yet."""

from django.utils.translation import gettext_lazy as _

from moothall.notifications.kinds import BY_EMAIL, BY_EMAIL_OR_TEXT, Group, describe


def register() -> None:
    """Make them known."""
    describe(
        Group.FORMS, "eforms",
        [("return-link", _("Go on with your form"),
          _("When somebody asks us to keep a form for later.")),
         ("draft-reminder", _("Your form is not finished"),
          _("Some days before a form that was kept is deleted."))],
        channels=BY_EMAIL_OR_TEXT, needs=("link", "until"),
    )  # fmt: skip
    describe(
        Group.FORMS, "eforms",
        [("sign-request", _("Please sign a form"),
          _("To whoever is to sign, when somebody asks them to.")),
         ("sign-reminder", _("Please sign: reminder"),
          _("To whoever is to sign, some days before it is too late.")),
         ("sign-waiting", _("We wait for somebody to sign"),
          _("To whoever filled in the form, when it was sent to be signed.")),
         ("sign-to-pay", _("It is signed: now pay"),
          _("To whoever filled in the form, when it is signed and a fee is left to pay.")),
         ("sign-declined", _("Somebody will not sign"),
          _("To whoever filled in the form, when the other person says no.")),
         ("sign-expired", _("Not signed in time"),
          _("To whoever filled in the form, when the time to sign is over."))],
        channels=BY_EMAIL, needs=("link", "form", "name", "amount"),
    )  # fmt: skip
