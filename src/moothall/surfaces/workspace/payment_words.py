"""What was done to payments, and what is not right about one, in words."""

from django.utils.translation import gettext as _

from moothall.payments.models.unclaimed import Doubt


def verb_in_words(verb: str) -> str:
    """Return what was done; a verb that has no words here is shown as it is."""
    words = {
        "payment.created": _("Began to pay"),
        "payment.started": _("At the payment page"),
        "payment.reserved": _("Money reserved"),
        "payment.paid": _("Paid"),
        "payment.failed": _("Card not accepted"),
        "payment.cancelled": _("Stopped"),
        "payment.expired": _("Time ran out"),
        "payment.amount-differs": _("Another amount was taken"),
        "basket.line-added": _("Put into the basket"),
        "basket.line-removed": _("Taken out of the basket"),
        "basket.given-to-person": _("Signed in with the basket"),
        "basket.link-made": _("Link to pay sent"),
        "basket.links-ended": _("Links to pay stopped"),
    }
    return words.get(verb, verb)


def doubt_in_words(kind: str) -> str:
    """Return what is not right about a payment, and what to do."""
    return {
        Doubt.UNKNOWN: _("The payment service took this money, and we have no such payment."),
        Doubt.DIFFERS: _("The payment service says something else about this payment than we do."),
        Doubt.AMOUNT: _("Another amount was taken than we asked for."),
        Doubt.LEFT: _("This payment has been under way for hours."),
        Doubt.SURPLUS: _("This was paid twice, or too late. The money is to be given back."),
    }[Doubt(kind)]
