"""What residents and teams say to each other, and what of it is unread."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from moothall.cases.models import Attachment, Case, CaseQuestion, EntryKind, Source, TimelineEntry
from moothall.cases.own_rows import MessagePage, MessageRow, UnreadRow, WaitingRow
from moothall.cases.queries.lists import position_in
from moothall.cases.queries.own import service_name_of
from moothall.cases.wording import story_title
from moothall.cases.workflow import Status
from moothall.kernel.actors import Actor, ActorKind
from moothall.people import protection

PAGE = 20
_SEPARATOR = "|"

#: What is said, by either side, and not merely done.
TALK = (EntryKind.MESSAGE, EntryKind.NOTE, EntryKind.QUESTION, EntryKind.ANSWER)
#: What the team says without asking for anything.
TOLD = (EntryKind.MESSAGE, EntryKind.NOTE)


def has_colleague_answered(case_id: UUID, *, since: UUID, but: Actor) -> bool:
    """
    Tell whether somebody else has told the resident something after an entry; one query.

    Ids are in the order in which they were made.
    """
    told = Q(kind__in=(EntryKind.MESSAGE, EntryKind.QUESTION)) | Q(is_public=True) & ~Q(text="")
    entries = TimelineEntry.objects.filter(
        told, case_id=case_id, pk__gt=since, actor_kind=ActorKind.STAFF
    )
    if but.kind is ActorKind.STAFF:
        entries = entries.exclude(actor_identifier=but.identifier)
    return entries.exists()


def own_messages(
    person_id: UUID, *, council_id: int, after: str = "", limit: int = PAGE, language: str
) -> MessagePage:
    """
    Return a page of what a person and the teams said to each other, newest first; one query.

    Who acts for a protected person reads no words of it.

    :raises NotFound: if `after` is no position
    """
    entries = _said(person_id, council_id).filter(kind__in=TALK)
    if after:
        at, last_id = position_in(after)
        entries = entries.filter(Q(happened_at__lt=at) | Q(happened_at=at, id__lt=last_id))
    found = entries.select_related("case__service_type", "case__person").order_by(
        "-happened_at", "-id"
    )
    rows = [_row(entry, language) for entry in found[: limit + 1]]
    return MessagePage(
        rows=tuple(rows[:limit]),
        next_after=f"{rows[limit - 1].at.isoformat()}{_SEPARATOR}{rows[limit - 1].id}"
        if len(rows) > limit
        else "",
    )


def unread_of_person(person_id: UUID, *, council_id: int, language: str) -> list[UnreadRow]:
    """Return the cases in which a team wrote what the person has not seen, newest first."""
    unread = (
        _said(person_id, council_id)
        .filter(UNSEEN, kind__in=TOLD)
        .exclude(source=Source.RESIDENT)
        .values(
            "case_id",
            "case__reference",
            "case__service_type__name",
            "case__service_type__name_cy",
        )
        .annotate(last_at=Max("happened_at"))
    )
    return [
        UnreadRow(
            case_id=row["case_id"],
            reference=row["case__reference"],
            service_name=(row["case__service_type__name_cy"] if language == "cy" else "")
            or row["case__service_type__name"],
            at=row["last_at"],
        )
        for row in unread.order_by("-last_at")
    ]


def waiting_for_person(person_id: UUID, *, council_id: int, language: str) -> list[WaitingRow]:
    """
    Return what the teams wait for from a person, one row a question, the oldest first.

    A case that waits without a question that was asked here is a row too; one query.
    """
    open_questions = CaseQuestion.objects.filter(
        council_id=council_id, case_id=OuterRef("pk"), answered_at=None, closed_at=None
    ).order_by("asked_at", "pk")
    fields = {name: F(name) for name in ("id", "text", "wants_file", "due_on", "asked_at")}
    waiting = (
        _with_service(person_id, council_id)
        .select_related("person")
        .filter(status=Status.AWAITING_RESIDENT)
        .annotate(asked=ArraySubquery(open_questions.values(as_json=JSONObject(**fields))))
    )
    rows: list[WaitingRow] = []
    for case in waiting:
        asked = [_question(one) for one in case.asked]
        rows += [_waiting(case, one, language) for one in asked or (None,)]
    return sorted(rows, key=lambda row: row.since)


def files_of_person(
    person_id: UUID, *, council_id: int, after: tuple[datetime, UUID] | None, limit: int
) -> list[Attachment]:
    """Return the files of a person's cases that they may have, newest first; one query."""
    files = _own_files(person_id, council_id)
    if after is not None:
        at, last_id = after
        files = files.filter(Q(added_at__lt=at) | Q(added_at=at, file_id__lt=last_id))
    newest = files.select_related("file", "case__service_type").order_by("-added_at", "-file_id")
    return list(newest[:limit])


def is_file_of_person(person_id: UUID, *, council_id: int, file_id: UUID) -> bool:
    """Tell whether a file belongs to a case of theirs, and they may have it; one query."""
    return _own_files(person_id, council_id).filter(file_id=file_id).exists()


#: What somebody has not seen who never looked, or looked before it was said.
UNSEEN = Q(case__resident_seen_at=None) | Q(happened_at__gt=F("case__resident_seen_at"))


def _own_files(person_id: UUID, council_id: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        council_id=council_id,
        case__council_id=council_id,
        case__person_id=person_id,
        is_public=True,
    )


def _said(person_id: UUID, council_id: int) -> QuerySet[TimelineEntry]:
    return TimelineEntry.objects.filter(
        council_id=council_id,
        case__council_id=council_id,
        case__person_id=person_id,
        is_public=True,
    )


def _with_service(person_id: UUID, council_id: int) -> QuerySet[Case]:
    cases = Case.objects.filter(council_id=council_id, person_id=person_id)
    return cases.select_related("service_type")


def _shown(text: str, case: Case) -> str:
    """Return the words, unless they are hidden from whoever acts for a protected person."""
    person = case.person
    if person is None or not text:
        return text
    is_hidden = protection.is_withheld(person.pk, is_protected=person.is_protected)
    return str(protection.HIDDEN) if is_hidden else text


def _question(sent: dict[str, Any]) -> CaseQuestion:
    """Return a question as the database sends it beside its case; it is not to be saved."""
    due_on = sent["due_on"]
    return CaseQuestion(
        pk=UUID(sent["id"]),
        text=sent["text"],
        wants_file=sent["wants_file"],
        due_on=date.fromisoformat(due_on) if due_on else None,
        asked_at=datetime.fromisoformat(sent["asked_at"]),
    )


def _waiting(case: Case, question: CaseQuestion | None, language: str) -> WaitingRow:
    return WaitingRow(
        case_id=case.pk,
        reference=str(case.reference),
        service_name=service_name_of(case, language),
        question_id=question.pk if question else None,
        text=_shown(question.text, case) if question else "",
        wants_file=question.wants_file if question else False,
        due_on=question.due_on if question else None,
        since=question.asked_at if question else case.paused_at or case.updated_at,
    )


def _row(entry: TimelineEntry, language: str) -> MessageRow:
    by_resident = entry.source == Source.RESIDENT
    seen_at = entry.case.resident_seen_at
    return MessageRow(
        id=entry.pk,
        reference=str(entry.case.reference),
        service_name=service_name_of(entry.case, language),
        title=story_title(EntryKind(entry.kind), by_resident=by_resident, status_to="", label=""),
        text=_shown(entry.text, entry.case),
        at=entry.happened_at,
        by_resident=by_resident,
        is_new=not by_resident and (seen_at is None or entry.happened_at > seen_at),
    )
