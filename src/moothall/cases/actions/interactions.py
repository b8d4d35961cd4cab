"""Writing down that somebody was in touch."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.channels import Channel, Direction
from moothall.cases.models import Interaction
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.policies import require

_LONGEST_SUMMARY = 1000


@transaction.atomic(savepoint=False)
def log_interaction(
    *,
    actor: Actor,
    council_id: int,
    person_id: UUID | None,
    case_id: UUID | None = None,
    channel: str,
    summary: str,
    direction: str = Direction.INBOUND.value,
    now: datetime,
) -> Interaction:
    """
    Log a call, visit, letter or the like, with or without a person or a case.

    :raises NotPermitted: if the actor may not log interactions in this council
    """
    require(policies.can_log_interaction(actor, council_id))
    logged = Interaction(
        council_id=council_id,
        channel=Channel(channel),
        direction=Direction(direction),
        person_id=person_id,
        case_id=case_id,
        summary=without_card_numbers(summary.strip())[:_LONGEST_SUMMARY],
        happened_at=now,
        logged_by_kind=actor.kind.value,
        logged_by_identifier=actor.identifier,
        logged_by_name=actor.name,
    )
    logged.save(force_insert=True)
    audit.record(
        actor=actor,
        verb="interaction.logged",
        subject=logged,
        now=now,
        detail={"channel": logged.channel, "direction": logged.direction},
    )
    return logged
