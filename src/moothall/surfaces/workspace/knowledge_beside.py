"""What agents should know, beside the case that they look at."""

from datetime import datetime

from django.utils.translation import get_language

from moothall.cases.rows import CaseRecord
from moothall.content.knowledge.policies import can_read_knowledge
from moothall.content.knowledge.queries import knowledge_beside
from moothall.surfaces.workspace.acting import Acting, StaffRequest
from moothall.surfaces.workspace.panels import Panel


def panel_of_case(
    request: StaffRequest, record: CaseRecord, here: Acting, now: datetime
) -> Panel | None:
    """Return what is known of the case's service, with a search; one query."""
    case = record.case
    if not can_read_knowledge(request.actor, case.council_id):
        return None
    language = "cy" if get_language() == "cy" else "en"
    found = knowledge_beside(case.council_id, case.service_slug, language=language, now=now)
    council = here.chosen[0]
    number = here.number(council.id)
    lines = [{"found": one, "council": council, "number": number} for one in found]
    return Panel(
        "workspace/panels/knowledge.html", {"lines": lines, "council": council}, is_aside=True
    )
