"""What supervisors have set up: skills, checklists and routes."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count

from moothall.cases.models import Case
from moothall.cases.work.models import ChecklistItem, RoutingRule, WorkingStyle, WorkQueue
from moothall.cases.work.rows import ChecklistRow, RouteRow, StyleRow
from moothall.people.colleagues import colleagues

MOST_STAFF = 500


def styles_of(council_id: int, *, text: str = "") -> list[StyleRow]:
    """Return who works on a council's cases, with what they can do and hold; three queries."""
    people = colleagues(council_id, "case.edit", text=text, limit=MOST_STAFF)
    ids = [one.id for one in people]
    styles = {
        one.employee_id: one
        for one in WorkingStyle.objects.filter(council_id=council_id, employee_id__in=ids)
    }
    held = dict(
        Case.objects.filter(council_id=council_id, holder_id__in=ids, closed_at__isnull=True)
        .values_list("holder_id")
        .annotate(Count("pk"))
    )
    rows = []
    for one in people:
        style = styles.get(one.id)
        rows.append(
            StyleRow(
                employee_id=one.id,
                name=one.name,
                email=one.email,
                skills=tuple(style.skills) if style else (),
                languages=tuple(style.languages) if style else (),
                capacity=style.capacity if style else None,
                held=held.get(one.id, 0),
            )
        )
    return rows


def skills_in_use(council_ids: Sequence[int]) -> list[str]:
    """Return the skills that queues ask for or employees have, by name; two queries."""
    asked = WorkQueue.objects.filter(council_id__in=council_ids).values_list("skills", flat=True)
    held = WorkingStyle.objects.filter(council_id__in=council_ids).values_list("skills", flat=True)
    return sorted({skill for skills in [*asked, *held] for skill in skills})


def checklist_of_service(council_id: int, service_id: UUID) -> list[ChecklistRow]:
    """Return what is to be ticked on every case of a service, in order; one query."""
    found = ChecklistItem.objects.filter(
        council_id=council_id, service_type_id=service_id, is_retired=False
    )
    return [
        ChecklistRow(
            id=item.pk,
            text=item.text,
            text_cy=item.text_cy,
            is_mandatory=item.is_mandatory,
            ticked_at=None,
            ticked_by_name="",
        )
        for item in found.order_by("position", "id")
    ]


def routes_of(council_id: int) -> list[RouteRow]:
    """Return the rules by which new cases go to a team, in order; one query."""
    found = RoutingRule.objects.filter(council_id=council_id).select_related("service_type", "team")
    return [
        RouteRow(
            id=rule.pk,
            service_name=rule.service_type.name if rule.service_type is not None else "",
            ward=rule.ward,
            postcode=rule.postcode,
            language=rule.language,
            team_name=rule.team.name,
        )
        for rule in found.order_by("position", "id")
    ]
