"""What a team does by hand: posting a letter, or making a message in braille."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.notifications import policies
from moothall.notifications.models import Message, State


@transaction.atomic
def finish_by_hand(*, actor: Actor, message_id: UUID, now: datetime) -> Message:
    """
    Write down that a team has posted a letter or sent what the reader needs; twice changes nothing.

    :raises NotFound: if nothing waits for a team under this id
    :raises NotPermitted: if the actor may not write to people in this council
    """
    message = Message.objects.select_for_update().filter(pk=message_id, for_team=True).first()
    if message is None:
        raise NotFound("There is no such letter.")
    require(policies.can_send_message(actor, message.council_id))
    if message.team_done_at is None:
        message.team_done_at = now
        if message.state == State.TO_POST:
            message.move_to(State.SENT, at=now)
        message.save(update_fields=["team_done_at", "state", "sent_at"])
        audit.record(actor=actor, verb="message.sent-by-hand", subject=message, now=now)
    return message
