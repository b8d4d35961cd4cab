"""The words of linked accounts: what is kept, as whom somebody is known, how it was proven."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkedKind(models.TextChoices):
    """What an account with the council is for."""

    COUNCIL_TAX = "council_tax", _("Council Tax")
    BENEFITS = "benefits", _("Benefits")
    RENT = "rent", _("Rent")
    BUSINESS_RATES = "business_rates", _("Business rates")
    PARKING = "parking", _("Parking permit")
    LIBRARY = "library", _("Library card")


class Relationship(models.TextChoices):
    """As whom somebody is known on an account."""

    LIABLE = "liable", _("You are responsible for it")
    JOINT = "joint", _("You share it with somebody")
    AGENT = "agent", _("You act for whoever is responsible")
    LANDLORD = "landlord", _("You are the landlord")
    EXECUTOR = "executor", _("You look after somebody’s estate")


class Strength(models.TextChoices):
    """What proved an account to be somebody's, beside its reference, their name and postcode."""

    DETAILS = "details", _("nothing more")
    BILL = "bill", _("the amount of the last bill")
    CODE = "code", _("a code that came by post")


#: Who proved more than what stands on any envelope may change an account, not only look at it.
STRONG = frozenset({Strength.BILL, Strength.CODE})


class LinkEnd(models.TextChoices):
    """Why an account is linked no more."""

    UNLINKED = "unlinked", _("You took it off your account")
    LIABILITY_ENDED = "liability_ended", _("You are no longer responsible for it")


class ChangeKind(models.TextChoices):
    """What somebody may change about a linked account."""

    E_BILLING = "e_billing", _("Bills by email or by post")
    CONTACT = "contact", _("Contact details")
    DIRECT_DEBIT_SET_UP = "direct_debit_set_up", _("Direct Debit")
    DIRECT_DEBIT_CANCEL = "direct_debit_cancel", _("Stopping a Direct Debit")


class ChangeState(models.TextChoices):
    """How far a change has come."""

    ASKED = "asked", _("Asked for")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not done")
