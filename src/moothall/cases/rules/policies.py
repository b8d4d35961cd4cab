"""Who makes rules."""

from moothall.cases.policies import MACROS
from moothall.kernel.actors import Actor

#: Whoever makes macros says when they are used.
RULES = MACROS


def can_edit_rules(actor: Actor, council_id: int) -> bool:
    """Let those who make macros."""
    return actor.may(RULES, council_id)
