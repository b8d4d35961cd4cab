"""Who may hand visitors over, and who may be asked to see them."""

from moothall.kernel.actors import Actor, ActorKind

#: Whoever writes down contacts hands them over, is asked, and answers.
LOG = "interaction.log"


def can_hand_over(actor: Actor, council_id: int) -> bool:
    """Let employees who write down contacts hand a visitor over, and take that back."""
    return actor.kind is ActorKind.STAFF and actor.may(LOG, council_id)


def can_answer(actor: Actor, council_id: int, employee_id: int | None) -> bool:
    """Let whoever was asked by name answer; of a team, anybody who writes down contacts."""
    if not can_hand_over(actor, council_id):
        return False
    return employee_id is None or str(employee_id) == actor.identifier
