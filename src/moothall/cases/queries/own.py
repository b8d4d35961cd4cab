"""What residents see of their own cases; every question names the person and the council."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Window,
)
from django.db.models.functions import RowNumber

from moothall.cases.acts import Act
from moothall.cases.complaints.queries import last_step
from moothall.cases.complaints.rows import StepRow
from moothall.cases.guidance import Guidance, guidance_for
from moothall.cases.models import Case, EntryKind, Source, TimelineEntry
from moothall.cases.own_rows import (
    NewestRequests,
    OwnRequest,
    RequestPage,
    RequestRow,
    StoryRow,
)
from moothall.cases.queries.detail import (
    attachments_of,
    linked_cases,
    questions_of,
    rating_of,
)
from moothall.cases.queries.lists import position_in
from moothall.cases.reference import possible_references
from moothall.cases.wording import TONES, story_title
from moothall.cases.workflow import CLOSED, OPEN, Status
from moothall.councils.models import CaseKind
from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound
from moothall.people import protection

PAGE = 20
_SEPARATOR = "|"


@dataclass(frozen=True, kw_only=True)
class RequestFilters:
    """
    What a list of somebody's own cases is narrowed to; nothing said means all.

    `state` is "open" or "closed", `kind` a kind of case, `text` words of its service, its summary
    or its reference.
    """

    state: str = ""
    kind: str = ""
    text: str = ""


def own_requests(
    person_id: UUID,
    *,
    council_id: int,
    filters: RequestFilters | None = None,
    after: str = "",
    limit: int = PAGE,
    language: str,
) -> RequestPage:
    """
    Return a page of a person's cases, newest first; one query, and the council's rules remembered.

    :raises NotFound: if `after` is no position
    """
    cases = _narrowed(_of(person_id, council_id), filters or RequestFilters(), council_id)
    if after:
        at, last_id = position_in(after)
        cases = cases.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=last_id))
    found = list(
        cases.select_related("service_type", "person")
        .annotate(has_news=Exists(_news_of_case()))
        .order_by("-created_at", "-id")[: limit + 1]
    )
    rows = [_row(case, language) for case in found]
    return RequestPage(
        rows=tuple(rows[:limit]),
        next_after=rows[limit - 1].position if len(rows) > limit else "",
    )


def newest_requests(
    person_id: UUID, *, council_id: int, most_open: int, most_closed: int, language: str
) -> NewestRequests:
    """Return a person's newest cases, open and closed, with how many there are; one query."""
    is_closed = Q(status__in=sorted(CLOSED))
    found = (
        _of(person_id, council_id)
        .select_related("service_type", "person")
        .defer("details")
        .annotate(
            is_closed=ExpressionWrapper(is_closed, output_field=BooleanField()),
            place_in_list=Window(
                RowNumber(),
                partition_by=F("is_closed"),
                order_by=[F("created_at").desc(), F("id").desc()],
            ),
            how_many=Window(Count("id"), partition_by=F("is_closed")),
            has_news=Exists(_news_of_case()),
        )
        .filter(
            Q(is_closed=False, place_in_list__lte=most_open)
            | Q(is_closed=True, place_in_list__lte=most_closed)
        )
        .order_by("-created_at", "-id")
    )
    rows: dict[bool, list[RequestRow]] = {False: [], True: []}
    counts = {False: 0, True: 0}
    for case in found:
        rows[case.is_closed].append(_row(case, language))
        counts[case.is_closed] = case.how_many
    return NewestRequests(
        open=tuple(rows[False]),
        closed=tuple(rows[True]),
        open_count=counts[False],
        closed_count=counts[True],
    )


def own_request(
    person_id: UUID, *, council_id: int, reference: str, language: str, now: datetime
) -> OwnRequest:
    """
    Return all that a person sees of the case with this reference; the queries never grow.

    :raises NotFound: if they have none of this reference, whoever else may
    """
    case = (
        _of(person_id, council_id)
        .filter(reference=reference)
        .select_related("service_type", "team", "person")
        .annotate(has_news=Exists(_news_of_case()))
        .first()
    )
    if case is None:
        raise NotFound("You have no such request.")
    guidance = guidance_of(case, language)
    status = Status(case.status)
    linked = linked_cases(case.pk, case.about_case_id)
    step = last_step(case.pk) if case.kind == CaseKind.COMPLAINT else None
    mine = _references_of(person_id, council_id, [one.id for one in linked])
    request = OwnRequest(
        row=_row(case, language),
        person_id=person_id,
        guidance=guidance.text,
        acts=_acts_now(guidance, case, step, now),
        step=step,
        details=tuple(case.particulars),
        place=case.place,
        team_name=case.team.name,
        outcome=case.outcome,
        reopen_until=guidance.reopen_until(status, case.closed_at),
        story=_story_of(case, language),
        questions=questions_of(case.pk),
        files=attachments_of(case.pk, public_only=True),
        rating=rating_of(case.pk),
        complaints=tuple(one for one in linked if one.id in mine and one.id != case.about_case_id),
        about=next(
            (one for one in linked if one.id in mine and one.id == case.about_case_id), None
        ),
    )
    return _withheld(request) if _is_withheld(case) else request


def _acts_now(
    guidance: Guidance, case: Case, step: StepRow | None, now: datetime
) -> tuple[Act, ...]:
    """Return what the resident may do; of a complaint its stages say whether it can go on."""
    acts = set(guidance.possible(Status(case.status), closed_at=case.closed_at, now=now))
    if case.kind == CaseKind.COMPLAINT:
        acts.discard(Act.AGAIN)
    if step is not None:
        acts = (acts - {Act.REOPEN}) | ({Act.REOPEN} if step.may_go_on(now) else set())
    return tuple(act for act in Act if act in acts)


def own_reference(person_id: UUID, *, council_id: int, text: str) -> str:
    """
    Return the reference of a person's case that a text means; one query.

    :raises NotFound: if they have none
    """
    references = possible_references(text, {council_by_id(council_id).reference_prefix})
    found = _of(person_id, council_id).filter(reference__in=references)
    reference: str | None = found.values_list("reference", flat=True).first()
    if reference is None:
        raise NotFound("You have no such request.")
    return reference


def guidance_of(case: Case, language: str) -> Guidance:
    """Return what counts for a case as it stands."""
    return guidance_for(
        case.council_id,
        service_id=case.service_type_id,
        kind=case.kind,
        status=Status(case.status),
        language=language,
    )


def service_name_of(case: Case, language: str) -> str:
    """Return what a case is about: its service and, where it is one, that it is a complaint."""
    welsh = case.service_type.name_cy if language == "cy" else ""
    return welsh or case.service_type.name


def _of(person_id: UUID, council_id: int) -> QuerySet[Case]:
    return Case.objects.filter(council_id=council_id, person_id=person_id)


def _narrowed(cases: QuerySet[Case], filters: RequestFilters, council_id: int) -> QuerySet[Case]:
    states = {"open": OPEN, "closed": CLOSED}
    if filters.state in states:
        cases = cases.filter(status__in=sorted(states[filters.state]))
    if filters.kind in CaseKind.values:
        cases = cases.filter(kind=filters.kind)
    text = filters.text.strip()
    if text:
        # Finding is telling: what is hidden is not looked through either.
        hidden = protection.withheld_among(cases.values_list("person_id", flat=True).distinct())
        references = possible_references(text, {council_by_id(council_id).reference_prefix})
        cases = cases.filter(
            Q(reference__in=references)
            | (Q(summary__icontains=text) & ~Q(person_id__in=hidden))
            | Q(service_type__name__icontains=text)
            | Q(service_type__name_cy__icontains=text)
        )
    return cases


def _is_withheld(case: Case) -> bool:
    """Tell whether whoever acts for a protected person reads no words of the case."""
    person = case.person
    return person is not None and protection.is_withheld(
        person.pk, is_protected=person.is_protected
    )


def _withheld(request: OwnRequest) -> OwnRequest:
    hidden = str(protection.HIDDEN)
    return replace(
        request,
        details=(),
        place="",
        outcome=hidden if request.outcome else "",
        story=tuple(replace(one, text=hidden if one.text else "") for one in request.story),
        questions=(),
        files=(),
        rating=None,
    )


def _news_of_case() -> QuerySet[TimelineEntry]:
    """Return what others than the resident told them since they last looked."""
    return TimelineEntry.objects.filter(
        NEWS,
        Q(happened_at__gt=OuterRef("resident_seen_at")) | Q(case__resident_seen_at=None),
        council_id=OuterRef("council_id"),
        case_id=OuterRef("pk"),
    )


#: What is told to a resident; that they themselves told us something is no news to them.
NEWS = Q(is_public=True) & ~Q(source=Source.RESIDENT) & ~Q(kind=EntryKind.OPENED)


def _row(case: Any, language: str) -> RequestRow:
    guidance = guidance_of(case, language)
    status = Status(case.status)
    is_expected = status not in CLOSED and case.paused_at is None
    return RequestRow(
        id=case.pk,
        reference=case.reference,
        kind=case.kind,
        service_name=service_name_of(case, language),
        summary=str(protection.HIDDEN) if _is_withheld(case) else case.summary,
        status=status,
        status_label=guidance.label,
        tone=TONES[status],
        created_at=case.created_at,
        updated_at=case.updated_at,
        closed_at=case.closed_at,
        expected_at=case.resolution_due_at if is_expected else None,
        has_news=case.has_news,
        position=f"{case.created_at.isoformat()}{_SEPARATOR}{case.pk}",
    )


def _story_of(case: Case, language: str) -> tuple[StoryRow, ...]:
    entries = TimelineEntry.objects.filter(case_id=case.pk, is_public=True)
    return tuple(
        _story_row(case, entry, language) for entry in entries.order_by("-happened_at", "-id")
    )


def _story_row(case: Case, entry: TimelineEntry, language: str) -> StoryRow:
    kind = EntryKind(entry.kind)
    by_resident = entry.source == Source.RESIDENT
    is_reference = kind is EntryKind.COMPLAINT
    return StoryRow(
        id=entry.pk,
        kind=kind,
        title=story_title(
            kind,
            by_resident=by_resident,
            status_to=entry.status_to,
            label=_label(case, entry.status_to, language),
        ),
        text="" if is_reference else entry.text,
        at=entry.happened_at,
        by_resident=by_resident,
        is_new=not by_resident
        and kind is not EntryKind.OPENED
        and (case.resident_seen_at is None or entry.happened_at > case.resident_seen_at),
        linked_reference=entry.text if is_reference else "",
    )


def _label(case: Case, status: str, language: str) -> str:
    if not status:
        return ""
    return guidance_for(
        case.council_id,
        service_id=case.service_type_id,
        kind=case.kind,
        status=Status(status),
        language=language,
    ).label


def _references_of(person_id: UUID, council_id: int, case_ids: list[UUID]) -> set[UUID]:
    """Return those of these cases that are the person's own."""
    if not case_ids:
        return set()
    return set(_of(person_id, council_id).filter(pk__in=case_ids).values_list("pk", flat=True))
