"""Who may do what with the work on cases."""

from moothall.kernel.actors import Actor, ActorKind

VIEW = "case.view"
EDIT = "case.edit"
ASSIGN = "case.assign"
MANAGE = "queue.manage"


def can_take(actor: Actor, council_id: int) -> bool:
    """Let employees work on cases, and give back what they hold."""
    return actor.kind is ActorKind.STAFF and actor.may(EDIT, council_id)


def can_give(actor: Actor, council_id: int) -> bool:
    """Let employees hand a case to a colleague, and the platform share cases out."""
    return actor.may(ASSIGN, council_id)


def can_divide(actor: Actor, council_id: int) -> bool:
    """Let employees set tasks, tick what is done and open cases for other teams."""
    return actor.may(EDIT, council_id)


def can_watch(actor: Actor, council_id: int) -> bool:
    """Let whoever may see a case be told what happens to it."""
    return actor.kind is ActorKind.STAFF and actor.may(VIEW, council_id)


def can_be_told(actor: Actor, council_id: int) -> bool:
    """Let whoever may see cases say how they want to be told of what is new for them."""
    return actor.kind is ActorKind.STAFF and actor.may(VIEW, council_id)


def can_manage_work(actor: Actor, council_id: int) -> bool:
    """Let supervisors set up queues, skills, checklists and routes."""
    return actor.may(MANAGE, council_id)
