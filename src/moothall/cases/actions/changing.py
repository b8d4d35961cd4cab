"""Changing a case: its status, its notes and its team."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.actions.accounting import entry, keep_sign, locked_case
from moothall.cases.actions.moving import move
from moothall.cases.case_types.queries import rules_for
from moothall.cases.complaints.queries import ANSWERED_ALONE, unanswered
from moothall.cases.deeds.refusals import Refusal
from moothall.cases.events import CaseNoteAdded
from moothall.cases.models import Case, EntryKind, Source, TimelineEntry
from moothall.cases.reopening import why_not_reopened
from moothall.cases.work.mentioning import tell_mentioned
from moothall.cases.workflow import CLOSED, Priority, Status
from moothall.councils.models import CaseKind, Team
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound, TransitionNotAllowed
from moothall.kernel.policies import require


@transaction.atomic(savepoint=False)
def change_status(
    *,
    actor: Actor,
    case_id: UUID,
    status: str,
    public_note: str = "",
    internal_note: str = "",
    source: str = Source.STAFF.value,
    source_key: str = "",
    seen: UUID | None = None,
    texts: Mapping[str, str] | None = None,
    now: datetime,
) -> Case:
    """
    Move a case to a status and tell the world, with words for its resident and for staff.

    `source_key` is an outside system's own name for its update: told again, it changes nothing.
    A case that already has the status stays as it is; a public note with it becomes a plain note.
    `seen` is the newest entry of the timeline that the caller had read before deciding. `texts` are
    the public words in each language, for those whose cases follow this one. Staff open a closed
    case again with a reason, and as long as the council lets them.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if something happened to the case after what the caller had seen
    :raises TransitionNotAllowed: if the table of statuses has no such arrow
    :raises CannotBeMentioned: if the note for staff names somebody who may not see the case
    """
    case = locked_case(case_id)
    wanted = Status(status)
    require(policies.can_change_status(actor, case.council_id, wanted))
    if source_key and _was_told(case, source_key):
        return case
    if seen is not None and seen != _newest_entry(case):
        raise Conflict("Something happened to this case meanwhile.")
    if wanted == case.status:
        if public_note.strip():
            _write_note(case, actor, public_note, now, is_public=True, source=source,
                        source_key=source_key)  # fmt: skip
        if internal_note.strip():
            _write_note(case, actor, internal_note, now, is_public=False, source=source)
        return case
    if source == Source.STAFF:
        _require_used(case, wanted)
    if actor.kind is ActorKind.STAFF and source == Source.STAFF:
        _require_reopening(case, wanted, f"{internal_note}{public_note}", now)
        _require_no_stage(case, wanted)
    also = (
        [
            entry(
                case, actor, EntryKind.NOTE, now, is_public=False, text=internal_note, source=source
            )
        ]
        if internal_note.strip()
        else []
    )
    move(
        case, actor, wanted, now, text=public_note, source=source, source_key=source_key, also=also,
        texts=texts,
    )  # fmt: skip
    for one in also:
        tell_mentioned(actor=actor, case=case, text=one.text, source_key=str(one.pk), now=now)
    return case


@transaction.atomic(savepoint=False)
def add_note(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    is_public: bool,
    source: str = Source.STAFF.value,
    source_key: str = "",
    now: datetime,
) -> TimelineEntry:
    """
    Write a note on a case, for its resident to read too or for staff alone.

    The first public note counts as the first answer. `source_key` as for `change_status`.

    :raises NotFound: if the councils in force have no such case
    """
    case = locked_case(case_id)
    require(policies.can_edit_case(actor, case.council_id))
    if source_key and _was_told(case, source_key):
        return TimelineEntry.objects.get(case_id=case.pk, source_key=source_key)
    return _write_note(
        case, actor, text, now, is_public=is_public, source=source, source_key=source_key
    )


@transaction.atomic(savepoint=False)
def assign_team(*, actor: Actor, case_id: UUID, team_id: UUID, now: datetime) -> Case:
    """
    Give a case to another team of its council; giving it to the same one changes nothing.

    Whoever worked on it does no more: it waits in the queues of the other team.

    :raises NotFound: if there is no such case, or its council has no such team
    """
    case = locked_case(case_id)
    require(policies.can_edit_case(actor, case.council_id))
    if case.team_id == team_id:
        return case
    team = Team.objects.filter(council_id=case.council_id, pk=team_id).first()
    if team is None:
        raise NotFound("This council has no such team.")
    before = case.team_id
    case.team, case.holder_id = team, None
    case.updated_at = now
    case.save(update_fields=["team", "holder_id", "updated_at"])
    TimelineEntry.objects.bulk_create(
        [entry(case, actor, EntryKind.TEAM, now, is_public=False, text=team.name)]
    )
    audit.record(
        actor=actor,
        verb="case.team-assigned",
        subject=case,
        now=now,
        detail={"from": str(before), "to": str(team_id)},
    )
    return case


@transaction.atomic(savepoint=False)
def set_priority(*, actor: Actor, case_id: UUID, priority: str, now: datetime) -> Case:
    """
    Say how soon a case wants looking at; saying the same again changes nothing.

    :raises NotFound: if the councils in force have no such case
    """
    case = locked_case(case_id)
    require(policies.can_edit_case(actor, case.council_id))
    wanted = Priority(priority)
    if case.priority == wanted:
        return case
    before, case.priority, case.updated_at = case.priority, wanted, now
    case.save(update_fields=["priority", "updated_at"])
    text = f"{Priority(before).label} → {wanted.label}"
    TimelineEntry.objects.bulk_create(
        [entry(case, actor, EntryKind.NOTE, now, is_public=False, text=text)]
    )
    audit.record(
        actor=actor,
        verb="case.priority-set",
        subject=case,
        now=now,
        detail={"from": before, "to": wanted.value},
    )
    return case


def _require_used(case: Case, wanted: Status) -> None:
    """Let a case have no status that its type does not use; a back office says what is so."""
    if not rules_for(case.council_id, case.service_type_id).uses(wanted):
        raise TransitionNotAllowed(str(Refusal.NOT_USED.label))


def _require_reopening(case: Case, wanted: Status, reason: str, now: datetime) -> None:
    """Let staff open a closed case again only with a reason, and not for ever."""
    if case.closed_at is None or wanted in CLOSED:
        return
    refusal = why_not_reopened(
        case.council_id,
        service_id=case.service_type_id,
        kind=case.kind,
        status=Status(case.status),
        closed_at=case.closed_at,
        reason=reason,
        now=now,
    )
    if refusal is not None:
        raise TransitionNotAllowed(str(refusal.label))


def _require_no_stage(case: Case, wanted: Status) -> None:
    """Let staff close a complaint by its answer alone, so that nobody is left without one."""
    if case.kind != CaseKind.COMPLAINT or wanted not in ANSWERED_ALONE:
        return
    if unanswered([case.pk]):
        raise TransitionNotAllowed("A complaint is closed by answering it.")


def _newest_entry(case: Case) -> UUID | None:
    entries = TimelineEntry.objects.filter(council_id=case.council_id, case_id=case.pk)
    return entries.order_by("-happened_at", "-id").values_list("pk", flat=True).first()


def _was_told(case: Case, source_key: str) -> bool:
    return TimelineEntry.objects.filter(case_id=case.pk, source_key=source_key).exists()


def _write_note(
    case: Case,
    actor: Actor,
    text: str,
    now: datetime,
    *,
    is_public: bool,
    source: str,
    source_key: str = "",
) -> TimelineEntry:
    if is_public and actor.kind is not ActorKind.RESIDENT:
        case.note_answer(at=now)
        keep_sign(case, actor, now)
        case.save(
            update_fields=["first_response_at", "next_due_at", "updated_at", "resident_acted_at"]
        )
    note = entry(
        case, actor, EntryKind.NOTE, now, is_public=is_public, text=text, source=source,
        source_key=source_key,
    )  # fmt: skip
    TimelineEntry.objects.bulk_create([note])
    if not is_public:
        tell_mentioned(actor=actor, case=case, text=note.text, source_key=str(note.pk), now=now)
    audit.record(
        actor=actor, verb="case.note-added", subject=case, now=now, detail={"public": is_public}
    )
    outbox.publish(
        CaseNoteAdded(
            council_id=case.council_id,
            case_id=case.pk,
            timeline_entry_id=note.pk,
            is_public=is_public,
            occurred_at=now,
        )
    )
    return note
