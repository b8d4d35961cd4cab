"""Warnings as the screens of staff show them: at a person, a case, a call and a booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from moothall.cases.rows import CaseRecord
from moothall.councils.rows import CouncilRow
from moothall.people.rows import PersonRow
from moothall.people.warnings.queries import WarningRow, warnings_for
from moothall.surfaces.workspace.acting import Acting, StaffRequest
from moothall.surfaces.workspace.panels import Panel

#: Warnings are put to be looked at again so long before they run out.
SOON = timedelta(days=30)


@dataclass(frozen=True)
class WarningLine:
    """A warning in the list of those to look at again."""

    council: CouncilRow
    number: int
    title: str
    reason: str
    expires_on: date
    href: str


def heeds(here: Acting, rows: Sequence[tuple[CouncilRow, int, WarningRow]]) -> list[WarningLine]:
    """Return warnings as lines of a list."""
    return [
        WarningLine(
            council=council,
            number=number,
            title=row.title,
            reason=row.reason,
            expires_on=row.expires_on,
            href=here.address("workspace:warning", row.id),
        )
        for council, number, row in rows
    ]


def warnings_of_case(
    request: StaffRequest, record: CaseRecord, here: Acting, now: datetime
) -> Panel | None:
    """Return what staff must heed about the person and the place of a case; one query."""
    case = record.case
    found = warnings_for(
        request.actor,
        case.council_id,
        person_id=case.person_id,
        uprn=None if case.is_withheld else record.location.uprn,
        now=now,
    )
    if not found:
        return None
    return Panel("workspace/panels/warnings.html", {"warnings": found}, is_aside=True)


def warnings_of_caller(
    request: StaffRequest, person: PersonRow | None, now: datetime
) -> list[WarningRow]:
    """Return what must be heeded while speaking with somebody; one query, or none for nobody."""
    if person is None:
        return []
    return warnings_for(request.actor, person.council_id, person_id=person.id, now=now)
