"""What staff read of the messages about money."""

from django.utils.translation import gettext_lazy as _

from moothall.notifications.kinds import BY_EMAIL, BY_EMAIL_OR_TEXT, Group, describe

_SCHEME = _(
    "The rules of the Direct Debit scheme say what this message must tell, with the words of the "
    "Direct Debit Guarantee."
)


def register() -> None:
    """Make them known."""
    _single_payments()
    _direct_debits()
    _paid_again()


def _single_payments() -> None:
    describe(
        Group.PAYMENTS, "payments",
        [("receipt", _("Your receipt"), _("Right after a card payment was taken."))],
        channels=BY_EMAIL, needs=("amount", "reference", "vat", "lines", "receipt"),
    )  # fmt: skip
    describe(
        Group.PAYMENTS, "payments",
        [("pay-link", _("You have been asked to pay"),
          _("When a caller, or whoever they ask to pay, is sent a link to pay."))],
        channels=BY_EMAIL_OR_TEXT, needs=("amount", "link", "until"),
    )  # fmt: skip
    describe(
        Group.PAYMENTS, "payments",
        [("refund-agreed", _("We are giving you money back"), _("When a refund is agreed.")),
         ("refund-done", _("Your money is on its way"),
          _("When the payment company has taken a refund.")),
         ("payout-agreed", _("You get back what was left"),
          _("When staff agree to pay out what is left in a wallet.")),
         ("payout-paid", _("We have paid out what was left"),
          _("When finance has paid out what was left in a wallet.")),
         ("payout-refused", _("We cannot pay out what is left"),
          _("When staff do not agree to pay out what is left in a wallet.")),
         ("wallet-low", _("Money is running low"),
          _("When what is left in a wallet falls below what its owner chose."))],
        needs=("amount", "reference", "link"),
    )  # fmt: skip


def _direct_debits() -> None:
    describe(
        Group.PAYMENTS, "payments",
        [("debit-set-up", _("Your Direct Debit is set up"),
          _("When a Direct Debit is set up, before the first payment.")),
         ("debit-changed", _("Your Direct Debit payments have changed"),
          _("Before payments that are not those we told of earlier."))],
        lock=_SCHEME,
    )  # fmt: skip
    describe(
        Group.PAYMENTS, "payments",
        [("debit-again", _("We take a payment again"),
          _("When a Direct Debit payment was returned and is taken once more.")),
         ("debit-failed", _("A Direct Debit payment failed"),
          _("When the bank did not pay.")),
         ("debit-ended", _("Your Direct Debit has ended"),
          _("When a Direct Debit was cancelled or has ended.")),
         ("debit-link", _("Set up your Direct Debit"),
          _("When a caller is sent a link to set up a Direct Debit."))],
        needs=("reference", "amount", "day", "link", "last_day"),
    )  # fmt: skip


def _paid_again() -> None:
    describe(
        Group.SUBSCRIPTIONS, "payments",
        [("subscription-notice", _("It ends soon: renew it"),
          _("Before what was paid for ends, to whoever pays it themselves.")),
         ("subscription-notice-card", _("It is renewed by your card soon"),
          _("Before a card is charged to renew it.")),
         ("subscription-instalment", _("The next payment is due"),
          _("Before an instalment is due.")),
         ("subscription-card-failed", _("Your card could not be charged"),
          _("When the card that is kept did not work.")),
         ("subscription-renewed", _("It is renewed"), _("When it was paid for again.")),
         ("subscription-lapsed", _("It has ended"), _("When it was not paid for in time.")),
         ("subscription-stopped", _("It is stopped"), _("When its owner stopped it."))],
        needs=("plan", "reference", "amount", "due", "last", "card_day", "until", "link"),
    )  # fmt: skip
