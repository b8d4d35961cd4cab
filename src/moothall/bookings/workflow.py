"""The statuses of a booking and the table of what may follow what, each arrow with its reason."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.kernel.errors import TransitionNotAllowed


class Status(models.TextChoices):
    """Where a booking stands; the label is what the resident reads."""

    HELD = "held", _("Kept for you while you finish")
    CONFIRMED = "confirmed", _("Booked")
    ATTENDED = "attended", _("You came")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")
    RELEASED = "released", _("Given back")
    EXPIRED = "expired", _("Ran out before you finished")


#: From each status to each that may follow it, with the reason for the arrow.
ARROWS: Mapping[Status, Mapping[Status, str]] = MappingProxyType(
    {
        Status.HELD: {
            Status.CONFIRMED: "All was filled in and, where there is a fee, paid.",
            Status.RELEASED: "Whoever held it gave it back.",
            Status.EXPIRED: "Its time ran out, and somebody else may have it.",
        },
        Status.CONFIRMED: {
            Status.ATTENDED: "They came.",
            Status.MISSED: "They did not come.",
            Status.CANCELLED: "They or the council called it off.",
        },
        Status.ATTENDED: {
            Status.MISSED: "It was written down of the wrong person.",
        },
        Status.MISSED: {
            Status.ATTENDED: "They came late, or it was written down of the wrong person.",
        },
        Status.EXPIRED: {
            Status.CONFIRMED: "They finished late, and nobody had taken it meanwhile.",
        },
        Status.RELEASED: {},
        Status.CANCELLED: {},
    }
)

ALLOWED: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {status: frozenset(arrows) for status, arrows in ARROWS.items()}
)

#: In these a booking keeps its resources or its place in a session.
TAKES_PLACE = frozenset({Status.HELD, Status.CONFIRMED, Status.ATTENDED, Status.MISSED})


def require_transition(before: Status, after: Status) -> None:
    """
    Do nothing if the table has the arrow.

    :raises TransitionNotAllowed: if it has not
    """
    if after not in ALLOWED[before]:
        raise TransitionNotAllowed(f"A booking cannot go from {before.value} to {after.value}.")


class Payment(models.TextChoices):
    """How a booking stands with its fee."""

    FREE = "free", _("Nothing to pay")
    DUE = "due", _("To be paid")
    PAID = "paid", _("Paid")
    WAIVED = "waived", _("Let off")


class Deposit(models.TextChoices):
    """How a booking stands with its deposit, which is given back after the visit."""

    NONE = "none", _("No deposit")
    DUE = "due", _("To be paid")
    HELD = "held", _("Paid, and given back after your visit")
    RETURNED = "returned", _("Given back")
    KEPT = "kept", _("Kept, or part of it")
    WAIVED = "waived", _("Let off")
