"""Who reads what is for agents alone, and who writes it."""

from moothall.kernel.actors import Actor

READ = "knowledge.read"
EDIT = "knowledge.edit"


def can_read_knowledge(actor: Actor, council_id: int) -> bool:
    """Let agents and whoever sits at a desk."""
    return actor.may(READ, council_id)


def can_edit_knowledge(actor: Actor, council_id: int) -> bool:
    """Let editors and supervisors."""
    return actor.may(EDIT, council_id)
