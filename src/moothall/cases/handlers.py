"""What this app does about its own events: it tells the resident, once each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from moothall.cases.events import CaseOpened, CaseStatusChanged
from moothall.cases.models import Case, TimelineEntry
from moothall.cases.ports import enclosures
from moothall.cases.queries.detail import ABOUT_CASE
from moothall.cases.wording import NEXT_STEPS, day_in_words
from moothall.cases.workflow import CLOSED, Status
from moothall.councils.queries import council_by_id
from moothall.kernel import actors
from moothall.notifications.actions import send_message
from moothall.notifications.queries import can_reach_by
from moothall.people import protection
from moothall.people.queries import contact_points_of

_ACTOR = actors.system("cases")


def on_case_opened_acknowledge(event: CaseOpened) -> None:
    """Tell the resident that their request arrived, with its reference and when to expect us."""
    case = Case.objects.select_related("service_type").get(pk=event.case_id)
    files = [file_id for part in enclosures for file_id in part.files_for(case.pk)]
    _tell(
        case,
        template="cases.received",
        key=f"cases.received:{case.pk}",
        now=event.occurred_at,
        enclosed=files,
    )


def on_case_status_changed_tell_resident(event: CaseStatusChanged) -> None:
    """Tell the resident the new status, with the words that were written to them."""
    case = Case.objects.select_related("service_type").get(pk=event.case_id)
    entry = TimelineEntry.objects.get(pk=event.timeline_entry_id)
    _tell(
        case,
        template="cases.status-changed",
        key=f"cases.status-changed:{entry.pk}",
        status=Status(event.status),
        note=entry.text,
        now=event.occurred_at,
    )


def _tell(
    case: Case,
    *,
    template: str,
    key: str,
    status: Status = Status.RECEIVED,
    note: str = "",
    now: datetime,
    enclosed: Sequence[UUID] = (),
) -> None:
    """Send by e-mail, else by text, else not at all: not everybody leaves an address."""
    reached = _way_to_reach(case)
    if reached is None:
        return
    channel, to = reached
    council = council_by_id(case.council_id)
    language = case.language if case.language in council.languages else council.languages[0]
    with translation.override(language):
        welsh = case.service_type.name_cy if language == "cy" else ""
        is_due = status not in CLOSED and status is not Status.AWAITING_RESIDENT
        context = {
            "reference": case.reference,
            "service": welsh or case.service_type.name,
            "status": str(status.label),
            "next_step": str(NEXT_STEPS[status]),
            "note": note,
            "expected_day": day_in_words(case.resolution_due_at, council.time_zone)
            if is_due
            else "",
            "track_url": f"{council.url}{reverse('public:track')}?reference={case.reference}",
        }
    send_message(
        actor=_ACTOR,
        council_id=case.council_id,
        template=template,
        channel=channel,
        to=to,
        language=language,
        context=context,
        dedupe_key=key,
        about_type=ABOUT_CASE,
        about_id=case.pk,
        now=now,
        # A mailbox may be shared with whom they are protected from.
        enclosed=() if protection.withheld_among([case.person_id]) else enclosed,
    )


def _way_to_reach(case: Case) -> tuple[str, str] | None:
    if case.person_id is None:
        return None
    points = {point.kind: point.value for point in reversed(contact_points_of(case.person_id))}
    if points.get("email"):
        return "email", points["email"]
    if points.get("phone") and can_reach_by(case.council_id, "text"):
        return "text", points["phone"]
    return None
