"""What the team asks and tells the resident of a case, and what either has taken note of."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.actions.accounting import entry, keep_sign, locked_case
from moothall.cases.actions.files import link_files
from moothall.cases.actions.moving import move
from moothall.cases.actions.own_acts import own_case
from moothall.cases.case_types.queries import rules_for
from moothall.cases.events import ResidentAsked, ResidentWrittenTo
from moothall.cases.models import Case, CaseQuestion, EntryKind, TimelineEntry
from moothall.cases.queries.talk import has_colleague_answered
from moothall.cases.touches.writing import note_written, written_key
from moothall.cases.workflow import CLOSED, Status
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, TransitionNotAllowed
from moothall.kernel.policies import require

_NOTED = ("first_response_at", "next_due_at", "updated_at", "resident_acted_at")


@transaction.atomic(savepoint=False)
def ask_resident(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    wants_file: bool = False,
    due_on: date | None = None,
    seen: UUID | None = None,
    now: datetime,
) -> CaseQuestion:
    """
    Ask the resident something: the case waits for them, and its clock stands meanwhile.

    Several questions may be open; the clock runs again once all are answered, or once staff move
    the case on without. `seen` is as for writing.

    :raises NotFound: if the councils in force have no such case
    :raises TransitionNotAllowed: if it is closed, or its type does not wait for residents
    :raises Conflict: if a colleague has answered since
    """
    case = locked_case(case_id)
    require(policies.can_edit_case(actor, case.council_id))
    _require_unanswered(case, actor, seen)
    if case.status in CLOSED:
        raise TransitionNotAllowed("Nobody is asked anything about a closed case.")
    if not rules_for(case.council_id, case.service_type_id).uses(Status.AWAITING_RESIDENT):
        raise TransitionNotAllowed("This kind of case does not wait for residents.")
    question = CaseQuestion.objects.create(
        council_id=case.council_id,
        case_id=case.pk,
        text=text.strip(),
        wants_file=wants_file,
        due_on=due_on,
        asked_at=now,
        asked_by_kind=actor.kind.value,
        asked_by_identifier=actor.identifier,
        asked_by_name=actor.name,
    )
    if case.status == Status.AWAITING_RESIDENT:
        _note_down(case, actor, EntryKind.QUESTION, text, now)
    else:
        move(case, actor, Status.AWAITING_RESIDENT, now, kind=EntryKind.QUESTION, text=text)
    audit.record(
        actor=actor,
        verb="case.resident-asked",
        subject=case,
        now=now,
        detail={"question": str(question.pk)},
    )
    outbox.publish(
        ResidentAsked(
            council_id=case.council_id,
            case_id=case.pk,
            question_id=question.pk,
            occurred_at=now,
        )
    )
    return question


@transaction.atomic(savepoint=False)
def write_to_resident(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    file_ids: Sequence[UUID] = (),
    seen: UUID | None = None,
    now: datetime,
) -> TimelineEntry:
    """
    Write to the resident of a case, with files that are then theirs too.

    The first message counts as the first answer. `seen` is the newest entry of the timeline that
    the writer had read.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if a colleague has answered since
    """
    case = locked_case(case_id)
    require(policies.can_edit_case(actor, case.council_id))
    _require_unanswered(case, actor, seen)
    if file_ids:
        link_files(case, actor, file_ids, now, is_public=True)
    written = _note_down(case, actor, EntryKind.MESSAGE, text, now)
    note_written(case, written, None, written_key(written.pk))
    audit.record(actor=actor, verb="case.resident-written-to", subject=case, now=now)
    outbox.publish(
        ResidentWrittenTo(
            council_id=case.council_id,
            case_id=case.pk,
            timeline_entry_id=written.pk,
            occurred_at=now,
        )
    )
    return written


@transaction.atomic(savepoint=False)
def take_note(*, actor: Actor, case_id: UUID, now: datetime) -> Case:
    """
    Say that the team has read what the resident did; doing so twice changes nothing.

    :raises NotFound: if the councils in force have no such case
    """
    case = locked_case(case_id)
    require(policies.can_edit_case(actor, case.council_id))
    if case.resident_acted_at is not None:
        case.resident_acted_at = None
        case.save(update_fields=["resident_acted_at"])
        audit.record(actor=actor, verb="case.news-read", subject=case, now=now)
    return case


@transaction.atomic(savepoint=False)
def note_that_resident_looked(*, actor: Actor, case_id: UUID, now: datetime) -> None:
    """
    Keep that the resident has seen all that there is about their case until now.

    :raises NotFound: if it is not theirs
    """
    case = own_case(actor, case_id)
    case.resident_seen_at = now
    case.save(update_fields=["resident_seen_at"])


def _require_unanswered(case: Case, actor: Actor, seen: UUID | None) -> None:
    if seen is not None and has_colleague_answered(case.pk, since=seen, but=actor):
        raise Conflict("A colleague has answered meanwhile.")


def _note_down(
    case: Case, actor: Actor, kind: EntryKind, text: str, now: datetime
) -> TimelineEntry:
    case.note_answer(at=now)
    keep_sign(case, actor, now)
    case.save(update_fields=_NOTED)
    written = entry(case, actor, kind, now, is_public=True, text=text)
    TimelineEntry.objects.bulk_create([written])
    return written
