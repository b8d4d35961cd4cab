"""Which parts of the desk stand on the page of a case and of a person, in their order."""

from datetime import datetime

from moothall.cases.rows import CaseRecord
from moothall.people.rows import PersonRow
from moothall.surfaces.workspace import acting_panels, knowledge_beside, warned
from moothall.surfaces.workspace.acting import Acting, StaffRequest
from moothall.surfaces.workspace.company_panel import company_panel
from moothall.surfaces.workspace.mail_of_case import mail_panel
from moothall.surfaces.workspace.panels import CasePanel, Panel, PersonPanel
from moothall.surfaces.workspace.work_panel import work_panel

#: In the order in which they stand on the page.
CASE_PANELS: tuple[CasePanel, ...] = (
    company_panel,
    warned.warnings_of_case,
    work_panel,
    mail_panel,
    acting_panels.complaint_panel,
    acting_panels.macros_panel,
    acting_panels.links_panel,
    knowledge_beside.panel_of_case,
)
PERSON_PANELS: tuple[PersonPanel, ...] = ()


def panels_of_case(
    request: StaffRequest, record: CaseRecord, here: Acting, now: datetime
) -> list[Panel]:
    """Return what stands on the page of a case."""
    made = (panel(request, record, here, now) for panel in CASE_PANELS)
    return [one for one in made if one is not None]


def panels_of_person(
    request: StaffRequest, person: PersonRow, here: Acting, now: datetime
) -> list[Panel]:
    """Return what stands on the page of a person."""
    made = (panel(request, person, here, now) for panel in PERSON_PANELS)
    return [one for one in made if one is not None]
