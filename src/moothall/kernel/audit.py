"""The audit: one line for each change, kept by the action that makes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from moothall.kernel.actors import Actor
from moothall.kernel.models import AuditEntry, CouncilOwned


def record(
    *,
    actor: Actor,
    verb: str,
    subject: CouncilOwned,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """
    Write that `actor` did `verb` (such as `case.closed`) to `subject`, in its council.

    `detail` holds identifiers and states, never what a person typed: the audit outlives the data.
    """
    AuditEntry.all_councils.bulk_create(
        [
            AuditEntry(
                council_id=subject.council_id,
                actor_kind=actor.kind.value,
                actor_identifier=actor.identifier,
                actor_name=actor.name,
                verb=verb,
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                detail=dict(detail or {}),
                occurred_at=now,
            )
        ]
    )
