"""What linking, macros and complaints add to the page of a case; two queries at most."""

from datetime import datetime

from django.utils.timezone import localdate

from moothall.cases.complaints.queries import steps_of
from moothall.cases.linking.queries import links_of
from moothall.cases.macros.queries import macros_for
from moothall.cases.policies import can_answer_complaint, can_edit_case
from moothall.cases.rows import CaseRecord
from moothall.councils.models import CaseKind
from moothall.surfaces.workspace.acting import Acting, StaffRequest
from moothall.surfaces.workspace.panels import Panel


def complaint_panel(
    request: StaffRequest, record: CaseRecord, here: Acting, now: datetime
) -> Panel | None:
    """Return how far a complaint is; one query for complaints, none for others."""
    case = record.case
    if case.kind != CaseKind.COMPLAINT:
        return None
    steps = steps_of(case.id, council_id=case.council_id)
    if not steps:
        return None
    may = can_answer_complaint(request.actor, case.council_id)
    return Panel(
        "workspace/panels/complaint.html",
        {
            "steps": steps,
            "today": localdate(now),
            "href": here.address("workspace:complaint", case.reference) if may else "",
        },
    )


def macros_panel(
    request: StaffRequest, record: CaseRecord, here: Acting, now: datetime
) -> Panel | None:
    """Return the macros for this case; they are remembered, so that they rarely cost a query."""
    case = record.case
    if not can_edit_case(request.actor, case.council_id):
        return None
    found = macros_for(case.council_id, case.team_id)
    if not found:
        return None
    return Panel(
        "workspace/panels/macros.html",
        {"macros": found, "reference": case.reference},
        is_aside=True,
    )


def links_panel(
    request: StaffRequest, record: CaseRecord, here: Acting, now: datetime
) -> Panel | None:
    """Return what a case is linked to; one query, and none for complaints, which follow nothing."""
    case = record.case
    may = can_edit_case(request.actor, case.council_id)
    if case.kind == CaseKind.COMPLAINT:
        return None
    links = links_of(case.id, council_id=case.council_id)
    if not links.is_any and not may:
        return None
    return Panel(
        "workspace/panels/links.html",
        {
            "links": links,
            "href": here.address("workspace:case-links", case.reference) if may else "",
        },
        is_aside=True,
    )
