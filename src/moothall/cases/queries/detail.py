"""One case with all that belongs to it, in a number of queries that never grows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from moothall.cases.linking.models import CaseLink, LinkKind
from moothall.cases.models import (
    PRIVATE_TALK,
    Attachment,
    Case,
    CaseQuestion,
    CaseRating,
    EntryKind,
    Source,
    TimelineEntry,
)
from moothall.cases.particulars import CaseLocation
from moothall.cases.queries.lists import row_of
from moothall.cases.queries.touch import interactions_of_case
from moothall.cases.reference import possible_references
from moothall.cases.rows import (
    AttachmentRow,
    CaseRecord,
    LinkedCase,
    QuestionRow,
    RatingRow,
    TimelineRow,
)
from moothall.cases.workflow import Status
from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound
from moothall.notifications.queries import messages_about
from moothall.people import protection
from moothall.people.models import CommunicationNeeds
from moothall.people.needs import NO_NEEDS, Needs, needs_of
from moothall.people.queries import person_row

#: How messages name what they are about.
ABOUT_CASE = "cases.case"

#: What the resident and the team say to each other, but for the changes of status that it brings.
PRIVATE = Q(kind__in=PRIVATE_TALK, status_to="")


def case_detail(case_id: UUID, *, now: datetime) -> CaseRecord:
    """
    Return everything that the case's page shows.

    :raises NotFound: if the councils in force have no such case
    """
    return _detail(_with_parts(Case.objects.filter(pk=case_id)), now=now)


def case_detail_of_reference(council_ids: Sequence[int], text: str, *, now: datetime) -> CaseRecord:
    """
    Return the same of the case whose reference somebody typed.

    :raises NotFound: if these councils have none
    """
    return _detail(_with_parts(_of_reference(council_ids, text)), now=now)


def _with_parts(cases: QuerySet[Case]) -> Any:
    """Return a case with its names, and which of its parts there are: most have few."""
    of_case = {"council_id": OuterRef("council_id"), "case_id": OuterRef("pk")}
    needs = CommunicationNeeds.objects.filter(
        council_id=OuterRef("council_id"), person_id=OuterRef("person_id")
    )
    about = Case.objects.filter(council_id=OuterRef("council_id"), about_case_id=OuterRef("pk"))
    followers = CaseLink.objects.filter(
        council_id=OuterRef("council_id"),
        other_id=OuterRef("pk"),
        kind=LinkKind.FOLLOWS,
        ended_at__isnull=True,
    )
    return (
        cases.select_related("service_type", "team", "person")
        .annotate(
            has_files=Exists(Attachment.objects.filter(**of_case)),
            has_needs=Exists(needs),
            has_complaints=Exists(about),
            has_followers=Exists(followers),
        )
        .first()
    )


def _detail(case: Any, *, now: datetime) -> CaseRecord:
    if case is None:
        raise NotFound("There is no such case.")
    case_id, row = case.pk, row_of(case, now=now)
    has_linked = case.has_complaints or case.about_case_id is not None
    timeline = timeline_of(case_id, public_only=False)
    # What was asked and how it went stand in the timeline, too: without them there is none to read
    kinds = {entry.kind for entry in timeline}
    record = CaseRecord(
        case=row,
        details=tuple(case.particulars),
        location=CaseLocation(
            description=case.place,
            easting=case.easting,
            northing=case.northing,
            latitude=case.latitude,
            longitude=case.longitude,
            uprn=case.uprn,
            usrn=case.usrn,
        ),
        language=case.language,
        outcome=case.outcome,
        opened_by_kind=case.opened_by_kind,
        opened_by_name=case.opened_by_name,
        response_due_at=case.response_due_at,
        first_response_at=case.first_response_at,
        paused_at=case.paused_at,
        person=person_row(case.person) if case.person else None,
        needs=needs_of(case.person_id) if case.has_needs else NO_NEEDS,
        timeline=timeline,
        interactions=tuple(interactions_of_case(case_id, council_id=case.council_id)),
        attachments=attachments_of(case_id) if case.has_files else (),
        questions=questions_of(case_id) if EntryKind.QUESTION in kinds else (),
        rating=rating_of(case_id) if EntryKind.RATING in kinds else None,
        linked=linked_cases(case_id, case.about_case_id) if has_linked else (),
        messages=tuple(messages_about(ABOUT_CASE, case_id)),
        has_followers=case.has_followers,
    )
    return _withheld(record) if row.is_withheld else record


def _withheld(record: CaseRecord) -> CaseRecord:
    """Return a case without anything that may say where its person lives."""
    hidden = str(protection.HIDDEN)
    return replace(
        record,
        details=(),
        location=CaseLocation(),
        outcome=hidden if record.outcome else "",
        timeline=without_texts(record.timeline),
        interactions=tuple(replace(one, summary=hidden) for one in record.interactions),
        attachments=(),
        messages=(),
    )


def without_texts(timeline: tuple[TimelineRow, ...]) -> tuple[TimelineRow, ...]:
    """Return what happened to a case without what anybody wrote about it."""
    hidden = str(protection.HIDDEN)
    return tuple(replace(one, text=hidden if one.text else "") for one in timeline)


def needs_of_case(case_id: UUID) -> Needs:
    """Return how whoever a case is for wants to be written to and spoken with; two queries."""
    person_id = Case.objects.filter(pk=case_id).values_list("person_id", flat=True).first()
    return needs_of(person_id) if person_id is not None else NO_NEEDS


def case_of_reference(council_ids: Sequence[int], text: str) -> UUID | None:
    """Return the id of the case whose reference somebody typed, if it is of these councils."""
    return _of_reference(council_ids, text).values_list("pk", flat=True).first()


def _of_reference(council_ids: Sequence[int], text: str) -> QuerySet[Case]:
    references = possible_references(
        text, {council_by_id(council_id).reference_prefix for council_id in council_ids}
    )
    return Case.objects.filter(reference__in=references)


def attachment_file(case_id: UUID, attachment_id: UUID) -> UUID:
    """
    Return the id of the stored file behind an attachment, for a view to serve.

    :raises NotFound: if the councils in force have no such attachment
    """
    file_id = (
        Attachment.objects.filter(pk=attachment_id, case_id=case_id)
        .values_list("file_id", flat=True)
        .first()
    )
    if file_id is None:
        raise NotFound("There is no such file.")
    return file_id


def timeline_of(case_id: UUID, *, public_only: bool) -> tuple[TimelineRow, ...]:
    """
    Return what happened to a case, newest first; one query.

    The public side is without what the resident and the team say to each other: who knows the
    reference need not be the resident.
    """
    entries = TimelineEntry.objects.filter(case_id=case_id)
    if public_only:
        entries = entries.filter(is_public=True).exclude(PRIVATE)
    return tuple(
        TimelineRow(
            id=entry.pk,
            kind=_kind_told(entry) if public_only else EntryKind(entry.kind),
            is_public=entry.is_public,
            status_from=entry.status_from,
            status_to=entry.status_to,
            text=public_text(entry) if public_only else entry.text,
            at=entry.happened_at,
            source=Source(entry.source),
            # A resident reads what happened, never the name of the employee who did it.
            by="" if public_only else entry.actor_name,
        )
        for entry in entries.order_by("-happened_at", "-id")
    )


def public_text(entry: TimelineEntry) -> str:
    """Return what an entry says to those who are not the resident: nothing of theirs."""
    is_theirs = entry.source == Source.RESIDENT or entry.kind in PRIVATE_TALK
    return "" if is_theirs else entry.text


def _kind_told(entry: TimelineEntry) -> EntryKind:
    """Return what kind of thing it is to those who are not the resident."""
    if entry.status_from:
        return EntryKind.STATUS
    return EntryKind.NOTE if entry.kind == EntryKind.QUESTION else EntryKind(entry.kind)


def questions_of(case_id: UUID) -> tuple[QuestionRow, ...]:
    """Return what the team asked the resident, oldest first; one query."""
    found = CaseQuestion.objects.filter(case_id=case_id).order_by("asked_at", "id")
    return tuple(
        QuestionRow(
            id=question.pk,
            text=question.text,
            wants_file=question.wants_file,
            due_on=question.due_on,
            asked_at=question.asked_at,
            answer=question.answer,
            answered_at=question.answered_at,
            closed_at=question.closed_at,
        )
        for question in found
    )


def rating_of(case_id: UUID) -> RatingRow | None:
    """Return how the resident said it went; one query."""
    rating = CaseRating.objects.filter(case_id=case_id).first()
    if rating is None:
        return None
    return RatingRow(score=rating.score, words=rating.words, at=rating.rated_at)


def linked_cases(case_id: UUID, about_id: UUID | None) -> tuple[LinkedCase, ...]:
    """Return what a case is about, and the complaints about it, oldest first; one query."""
    wanted = Q(about_case_id=case_id)
    if about_id is not None:
        wanted |= Q(pk=about_id)
    found = Case.objects.filter(wanted).order_by("created_at", "id")
    return tuple(
        LinkedCase(
            id=found_id,
            reference=reference,
            kind=kind,
            status=Status(status),
            is_later=found_id != about_id,
        )
        for found_id, reference, kind, status in found.values_list(
            "pk", "reference", "kind", "status"
        )
    )


def attachments_of(case_id: UUID, *, public_only: bool = False) -> tuple[AttachmentRow, ...]:
    """Return the files of a case, oldest first; one query."""
    found = Attachment.objects.filter(case_id=case_id).select_related("file")
    if public_only:
        found = found.filter(is_public=True)
    return tuple(
        AttachmentRow(
            id=attachment.pk,
            file_id=attachment.file_id,
            name=attachment.file.original_name,
            content_type=attachment.file.content_type,
            size=attachment.file.size,
            scan=attachment.file.scan,
            is_public=attachment.is_public,
            added_at=attachment.added_at,
            added_by=attachment.added_by_name,
        )
        for attachment in found.order_by("added_at", "id")
    )
