"""What agents should know, beside the case or the contact that they look at."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from moothall.cases.rows import CaseRecord
from moothall.content.knowledge.policies import can_read_knowledge
from moothall.content.knowledge.queries import knowledge_beside
from moothall.surfaces.workspace.acting import Acting, StaffRequest
from moothall.surfaces.workspace.contact_screen import Caller
from moothall.surfaces.workspace.panels import Panel


def panel_of_case(
    request: StaffRequest, record: CaseRecord, here: Acting, now: datetime
) -> Panel | None:
    """Return what is known of the case's service, with a search; one query."""
    case = record.case
    if not can_read_knowledge(request.actor, case.council_id):
        return None
    shown = _beside(here, case.service_slug, now)
    return Panel("workspace/panels/knowledge.html", shown, is_aside=True)


def beside_contact(
    request: StaffRequest, here: Acting, caller: Caller, *, now: datetime
) -> dict[str, Any] | None:
    """
    Return what is known of what somebody is probably in touch about, with a search; one query.

    Everything that it leads to opens beside the contact, so that nothing typed there is lost.
    """
    if not can_read_knowledge(request.actor, caller.council.id):
        return None
    contact = str(caller.contact.id) if caller.contact else ""
    return {**_beside(here, service_of(caller), now), "contact": contact, "opens_beside": True}


def service_of(caller: Caller) -> str:
    """Return the service a contact is about: of what was done last, its line's, an open case's."""
    contact = caller.contact
    done = [one.service for one in reversed(contact.deeds)] if contact else []
    line = [contact.service] if contact else []
    cases = [one.service_slug for one in caller.cases if one.is_open]
    return next(filter(None, [*done, *line, *cases]), "")


def _beside(here: Acting, service: str, now: datetime) -> dict[str, Any]:
    council = here.chosen[0]
    language = "cy" if get_language() == "cy" else "en"
    found = knowledge_beside(council.id, service, language=language, now=now)
    number = here.number(council.id)
    lines = [{"found": one, "council": council, "number": number} for one in found]
    return {"lines": lines, "council": council}
