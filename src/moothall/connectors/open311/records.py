"""The cases and updates that a council's endpoint tells of; frozen rows, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from moothall.cases.models import Case, TimelineEntry
from moothall.cases.queries.detail import PRIVATE, public_text
from moothall.cases.workflow import CLOSED, OPEN, Status
from moothall.connectors.open311.asking import Page, Span
from moothall.councils.models import CaseKind
from moothall.kernel.actors import ActorKind
from moothall.people import protection

STATUSES = {"open": sorted(OPEN), "closed": sorted(CLOSED)}


@dataclass(frozen=True)
class RequestRow:
    """A case as other programs are told of it; `is_theirs` if the asking program opened it."""

    id: UUID
    reference: str
    status: str
    status_words: str
    service_slug: str
    service_name: str
    team_name: str
    summary: str
    place: str
    latitude: float | None
    longitude: float | None
    created_at: datetime
    updated_at: datetime
    due_at: datetime
    is_theirs: bool


@dataclass(frozen=True)
class UpdateRow:
    """A public entry of a case's timeline, with the status that it led to or found."""

    id: UUID
    reference: str
    status: str
    text: str
    happened_at: datetime


def requests_between(
    span: Span,
    page: Page,
    *,
    partner: str,
    services: Sequence[str] = (),
    statuses: Sequence[str] = (),
) -> list[RequestRow]:
    """Return a page of the service requests opened in a span."""
    cases = _told_of().filter(created_at__range=(span.start, span.end))
    if services:
        cases = cases.filter(service_type__slug__in=services)
    if statuses:
        wanted = [status for word in statuses for status in STATUSES[word]]
        cases = cases.filter(status__in=wanted)
    return [_row(case, partner) for case in cases.order_by("-created_at", "-id")[page.rows]]


def requests_by_reference(references: Sequence[str], *, partner: str) -> list[RequestRow]:
    """Return the service requests of these references, as far as they are told of."""
    cases = _told_of().filter(reference__in=references).order_by("-created_at", "-id")
    return [_row(case, partner) for case in cases]


def updates_between(
    span: Span, page: Page, *, partner: str, references: Sequence[str] = ()
) -> list[UpdateRow]:
    """Return a page of what happened to the cases that the program opened, oldest first."""
    entries = TimelineEntry.objects.filter(
        Q(is_public=True),
        happened_at__range=(span.start, span.end),
        case__opened_by_kind=ActorKind.PARTNER,
        case__opened_by_identifier=partner,
    ).exclude(PRIVATE)
    if references:
        entries = entries.filter(case__reference__in=references)
    until_then = TimelineEntry.objects.filter(
        case_id=OuterRef("case_id"), happened_at__lte=OuterRef("happened_at")
    ).exclude(status_to="")
    last = until_then.order_by("-happened_at", "-id").values("status_to")[:1]
    rows = (
        entries.annotate(status_then=Subquery(last))
        .select_related("case__person")
        .order_by("happened_at", "id")[page.rows]
    )
    return [
        UpdateRow(
            id=entry.pk,
            reference=entry.case.reference,
            status=entry.status_to or entry.status_then or entry.case.status,
            text="" if _is_withheld(entry.case) else public_text(entry),
            happened_at=entry.happened_at,
        )
        for entry in rows
    ]


def _told_of() -> QuerySet[Case]:
    """Return service requests alone: enquiries, complaints and FOI are nobody else's business."""
    cases = Case.objects.filter(kind=CaseKind.SERVICE_REQUEST)
    return cases.select_related("service_type", "team", "person")


def _is_withheld(case: Case) -> bool:
    person = case.person
    return person is not None and protection.is_withheld(
        person.pk, is_protected=person.is_protected
    )


def _row(case: Case, partner: str) -> RequestRow:
    is_withheld = _is_withheld(case)
    return RequestRow(
        id=case.pk,
        reference=case.reference,
        status=case.status,
        status_words=str(Status(case.status).label),
        service_slug=case.service_type.slug,
        service_name=case.service_type.name,
        team_name=case.team.name,
        summary="" if is_withheld else case.summary,
        place="" if is_withheld else case.place,
        latitude=None if is_withheld else case.latitude,
        longitude=None if is_withheld else case.longitude,
        created_at=case.created_at,
        updated_at=case.updated_at,
        due_at=case.resolution_due_at,
        is_theirs=bool(partner)
        and case.opened_by_kind == ActorKind.PARTNER
        and case.opened_by_identifier == partner,
    )
