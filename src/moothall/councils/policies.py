"""Who may change what a council is and offers."""

from moothall.kernel.actors import Actor

SET_UP = "settings.edit"


def can_set_up(actor: Actor, council_id: int) -> bool:
    """Let supervisors change the catalogue and the working calendar of their council."""
    return actor.may(SET_UP, council_id)
