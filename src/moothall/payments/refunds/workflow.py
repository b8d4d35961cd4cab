"""The states of a refund, and each arrow between them with its reason."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class RefundState(models.TextChoices):
    """How far a refund has come."""

    REQUESTED = "requested", _("Waits for a second person")
    APPROVED = "approved", _("Agreed, not asked for yet")
    ASKING = "asking", _("The payment company is being asked")
    UNSURE = "unsure", _("Somebody must look whether it was made")
    UNDER_WAY = "under_way", _("The payment company is giving it back")
    DONE = "done", _("Given back")
    FAILED = "failed", _("Not given back")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: No money is held for these any more, and nobody need do anything.
ENDED = frozenset({RefundState.DONE, RefundState.DECLINED, RefundState.WITHDRAWN})
#: Money of the payment is held for these.
HOLDING = (
    RefundState.REQUESTED,
    RefundState.APPROVED,
    RefundState.ASKING,
    RefundState.UNSURE,
    RefundState.UNDER_WAY,
)
#: Nobody knows of these whether the gateway has made them: one at a time for each payment, since
#: it would be told what is left to refund by guess.
UNANSWERED = (RefundState.ASKING, RefundState.UNSURE)

#: From each state to each that may follow it, with the reason for the arrow.
ARROWS: Mapping[RefundState, Mapping[RefundState, str]] = MappingProxyType(
    {
        RefundState.REQUESTED: {
            RefundState.APPROVED: "A second person agreed.",
            RefundState.DECLINED: "A second person did not agree, and said why.",
            RefundState.WITHDRAWN: "Whoever asked for it thought better of it.",
        },
        RefundState.APPROVED: {
            RefundState.ASKING: "A worker is about to ask the gateway; the row says so before.",
            RefundState.DONE: "An employee made it in the gateway's portal and recorded it.",
            RefundState.WITHDRAWN: "It was not asked for yet, so nothing has happened.",
            RefundState.FAILED: "The gateway could not be asked for days.",
        },
        RefundState.ASKING: {
            RefundState.APPROVED: "The gateway certainly did not take the question: ask later.",
            RefundState.UNDER_WAY: "The gateway has taken it and is giving the money back.",
            RefundState.DONE: "The gateway gave it back at once.",
            RefundState.FAILED: "The gateway refused, and certainly made none.",
            RefundState.UNSURE: "An answer was lost and no look can tell whether it was made.",
        },
        RefundState.UNSURE: {
            RefundState.DONE: "An employee found it in the gateway's portal.",
            RefundState.FAILED: "An employee saw in the gateway's portal that there is none.",
        },
        RefundState.UNDER_WAY: {
            RefundState.DONE: "The gateway says that it is done.",
            RefundState.FAILED: "The payer's bank would not take it, says the gateway.",
            RefundState.UNSURE: "The gateway has not said for weeks what became of it.",
        },
        RefundState.FAILED: {
            RefundState.WITHDRAWN: "An employee gave it up, or asked for it anew as another.",
        },
        RefundState.DONE: {},
        RefundState.DECLINED: {},
        RefundState.WITHDRAWN: {},
    }
)


class RefundReason(models.TextChoices):
    """Why money is given back."""

    NOT_PROVIDED = "not_provided", _("The service was not provided, or not as promised")
    CANCELLED = "cancelled", _("The payer cancelled")
    CHANGED = "changed", _("The payer changed what they have, and it costs less")
    OVERCHARGED = "overcharged", _("Too much was charged")
    WRONG_PAYMENT = "wrong_payment", _("Paid for the wrong thing, or by mistake")
    PAID_TWICE = "paid_twice", _("Paid twice, or sold out")
    DEPOSIT = "deposit", _("A deposit is given back")
    GOODWILL = "goodwill", _("Goodwill, or a decision on a complaint")
