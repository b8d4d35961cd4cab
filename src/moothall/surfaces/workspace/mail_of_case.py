"""The panel with the letters of a case."""

from __future__ import annotations

from datetime import datetime

from moothall.cases.mail.policies import WORK
from moothall.cases.mail.queries.of_case import lines_of_case
from moothall.cases.rows import CaseRecord
from moothall.surfaces.workspace.acting import Acting, StaffRequest
from moothall.surfaces.workspace.panels import Panel


def mail_panel(
    request: StaffRequest, record: CaseRecord, here: Acting, _now: datetime
) -> Panel | None:
    """Return the letters of a case, and the way to write one; one query."""
    case = record.case
    if not request.actor.may(WORK, case.council_id):
        return None
    lines = lines_of_case(case.id, council_id=case.council_id, is_withheld=case.is_withheld)
    return Panel(
        "workspace/panels/mail.html",
        {"lines": lines, "href": here.address("workspace:case-mail", case.reference)},
        is_aside=True,
    )
