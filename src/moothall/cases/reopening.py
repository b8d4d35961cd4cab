"""Until when a closed case may be opened again, by its resident and by staff, and what then."""

from datetime import datetime, timedelta
from uuid import UUID

from moothall.cases.deeds.refusals import Refusal
from moothall.cases.guidance import guidance_for
from moothall.cases.workflow import Status


def why_not_reopened(
    council_id: int,
    *,
    service_id: UUID | None,
    kind: str,
    status: Status,
    closed_at: datetime,
    reason: str,
    now: datetime,
) -> Refusal | None:
    """Return why staff may not open a closed case again: too late, or without a reason."""
    until = staff_reopen_until(
        council_id, service_id=service_id, kind=kind, status=status, closed_at=closed_at
    )
    if now > until:
        return Refusal.TOO_LATE
    return None if reason.strip() else Refusal.NEEDS_REASON


def staff_reopen_until(
    council_id: int, *, service_id: UUID | None, kind: str, status: Status, closed_at: datetime
) -> datetime:
    """Return until when staff may open a closed case again; the council's rules are remembered."""
    guidance = guidance_for(
        council_id, service_id=service_id, kind=kind, status=status, language="en"
    )
    return closed_at + timedelta(days=guidance.staff_reopen_days)
