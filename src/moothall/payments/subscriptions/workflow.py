"""The states of subscriptions and of what is charged for them, each arrow with its reason."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class SubscriptionState(models.TextChoices):
    """How a subscription stands."""

    PENDING = "pending", _("Not paid yet")
    ACTIVE = "active", _("Active")
    RENEWAL_DUE = "renewal_due", _("To be renewed")
    LAPSED = "lapsed", _("Not paid for any more")
    ENDED = "ended", _("Ended")
    STOPPED = "stopped", _("Stopped")


#: Whoever has one of these is served.
SERVED = (SubscriptionState.ACTIVE, SubscriptionState.RENEWAL_DUE)

ARROWS: Mapping[SubscriptionState, Mapping[SubscriptionState, str]] = MappingProxyType(
    {
        SubscriptionState.PENDING: {
            SubscriptionState.ACTIVE: "It was paid for.",
            SubscriptionState.ENDED: "Its line left the basket, so nobody wants it any more.",
        },
        SubscriptionState.ACTIVE: {
            SubscriptionState.RENEWAL_DUE: "Its time ends soon, and its holder was told.",
            SubscriptionState.STOPPED: "Its holder, or staff for them, stopped it.",
            SubscriptionState.ENDED: "Its time is over and it is not renewed, or all is paid.",
            SubscriptionState.LAPSED: "An instalment was not paid, and the days of grace are over.",
        },
        SubscriptionState.RENEWAL_DUE: {
            SubscriptionState.ACTIVE: "The renewal was paid for.",
            SubscriptionState.STOPPED: "Its holder, or staff for them, stopped it.",
            SubscriptionState.ENDED: "Its time is over and it was not to be renewed after all.",
            SubscriptionState.LAPSED: "It was not paid for, and the days of grace are over.",
        },
        SubscriptionState.LAPSED: {
            # The payer was at the payment page, or a payment that seemed lost was found.
            SubscriptionState.ACTIVE: "A payment that was begun in time turned out to be made.",
        },
        SubscriptionState.ENDED: {},
        SubscriptionState.STOPPED: {},
    }
)


class ChargeKind(models.TextChoices):
    """What an amount is for."""

    JOIN = "join", _("Joining")
    RENEWAL = "renewal", _("Renewal")
    CHANGE = "change", _("Change")
    INSTALMENT = "instalment", _("Instalment")


class ChargeState(models.TextChoices):
    """Whether an amount is still wanted."""

    OPEN = "open", _("To be paid")
    PAID = "paid", _("Paid")
    VOID = "void", _("Not wanted any more")


class PlanKind(models.TextChoices):
    """Whether a plan goes on, or is one fee that is paid in parts."""

    RENEWS = "renews", _("Goes on until it is stopped")
    INSTALMENTS = "instalments", _("One fee, paid in parts")


class Share(models.TextChoices):
    """How what is left of a time is worth money."""

    NONE = "none", _("The whole price, whatever is left")
    MONTHS = "months", _("By months that are begun or left")
    DAYS = "days", _("By days")
