"""Who sees how the centre does, and who sees it beside an employee's name."""

from moothall.kernel.actors import Actor

SUPERVISE = "desk.supervise"


def can_supervise(actor: Actor, council_id: int) -> bool:
    """Let supervisors and administrators of the council."""
    return actor.may(SUPERVISE, council_id)


def can_review(actor: Actor, council_id: int, agent_identifier: str) -> bool:
    """Let supervisors review anybody's contacts but their own."""
    return can_supervise(actor, council_id) and actor.identifier != agent_identifier
