"""What this app does about its own events: it tells the resident, once each."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import formats, translation

from moothall.cases.actions.data_requests import is_about_data
from moothall.cases.case_types.queries import rules_for
from moothall.cases.complaints.wishes import way_for
from moothall.cases.events import (
    CaseOpened,
    CaseStatusChanged,
    ResidentAsked,
    ResidentWrittenTo,
)
from moothall.cases.guidance import guidance_for
from moothall.cases.linking.handlers import move_followers
from moothall.cases.models import Case, CaseQuestion, EntryKind, Source, TimelineEntry
from moothall.cases.ports import enclosures
from moothall.cases.queries.detail import ABOUT_CASE
from moothall.cases.touches.writing import note_asked, note_written, written_key
from moothall.cases.wording import NEXT_STEPS, day_in_words
from moothall.cases.workflow import CLOSED, Status
from moothall.councils.queries import council_by_id
from moothall.kernel import actors
from moothall.notifications.actions import send_message
from moothall.notifications.channels import Channel
from moothall.notifications.models import Message
from moothall.notifications.reaching import language_for
from moothall.people import protection
from moothall.people.needs import needs_of
from moothall.people.queries import has_account

_ACTOR = actors.system("cases")


def on_case_opened_acknowledge(event: CaseOpened) -> None:
    """Tell the resident that their request arrived, with its reference and when to expect us."""
    case = Case.objects.select_related("service_type").get(pk=event.case_id)
    if not _is_told(case, Status.RECEIVED):
        return
    files = [file_id for part in enclosures for file_id in part.files_for(case.pk)]
    _tell(
        case,
        template="cases.received",
        key=f"cases.received:{case.pk}",
        now=event.occurred_at,
        enclosed=files,
    )


def on_case_status_changed_tell_resident(event: CaseStatusChanged) -> None:
    """Tell the resident the new status, with the words that were written; move its followers."""
    move_followers(event)
    case = Case.objects.select_related("service_type").get(pk=event.case_id)
    entry = TimelineEntry.objects.get(pk=event.timeline_entry_id)
    if entry.kind != EntryKind.STATUS:
        return  # a question is told as one, and of an answer they know themselves
    note = "" if entry.source == Source.RESIDENT else entry.text
    if not note and not _is_told(case, Status(event.status)):
        return
    key = f"cases.status-changed:{entry.pk}"
    told = _tell(
        case,
        template="cases.status-changed",
        key=key,
        status=Status(event.status),
        note=note,
        now=event.occurred_at,
    )
    if told is not None:
        note_written(case, entry, told, key)


def on_resident_asked_tell_them(event: ResidentAsked) -> None:
    """Tell the resident that the team cannot go on without an answer."""
    case = Case.objects.select_related("service_type").get(pk=event.case_id)
    question = CaseQuestion.objects.get(pk=event.question_id)
    key = f"cases.resident-asked:{question.pk}"
    told = _tell(
        case,
        template="cases.resident-asked",
        key=key,
        note=question.text,
        due_on=question.due_on,
        now=event.occurred_at,
    )
    note_asked(case, question, told, key)


def on_resident_written_to_tell_them(event: ResidentWrittenTo) -> None:
    """Tell the resident that the team has written; the words are in their account if they can."""
    case = Case.objects.select_related("service_type").get(pk=event.case_id)
    entry = TimelineEntry.objects.get(pk=event.timeline_entry_id)
    key = written_key(entry.pk)
    told = _tell(
        case,
        template="cases.resident-written-to",
        key=key,
        note=entry.text,
        now=event.occurred_at,
    )
    note_written(case, entry, told, key)


def _is_told(case: Case, status: Status) -> bool:
    """Tell whether the resident hears of a status by itself: words that were written always go."""
    rules = rules_for(case.council_id, case.service_type_id)
    return rules.tells(status, kind=case.kind, is_by_law=is_about_data(case.category))


def _tell(
    case: Case,
    *,
    template: str,
    key: str,
    status: Status = Status.RECEIVED,
    note: str = "",
    due_on: date | None = None,
    now: datetime,
    enclosed: Sequence[UUID] = (),
) -> Message | None:
    """Send as the person prefers, or as we can, or not at all: not everybody leaves an address."""
    if case.person_id is None:
        return None
    way = way_for(case, case.person_id)
    if way is None:
        return None
    council, needs = council_by_id(case.council_id), needs_of(case.person_id)
    language = language_for(council, needs, case.language)
    with translation.override(language):
        welsh = case.service_type.name_cy if language == "cy" else ""
        is_due = status not in CLOSED and status is not Status.AWAITING_RESIDENT
        guidance = guidance_for(
            case.council_id,
            service_id=case.service_type_id,
            kind=case.kind,
            status=status,
            language=language,
        )
        # A letter is read away from any screen, so its words must be in it.
        account = way.channel != Channel.POST and has_account(case.person_id)
        context = {
            "reference": case.reference,
            "service": welsh or case.service_type.name,
            "status": guidance.label,
            "next_step": guidance.own_text or str(NEXT_STEPS[status]),
            "note": note,
            "note_unless_account": "" if account else note,
            "answer_by": formats.date_format(due_on, "j F Y") if due_on else "",
            "expected_day": day_in_words(case.resolution_due_at, council.time_zone)
            if is_due
            else "",
            "track_url": f"{council.url}{reverse('public:track')}?reference={case.reference}",
            "account_url": council.url + reverse("account:request", args=[case.reference])
            if account
            else "",
        }
    return send_message(
        actor=_ACTOR,
        council_id=case.council_id,
        template=template,
        channel=way.channel,
        to=way.to,
        language=language,
        context=context,
        dedupe_key=key,
        about_type=ABOUT_CASE,
        about_id=case.pk,
        now=now,
        person_id=case.person_id,
        needs=needs,
        # A mailbox may be shared with whom they are protected from.
        enclosed=() if protection.withheld_among([case.person_id]) else enclosed,
    )
