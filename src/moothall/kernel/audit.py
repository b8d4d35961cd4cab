"""The audit: one line for each change, kept by the action that makes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import masked, without_card_numbers
from moothall.kernel.inserting import insert
from moothall.kernel.models import AuditEntry, CouncilOwned

LONGEST_REASON = 200


def record(
    *,
    actor: Actor,
    verb: str,
    subject: Model,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
    council_id: int | None = None,
) -> None:
    """
    Write that `actor` did `verb` (such as `case.closed`) to `subject`, in its council.

    A subject that belongs to no council (a staff user) is written down in `council_id`'s audit.
    `detail` holds identifiers and states, never what a person typed: the audit outlives the data.

    :raises ValueError: if the subject belongs to no council and none is given
    """
    owner = subject.council_id if isinstance(subject, CouncilOwned) else council_id
    if owner is None:
        raise ValueError(f"In which council's audit should {verb} of {subject} stand?")
    insert(
        [
            AuditEntry(
                council_id=owner,
                actor_kind=actor.kind.value,
                actor_identifier=actor.identifier,
                actor_name=actor.name,
                on_behalf_of=actor.on_behalf_of,
                reason=without_card_numbers(actor.reason)[:LONGEST_REASON],
                verb=verb,
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                detail=masked(dict(detail or {})),
                occurred_at=now,
            )
        ]
    )
