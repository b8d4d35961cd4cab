"""The states of a grant and the table of what may follow what, each arrow with its reason."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.kernel.errors import TransitionNotAllowed


class GrantState(models.TextChoices):
    """Where a grant stands; the label is what both sides read."""

    ASKED = "asked", _("Waiting for an answer")
    WAITING_FOR_APPROVAL = "waiting_for_approval", _("The council is checking it")
    LIVE = "live", _("In force")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Run out")
    REVOKED = "revoked", _("Ended")


#: From each state to each that may follow it, with the reason for the arrow.
ARROWS: Mapping[GrantState, Mapping[GrantState, str]] = MappingProxyType(
    {
        GrantState.ASKED: {
            GrantState.WAITING_FOR_APPROVAL: "Both sides agree, and the council must see papers.",
            GrantState.LIVE: "Both sides agree, and nothing needs to be looked at.",
            GrantState.REFUSED: "The other side said no.",
            GrantState.EXPIRED: "Nobody answered in time.",
            GrantState.REVOKED: "Whoever asked took it back.",
        },
        GrantState.WAITING_FOR_APPROVAL: {
            GrantState.LIVE: "Staff have looked at the evidence.",
            GrantState.REFUSED: "The evidence does not show it, and the reason says why.",
            GrantState.EXPIRED: "It would have run out before anybody looked.",
            GrantState.REVOKED: "One of the two took it back.",
        },
        GrantState.LIVE: {
            GrantState.EXPIRED: "Its day has come; at use the clock decides, not this state.",
            GrantState.REVOKED: "The person, the helper or staff ended it.",
        },
        GrantState.REFUSED: {},
        GrantState.EXPIRED: {},
        GrantState.REVOKED: {},
    }
)

ALLOWED: Mapping[GrantState, frozenset[GrantState]] = MappingProxyType(
    {state: frozenset(arrows) for state, arrows in ARROWS.items()}
)

#: Something may still come of a grant in one of these.
OPEN = frozenset({GrantState.ASKED, GrantState.WAITING_FOR_APPROVAL, GrantState.LIVE})


def require_transition(before: GrantState, after: GrantState) -> None:
    """
    Do nothing if a grant may go from one state to the other.

    :raises TransitionNotAllowed: otherwise
    """
    if after not in ALLOWED[before]:
        raise TransitionNotAllowed(f"A grant that is {before} cannot become {after}.")


def diagram() -> str:
    """Return the table as a page of the documentation, with each arrow's reason."""
    lines = [
        "# The states of a grant",
        "",
        "Drawn from `moothall/people/grant_workflow.py` by `draw_grant_workflow`; do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {GrantState.ASKED.value}",
    ]
    for before, arrows in ARROWS.items():
        lines += [f"    {before.value} --> {after.value}" for after in arrows]
        if not arrows:
            lines.append(f"    {before.value} --> [*]")
    lines += ["```", "", "| From | To | When |", "|---|---|---|"]
    lines += [
        f"| {before.value} | {after.value} | {reason} |"
        for before, arrows in ARROWS.items()
        for after, reason in arrows.items()
    ]
    return "\n".join(lines) + "\n"
