"""Who else has the same case open, so that two do not answer it without knowing."""

from datetime import datetime, timedelta

from moothall.cases.rows import CaseRecord
from moothall.cases.work import ports
from moothall.kernel.actors import Actor
from moothall.surfaces.workspace.acting import Acting, StaffRequest
from moothall.surfaces.workspace.panels import Panel

#: A page that nobody touches stops saying so, so that it never keeps anybody signed in for long.
SAYS_FOR = timedelta(minutes=30)


def company_panel(
    request: StaffRequest, record: CaseRecord, here: Acting, now: datetime
) -> Panel | None:
    """Return who else has a case open; one statement, or none where nobody knows."""
    if not list(ports.company):
        return None
    return Panel(
        template="workspace/panels/company.html",
        shown={
            "names": who_else(request.actor, record, now),
            "href": address_of_company(record, here, now),
        },
        is_aside=True,
    )


def address_of_company(record: CaseRecord, here: Acting, now: datetime) -> str:
    """Return where an open page asks who else is there, and whether somebody has answered since."""
    newest = record.timeline[0].id if record.timeline else ""
    return here.address(
        "workspace:case-here", record.case.reference, since=now.isoformat(), seen=newest
    )


def who_else(
    actor: Actor, record: CaseRecord, now: datetime, *, is_writing: bool = False
) -> list[str]:
    """Note that an employee has a case open, and return who else has."""
    case = record.case
    names: list[str] = []
    for one in ports.company:
        names += one.note(
            actor=actor,
            council_id=case.council_id,
            case_id=case.id,
            now=now,
            is_writing=is_writing,
        )
    return names
