"""
What residents do with their own cases, as far as the council lets them.

The `key` of the page that was sent is kept with what came of it (`was_done`).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.actions.accounting import entry, keep_sign, locked_case
from moothall.cases.actions.files import link_files
from moothall.cases.actions.moving import move, open_questions
from moothall.cases.acts import Act
from moothall.cases.channels import Channel, Direction
from moothall.cases.complaints.actions import begin_next_stage
from moothall.cases.complaints.queries import may_go_on
from moothall.cases.events import ResidentActed
from moothall.cases.guidance import guidance_for
from moothall.cases.models import (
    Attachment,
    Case,
    CaseRating,
    EntryKind,
    Interaction,
    TimelineEntry,
)
from moothall.cases.models.talk import HIGHEST_SCORE
from moothall.cases.workflow import Status
from moothall.councils.models import CaseKind
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound

LONGEST_SUMMARY = 1000


@transaction.atomic(savepoint=False)
def answer_question(
    *,
    actor: Actor,
    case_id: UUID,
    question_id: UUID | None = None,
    text: str = "",
    file_ids: Sequence[UUID] = (),
    key: str = "",
    now: datetime,
) -> Case:
    """
    Answer what the team asked; with the last answer the case goes on and its clock runs again.

    Without a question it answers whatever the case waits for that was asked in another way.

    :raises NotFound: if the councils in force have no such case, or it has no such question
    :raises Conflict: if the case waits for nothing any more, or the question was answered
    """
    case = _own_case(actor, case_id, Act.ANSWER, now)
    open_now = {question.pk: question for question in open_questions(case)}
    if question_id is not None or open_now:
        question = open_now.pop(question_id, None) if question_id else None
        if question is None:
            raise Conflict("This question is no longer open.")
        question.answer, question.answered_at = text.strip(), now
        question.save(update_fields=["answer", "answered_at"])
    _add_files(case, actor, file_ids, now)
    if open_now:
        answered = note_down(case, actor, EntryKind.ANSWER, text, now, key=key)
    else:
        answered = move(
            case, actor, Status.IN_PROGRESS, now, kind=EntryKind.ANSWER, text=text,
            source_key=key_of(key),
        )  # fmt: skip
    account_for(case, actor, Act.ANSWER, answered, now, text=text)
    return case


@transaction.atomic(savepoint=False)
def add_to_case(
    *,
    actor: Actor,
    case_id: UUID,
    file_ids: Sequence[UUID],
    text: str = "",
    key: str = "",
    now: datetime,
) -> Case:
    """
    Add photos or documents to one's case, with words if need be.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if the council takes nothing more for it now
    """
    case = _own_case(actor, case_id, Act.ADD, now)
    _add_files(case, actor, file_ids, now)
    added = note_down(case, actor, EntryKind.ATTACHMENT, text, now, key=key)
    account_for(case, actor, Act.ADD, added, now, text=text)
    return case


@transaction.atomic(savepoint=False)
def write_to_team(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    file_ids: Sequence[UUID] = (),
    key: str = "",
    now: datetime,
) -> Case:
    """
    Write to the team about one's case; the same `key` again changes nothing.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if the council takes no messages about it now
    """
    case = _own_case(actor, case_id, Act.WRITE, now)
    if was_done(case.pk, key):
        return case
    _add_files(case, actor, file_ids, now)
    written = note_down(case, actor, EntryKind.MESSAGE, text, now, key=key)
    account_for(case, actor, Act.WRITE, written, now, text=text)
    return case


@transaction.atomic(savepoint=False)
def withdraw_case(
    *, actor: Actor, case_id: UUID, text: str = "", key: str = "", now: datetime
) -> Case:
    """
    Take one's case back: nobody works on it any more.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if it cannot be taken back now
    """
    case = _own_case(actor, case_id, Act.WITHDRAW, now)
    done = move(case, actor, Status.CANCELLED, now, text=text, source_key=key_of(key))
    account_for(case, actor, Act.WITHDRAW, done, now, text=text)
    return case


@transaction.atomic(savepoint=False)
def reopen_case(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    file_ids: Sequence[UUID] = (),
    key: str = "",
    now: datetime,
) -> Case:
    """
    Open one's closed case again, while the council lets people do so.

    A complaint goes to its next stage.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if it is not closed, was closed too long ago, or there is no further stage
    """
    case = own_case(actor, case_id)
    is_staged = case.kind == CaseKind.COMPLAINT and may_go_on(case.pk, now=now) is not None
    if not is_staged:
        require_act(case, Act.REOPEN, now)
    _add_files(case, actor, file_ids, now)
    if is_staged:
        done = begin_next_stage(case, actor, text, now, source_key=key_of(key))
    else:
        done = move(case, actor, Status.IN_PROGRESS, now, text=text, source_key=key_of(key))
    account_for(case, actor, Act.REOPEN, done, now, text=text)
    return case


@transaction.atomic(savepoint=False)
def say_how_it_went(
    *, actor: Actor, case_id: UUID, score: int, words: str = "", key: str = "", now: datetime
) -> CaseRating:
    """
    Say how one's case went, from 1 to 5; saying it again replaces what was said before.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if it is not at its end, or the council does not ask
    """
    case = _own_case(actor, case_id, Act.RATE, now)
    rating, _is_new = CaseRating.objects.update_or_create(
        council_id=case.council_id,
        case_id=case.pk,
        defaults={"score": score, "words": words.strip(), "rated_at": now},
    )
    text = f"{score}/{HIGHEST_SCORE}\n{words.strip()}".strip()
    said = note_down(case, actor, EntryKind.RATING, text, now, key=key)
    account_for(case, actor, Act.RATE, said, now)
    return rating


def key_of(key: str) -> str:
    """Return the key of a page that a resident sent, as the timeline keeps it."""
    return f"account:{key}" if key else ""


def was_done(case_id: UUID, key: str) -> bool:
    """Tell whether what a page with this key asked for was done: people press a button twice."""
    done = TimelineEntry.objects.filter(case_id=case_id, source_key=key_of(key))
    return bool(key) and done.exists()


def own_case(actor: Actor, case_id: UUID) -> Case:
    """
    Return a locked case of the person for whom the actor acts.

    :raises NotFound: if there is none, or it is somebody else's: which exist is not theirs to know
    """
    case = locked_case(case_id)
    if not policies.can_act_on_own_case(actor, case.person_id, case.council_id):
        raise NotFound("There is no such case.")
    return case


def require_act(case: Case, act: Act, now: datetime) -> None:
    """
    Do nothing if the council lets residents do this with such a case now.

    :raises Conflict: if it does not
    """
    status = Status(case.status)
    guidance = guidance_for(
        case.council_id,
        service_id=case.service_type_id,
        kind=case.kind,
        status=status,
        language="en",
    )
    if act not in guidance.possible(status, closed_at=case.closed_at, now=now):
        raise Conflict("This cannot be done with the case now.")


def _own_case(actor: Actor, case_id: UUID, act: Act, now: datetime) -> Case:
    case = own_case(actor, case_id)
    require_act(case, act, now)
    return case


def _add_files(case: Case, actor: Actor, file_ids: Sequence[UUID], now: datetime) -> None:
    if file_ids:
        attached = Attachment.objects.filter(case_id=case.pk)
        known = set(attached.values_list("file_id", flat=True))
        new = [one for one in file_ids if one not in known]
        link_files(case, actor, new, now, is_public=True)


def note_down(
    case: Case,
    actor: Actor,
    kind: EntryKind,
    text: str,
    now: datetime,
    *,
    key: str = "",
) -> TimelineEntry:
    """Write an entry of the resident's, and the sign for the team."""
    case.updated_at = now
    keep_sign(case, actor, now)
    case.save(update_fields=["updated_at", "resident_acted_at"])
    written = entry(case, actor, kind, now, is_public=True, text=text, source_key=key_of(key))
    TimelineEntry.objects.bulk_create([written])
    return written


def account_for(
    case: Case,
    actor: Actor,
    act: Act,
    written: TimelineEntry,
    now: datetime,
    *,
    text: str = "",
) -> None:
    """Write down that the person was in touch, the audit, and the event."""
    if text.strip():
        Interaction.objects.bulk_create(
            [
                Interaction(
                    council_id=case.council_id,
                    channel=Channel.WEB,
                    direction=Direction.INBOUND,
                    person_id=case.person_id,
                    case_id=case.pk,
                    summary=text.strip()[:LONGEST_SUMMARY],
                    happened_at=now,
                    logged_by_kind=actor.kind.value,
                    logged_by_identifier=actor.identifier,
                    logged_by_name=actor.name,
                )
            ]
        )
    audit.record(
        actor=actor, verb="case.resident-acted", subject=case, now=now, detail={"act": act.value}
    )
    outbox.publish(
        ResidentActed(
            council_id=case.council_id,
            case_id=case.pk,
            timeline_entry_id=written.pk,
            act=act.value,
            occurred_at=now,
        )
    )
