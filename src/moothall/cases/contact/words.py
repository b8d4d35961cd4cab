"""What a contact came to, whether it need have been, and what employees do meanwhile."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What a contact came to."""

    ANSWERED = "answered", _("Answered")
    REQUEST = "request", _("A request was made")
    COMPLAINT = "complaint", _("A complaint was taken")
    PROGRESS = "progress", _("Told how it stands")
    PAID = "paid", _("A payment was taken")
    BOOKED = "booked", _("Something was booked")
    PASSED_ON = "passed_on", _("Passed on to somebody else")
    UNFINISHED = "unfinished", _("It broke off")


class Avoidable(models.TextChoices):
    """
    Whether a contact need have been: the five reasons of national indicator 14, or none.

    The indicator was withdrawn, but councils still count by it.
    """

    NO = "not_avoidable", _("Not avoidable")
    CLARIFICATION = "clarification", _("Unnecessary clarification")
    SIGNPOSTING = "signposting", _("Poor signposting or transfer")
    REPEAT = "repeat", _("Repeat notification")
    CHASING = "chasing", _("Progress chasing")
    CLOSURE = "closure", _("Premature closure")


#: What each means, for whoever chooses.
MEANING: Mapping[Avoidable, str | Promise] = MappingProxyType(
    {
        Avoidable.NO: _("They had a new need."),
        Avoidable.CLARIFICATION: _("Something we wrote or said was not clear."),
        Avoidable.SIGNPOSTING: _("They came to the wrong place, or were passed round."),
        Avoidable.REPEAT: _("They told us the same before."),
        Avoidable.CHASING: _("They asked how something stands."),
        Avoidable.CLOSURE: _("We closed something that was not done."),
    }
)


class Deed(models.TextChoices):
    """What was done in a contact, kept to prepare its wrap-up."""

    CASE_ASKED = "case_asked", _("Asked about an open request")
    CLOSED_ASKED = "closed_asked", _("Asked about a request that is closed")
    FORM = "form", _("Began a form")
    COMPLAINT = "complaint", _("Took a complaint")
    PAYMENT = "payment", _("Took a payment")
    BOOKING = "booking", _("Went to the diary")
    CHECKED = "checked", _("Checked who they are")
    INVITED = "invited", _("Invited them to open their account")


class AgentStatus(models.TextChoices):
    """What an employee who takes calls is doing."""

    AVAILABLE = "available", _("Available")
    ON_CALL = "on_call", _("On a call")
    WRAPPING_UP = "wrapping_up", _("Wrapping up")
    AWAY = "away", _("Away")


class AwayReason(models.TextChoices):
    """Why somebody takes no calls for a while."""

    BREAK = "break", _("Break")
    LUNCH = "lunch", _("Lunch")
    TRAINING = "training", _("Training")
    MEETING = "meeting", _("Meeting")


class CallDirection(models.TextChoices):
    """Who rang whom."""

    INBOUND = "inbound", _("They rang us")
    OUTBOUND = "outbound", _("We rang them")


class CallEnd(models.TextChoices):
    """How a call ended."""

    HANGUP = "hangup", _("Somebody hung up")
    NO_ANSWER = "no_answer", _("Nobody answered")
    BUSY = "busy", _("The line was busy")
    FAILED = "failed", _("The connection failed")
    TRANSFERRED = "transferred", _("Passed on to another system")


#: What each level of a caller's answers allows to be said; the lowest is nobody.
LEVELS: Mapping[int, str | Promise] = MappingProxyType(
    {
        0: _(
            "Say nothing personal. You may give general advice, take a new report and "
            "send a link to pay."
        ),
        1: _("You may also read out how their requests stand."),
        2: _("You may also go on with their forms, change their details and help with an account."),
    }
)
