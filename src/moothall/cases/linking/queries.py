"""What cases are linked to, and which are likely to be about the same thing."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from math import hypot
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from moothall.cases.deeds.refusals import Refusal
from moothall.cases.linking.models import CaseLink, LinkKind
from moothall.cases.linking.rows import Fellow, LinkedRow, Links
from moothall.cases.models.case import Case
from moothall.cases.workflow import OPEN, Status
from moothall.councils.models import CaseKind
from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound
from moothall.notifications.reaching import language_for
from moothall.people import protection
from moothall.people.models import CommunicationNeeds
from moothall.people.needs import Needs

#: So many followers are shown on the page of their master.
SHOWN = 100
NEAR_METRES, NEAR_DAYS = 100, 30
_MOST_LOOKED_AT = 500
MOST_FELLOWS = 20


def links_of(case_id: UUID, *, council_id: int) -> Links:
    """Return what a case is linked to, the oldest first; one query."""
    found = (
        CaseLink.objects.filter(
            Q(case_id=case_id) | Q(other_id=case_id), council_id=council_id, ended_at=None
        )
        .select_related(
            "case__service_type", "case__person", "other__service_type", "other__person"
        )
        .order_by("linked_at", "id")[: SHOWN * 2]
    )
    master: LinkedRow | None = None
    followers: list[LinkedRow] = []
    related: list[LinkedRow] = []
    for link in found:
        beside = linked_row(link.other if link.case_id == case_id else link.case)
        if link.kind == LinkKind.RELATED:
            related.append(beside)
        elif link.case_id == case_id:
            master = beside
        else:
            followers.append(beside)
    return Links(master=master, followers=tuple(followers[:SHOWN]), related=tuple(related))


def follower_count(case_id: UUID, *, council_id: int) -> int:
    """Return how many cases follow one; one query."""
    return CaseLink.objects.filter(
        council_id=council_id, other_id=case_id, kind=LinkKind.FOLLOWS, ended_at=None
    ).count()


def follower_languages(case_id: UUID, *, council_id: int) -> Counter[str]:
    """Return how many of those whose cases follow one read which language; one query."""
    council = council_by_id(council_id)
    own = CommunicationNeeds.objects.filter(
        council_id=OuterRef("council_id"), person_id=OuterRef("case__person_id")
    )
    links = CaseLink.objects.filter(
        council_id=council_id, other_id=case_id, kind=LinkKind.FOLLOWS, ended_at=None
    )
    found = links.annotate(chosen=Subquery(own.values("language")[:1]))
    return Counter(
        language_for(council, Needs(language=chosen or ""), language)
        for chosen, language in found.values_list("chosen", "case__language")
    )


def why_not_follow(
    council_id: int, case_ids: Collection[UUID], master_id: UUID
) -> dict[UUID, Refusal]:
    """Return which of the cases cannot be made to follow a master; two queries."""
    links = CaseLink.objects.filter(council_id=council_id, kind=LinkKind.FOLLOWS, ended_at=None)
    is_following = links.filter(case_id=master_id).exists()
    master = Case.objects.filter(council_id=council_id, pk=master_id).first()
    if is_following or master is None or master.kind == CaseKind.COMPLAINT:
        return dict.fromkeys(case_ids, Refusal.CANNOT_FOLLOW)
    kinds: Mapping[UUID, str] = dict(
        Case.objects.filter(council_id=council_id, pk__in=case_ids).values_list("pk", "kind")
    )
    return {
        case_id: Refusal.CANNOT_FOLLOW
        for case_id in case_ids
        if case_id == master_id or kinds.get(case_id) == CaseKind.COMPLAINT
    }


def fellows_of(
    case_id: UUID,
    *,
    council_id: int,
    metres: int = NEAR_METRES,
    days: int = NEAR_DAYS,
    now: datetime,
) -> list[Fellow]:
    """
    Return open cases that are likely to be about the same thing, nearest first; two queries.

    They are of the same service, within so many metres and days, and follow no other case. Nothing
    leads to a protected person.

    :raises NotFound: if the council has no such case
    """
    case = Case.objects.filter(council_id=council_id, pk=case_id).first()
    if case is None:
        raise NotFound("There is no such case.")
    if case.easting is None or case.northing is None:
        return []
    around = timedelta(days=days)
    followed = CaseLink.objects.filter(council_id=council_id, kind=LinkKind.FOLLOWS, ended_at=None)
    rows = (
        Case.objects.filter(
            Q(person__isnull=True) | Q(person__is_protected=False),
            council_id=council_id,
            service_type_id=case.service_type_id,
            status__in=sorted(OPEN),
            created_at__range=(case.created_at - around, case.created_at + around),
            easting__range=(case.easting - metres, case.easting + metres),
            northing__range=(case.northing - metres, case.northing + metres),
        )
        .exclude(pk=case_id)
        .exclude(pk__in=followed.values("case_id"))
        .exclude(kind=CaseKind.COMPLAINT)
        .select_related("service_type", "person")
        .order_by("-created_at", "-id")[:_MOST_LOOKED_AT]
    )
    found = [
        Fellow(
            case=linked_row(row),
            metres=round(hypot(row.easting - case.easting, row.northing - case.northing)),
            days=abs((row.created_at - case.created_at).days),
        )
        for row in rows
        if row.easting is not None and row.northing is not None
    ]
    near = sorted((one for one in found if one.metres <= metres), key=lambda one: one.metres)
    return near[:MOST_FELLOWS]


def linked_row(case: Case) -> LinkedRow:
    """Return a case as it stands beside another; what is hidden of a person is hidden here too."""
    person = case.person
    is_hidden = person is not None and protection.is_withheld(
        person.pk, is_protected=person.is_protected
    )
    return LinkedRow(
        id=case.pk,
        reference=str(case.reference),
        service_name=case.service_type.name,
        status=Status(case.status),
        summary=str(protection.HIDDEN) if is_hidden else case.summary,
        created_at=case.created_at,
    )


def reference_of(case_id: UUID) -> str:
    """Return the reference of a case, or nothing where there is none; one query."""
    found = Case.objects.filter(pk=case_id).values_list("reference", flat=True).first()
    return str(found or "")
