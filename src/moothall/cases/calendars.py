"""By which working hours a case is counted."""

from uuid import UUID

from moothall.councils.calendar import WorkingCalendar
from moothall.councils.models import CaseKind

#: The law or a code counts the days of these: a council's own closed days give it no more time.
COUNTED_BY_LAW = frozenset({CaseKind.FOI.value, CaseKind.COMPLAINT.value})


def calendar_for(council_id: int, *, kind: str, service_id: UUID) -> WorkingCalendar:
    """Return the working hours that count for a case of this kind and service."""
    if kind in COUNTED_BY_LAW:
        return WorkingCalendar.by_law(council_id)
    return WorkingCalendar.for_service(council_id, service_id)
