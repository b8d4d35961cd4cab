"""Changing a case: its status, its notes and its team."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.actions.accounting import entry, keep_sign, locked_case
from moothall.cases.actions.moving import move
from moothall.cases.events import CaseNoteAdded
from moothall.cases.models import Case, EntryKind, Source, TimelineEntry
from moothall.cases.workflow import Status
from moothall.councils.models import Team
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound
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
    now: datetime,
) -> Case:
    """
    Move a case to a status and tell the world, with words for its resident and for staff.

    `source_key` is an outside system's own name for its update: told again, it changes nothing.
    A case that already has the status stays as it is; a public note with it becomes a plain note.
    `seen` is the newest entry of the timeline that the caller had read before deciding.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if something happened to the case after what the caller had seen
    :raises TransitionNotAllowed: if the table of statuses has no such arrow
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
        case, actor, wanted, now, text=public_note, source=source, source_key=source_key, also=also
    )
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
    case.team = team
    case.updated_at = now
    case.save(update_fields=["team", "updated_at"])
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
