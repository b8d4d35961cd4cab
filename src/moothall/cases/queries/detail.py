"""One case with all that belongs to it, in a number of queries that never grows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from moothall.cases.models import Attachment, Case, EntryKind, Source, TimelineEntry
from moothall.cases.particulars import CaseLocation
from moothall.cases.queries.lists import case_row
from moothall.cases.queries.touch import interactions_of_case
from moothall.cases.reference import possible_references
from moothall.cases.rows import AttachmentRow, CaseRecord, TimelineRow
from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound
from moothall.notifications.queries import messages_about
from moothall.people.needs import NO_NEEDS, Needs, needs_of
from moothall.people.queries import person_detail

#: How messages name what they are about.
ABOUT_CASE = "cases.case"


def case_detail(case_id: UUID, *, now: datetime) -> CaseRecord:
    """
    Return everything that the case's page shows.

    :raises NotFound: if the councils in force have no such case
    """
    row = case_row(case_id, now=now)
    if row is None:
        raise NotFound("There is no such case.")
    case = Case.objects.get(pk=case_id)
    return CaseRecord(
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
        person=person_detail(case.person_id) if case.person_id else None,
        needs=needs_of(case.person_id) if case.person_id else NO_NEEDS,
        timeline=timeline_of(case_id, public_only=False),
        interactions=tuple(interactions_of_case(case_id, council_id=case.council_id)),
        attachments=_attachments_of(case_id),
        messages=tuple(messages_about(ABOUT_CASE, case_id)),
    )


def needs_of_case(case_id: UUID) -> Needs:
    """Return how whoever a case is for wants to be written to and spoken with; two queries."""
    person_id = Case.objects.filter(pk=case_id).values_list("person_id", flat=True).first()
    return needs_of(person_id) if person_id is not None else NO_NEEDS


def case_of_reference(council_ids: Sequence[int], text: str) -> UUID | None:
    """Return the id of the case whose reference somebody typed, if it is of these councils."""
    references = possible_references(
        text, {council_by_id(council_id).reference_prefix for council_id in council_ids}
    )
    return Case.objects.filter(reference__in=references).values_list("pk", flat=True).first()


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
    """Return what happened to a case, newest first; one query."""
    entries = TimelineEntry.objects.filter(case_id=case_id)
    if public_only:
        entries = entries.filter(is_public=True)
    return tuple(
        TimelineRow(
            id=entry.pk,
            kind=EntryKind(entry.kind),
            is_public=entry.is_public,
            status_from=entry.status_from,
            status_to=entry.status_to,
            text=entry.text,
            at=entry.happened_at,
            source=Source(entry.source),
            # A resident reads what happened, never the name of the employee who did it.
            by="" if public_only else entry.actor_name,
        )
        for entry in entries.order_by("-happened_at", "-id")
    )


def _attachments_of(case_id: UUID) -> tuple[AttachmentRow, ...]:
    found = Attachment.objects.filter(case_id=case_id).select_related("file")
    return tuple(
        AttachmentRow(
            id=attachment.pk,
            file_id=attachment.file_id,
            name=attachment.file.original_name,
            content_type=attachment.file.content_type,
            size=attachment.file.size,
            scan=attachment.file.scan,
            added_at=attachment.added_at,
            added_by=attachment.added_by_name,
        )
        for attachment in found.order_by("added_at", "id")
    )
