"""Who may do what to cases."""

from moothall.cases.workflow import CLOSED, Status
from moothall.kernel.actors import Actor, ActorKind


def can_open_case(actor: Actor, council_id: int) -> bool:
    """Let residents and partners ask for something, and staff ask on a caller's behalf."""
    if actor.kind in {ActorKind.RESIDENT, ActorKind.PARTNER}:
        return True
    return actor.may("form.assist", council_id)


def can_view_case(actor: Actor, council_id: int) -> bool:
    """Let staff of the council read its cases; a resident reads theirs by reference alone."""
    return actor.may("case.view", council_id)


def can_edit_case(actor: Actor, council_id: int) -> bool:
    """Let staff write notes, add files and give a case to another team."""
    return actor.may("case.edit", council_id)


def can_change_status(actor: Actor, council_id: int, status: Status) -> bool:
    """Let staff move a case, and those close it who may close."""
    permission = "case.close" if status in CLOSED else "case.edit"
    return actor.may(permission, council_id)


def can_log_interaction(actor: Actor, council_id: int) -> bool:
    """Let staff write down that somebody was in touch."""
    return actor.may("interaction.log", council_id)
