"""A change of a case's status, by whomever: what is written and who hears of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from moothall.cases.actions.accounting import entry, keep_sign
from moothall.cases.calendars import calendar_for
from moothall.cases.events import CaseStatusChanged
from moothall.cases.models import Case, CaseQuestion, EntryKind, TimelineEntry
from moothall.cases.work.closing import require_nothing_open
from moothall.cases.workflow import CLOSED, Status
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor, ActorKind

_CHANGED_WITH_STATUS = (
    "status", "outcome", "updated_at", "response_due_at", "resolution_due_at", "next_due_at",
    "first_response_at", "closed_at", "paused_at", "paused_for", "resident_acted_at",
    "calendar_number",
)  # fmt: skip


def move(
    case: Case,
    actor: Actor,
    status: Status,
    now: datetime,
    *,
    kind: EntryKind = EntryKind.STATUS,
    text: str = "",
    source: str = "",
    source_key: str = "",
    also: Sequence[TimelineEntry] = (),
    texts: Mapping[str, str] | None = None,
) -> TimelineEntry:
    """
    Move a locked case on, with its entry of the timeline, and return that.

    Questions that nobody has answered are closed once the case waits for the resident no more.
    Entries in `also` are written with it.

    :raises TransitionNotAllowed: if the table of statuses has no such arrow
    :raises ClosingBlocked: if staff would finish what still has something to do
    """
    if status in CLOSED:
        require_nothing_open(case, actor)
    by_resident = actor.kind is ActorKind.RESIDENT
    before = case.status
    calendar = calendar_for(case.council_id, kind=case.kind, service_id=case.service_type_id)
    if case.closed_at is not None:
        case.calendar_number = calendar.number  # nobody worked it out anew while it was closed
    case.move_to(
        status,
        at=now,
        calendar=calendar,
        outcome="" if by_resident else text.strip(),
        is_answer=not by_resident,
    )
    keep_sign(case, actor, now)
    case.save(update_fields=_CHANGED_WITH_STATUS)
    if before == Status.AWAITING_RESIDENT:
        open_questions(case).update(closed_at=now)
    change = entry(
        case, actor, kind, now, is_public=True, text=text, status_from=before, status_to=status,
        source=source, source_key=source_key, texts=texts,
    )  # fmt: skip
    TimelineEntry.objects.bulk_create([change, *also])
    audit.record(
        actor=actor,
        verb="case.status-changed",
        subject=case,
        now=now,
        detail={"from": before, "to": status.value, "source": change.source},
    )
    outbox.publish(
        CaseStatusChanged(
            council_id=case.council_id,
            case_id=case.pk,
            status=status.value,
            timeline_entry_id=change.pk,
            source=change.source,
            occurred_at=now,
        )
    )
    return change


def open_questions(case: Case) -> QuerySet[CaseQuestion]:
    """Return what the team asked and still waits for."""
    return CaseQuestion.objects.filter(
        council_id=case.council_id, case_id=case.pk, answered_at=None, closed_at=None
    )
