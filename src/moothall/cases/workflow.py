"""The statuses of a case and the table of what may follow what, each arrow with its reason."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.kernel.errors import TransitionNotAllowed


class Priority(models.TextChoices):
    """How soon a case wants looking at; its clock is its service's all the same."""

    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class Status(models.TextChoices):
    """Where a case stands; the label is what the resident reads."""

    RECEIVED = "received", _("Received")
    IN_PROGRESS = "in_progress", _("Being looked into")
    SCHEDULED = "scheduled", _("Work is planned")
    AWAITING_RESIDENT = "awaiting_resident", _("We need something from you")
    RESOLVED = "resolved", _("Done")
    CLOSED_NO_ACTION = "closed_no_action", _("Closed without work")
    DUPLICATE = "duplicate", _("Already reported")
    CANCELLED = "cancelled", _("Cancelled")


#: Nobody needs to do anything about a case in one of these.
CLOSED = frozenset({Status.RESOLVED, Status.CLOSED_NO_ACTION, Status.DUPLICATE, Status.CANCELLED})
OPEN = frozenset(Status) - CLOSED

_FROM_OPEN = {
    Status.RESOLVED: "The work is done or the question answered.",
    Status.CLOSED_NO_ACTION: "There is nothing for the council to do, and the note says why.",
    Status.DUPLICATE: "Another case is already about the same thing.",
    Status.CANCELLED: "The resident took it back, or it was opened by mistake.",
}

#: From each status to each that may follow it, with the reason for the arrow.
ARROWS: Mapping[Status, Mapping[Status, str]] = MappingProxyType(
    {
        Status.RECEIVED: {
            Status.IN_PROGRESS: "Somebody has taken it up.",
            Status.SCHEDULED: "A crew was booked straight away, without an inspection.",
            Status.AWAITING_RESIDENT: "Something needed for a start was missing.",
            **_FROM_OPEN,
            Status.RESOLVED: "It was answered while the resident was still on the line.",
        },
        Status.IN_PROGRESS: {
            Status.SCHEDULED: "The inspection led to planned work.",
            Status.AWAITING_RESIDENT: "A question came up that only the resident can answer.",
            **_FROM_OPEN,
        },
        Status.SCHEDULED: {
            Status.IN_PROGRESS: "The plan fell through, or the work has begun.",
            Status.AWAITING_RESIDENT: "The crew could not get in, or must agree a day.",
            **_FROM_OPEN,
        },
        Status.AWAITING_RESIDENT: {
            Status.IN_PROGRESS: "The resident answered, and the clock runs again.",
            Status.SCHEDULED: "The answer was all that the plan was waiting for.",
            **_FROM_OPEN,
            Status.CLOSED_NO_ACTION: "The resident never answered, and the note says so.",
        },
        Status.RESOLVED: {
            Status.IN_PROGRESS: "Reopened: it was not done, or did not last.",
        },
        Status.CLOSED_NO_ACTION: {
            Status.IN_PROGRESS: "Reopened: there is something to do after all.",
        },
        Status.DUPLICATE: {
            Status.IN_PROGRESS: "Reopened: it is about something else after all.",
        },
        Status.CANCELLED: {},
    }
)

ALLOWED: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {status: frozenset(arrows) for status, arrows in ARROWS.items()}
)


def require_transition(before: Status, after: Status) -> None:
    """
    Do nothing if the table has the arrow.

    :raises TransitionNotAllowed: if it has not
    """
    if after not in ALLOWED[before]:
        raise TransitionNotAllowed(f"A case cannot go from {before.value} to {after.value}.")


def diagram() -> str:
    """Return the table as a page of documentation: a Mermaid diagram, then reasons in words."""
    lines = [
        "# The statuses of a case",
        "",
        "Drawn from `moothall/cases/workflow.py` by `manage.py draw_case_workflow`; do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {Status.RECEIVED.value}",
    ]
    for before, arrows in ARROWS.items():
        lines += [f"    {before.value} --> {after.value}" for after in arrows]
    lines += [f"    {status.value} --> [*]" for status in Status if not ALLOWED[status]]
    lines += ["```", "", "| Status | The resident reads |", "|---|---|"]
    lines += [f"| `{status.value}` | {_english(status)} |" for status in Status]
    lines += ["", "| From | To | Why |", "|---|---|---|"]
    for before, arrows in ARROWS.items():
        lines += [
            f"| `{before.value}` | `{after.value}` | {reason} |" for after, reason in arrows.items()
        ]
    return "\n".join(lines) + "\n"


def _english(status: Status) -> str:
    from django.utils import translation  # noqa: PLC0415 - only the documentation needs it

    with translation.override("en"):
        return str(status.label)
