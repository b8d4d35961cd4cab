"""Who may hand visitors over, and who may be asked to see them."""

from moothall.cases.channels import Channel
from moothall.cases.policies import can_log_contact
from moothall.kernel.actors import Actor, ActorKind

#: Whoever writes down all contacts is asked, and answers; a front desk is not asked.
LOG = "interaction.log"


def can_hand_over(actor: Actor, council_id: int) -> bool:
    """Let employees who receive visitors hand them over, and take that back."""
    is_staff = actor.kind is ActorKind.STAFF
    return is_staff and can_log_contact(actor, council_id, Channel.VISIT)


def can_answer(actor: Actor, council_id: int, employee_id: int | None) -> bool:
    """Let whoever was asked by name answer; of a team, anybody who writes down contacts."""
    if actor.kind is not ActorKind.STAFF or not actor.may(LOG, council_id):
        return False
    return employee_id is None or str(employee_id) == actor.identifier
