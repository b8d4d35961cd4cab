"""What supervisors set up: queues, what employees can do, checklists and routes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from moothall.cases.channels import Channel
from moothall.cases.particulars import postcode_in
from moothall.cases.work import policies
from moothall.cases.work.models import (
    ChecklistItem,
    Deadline,
    RoutingRule,
    WorkingStyle,
    WorkQueue,
)
from moothall.cases.workflow import OPEN, Priority, Status
from moothall.councils.queries import service_type as service_type_of
from moothall.councils.queries import service_types, teams
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people.colleagues import colleague


@dataclass(frozen=True, kw_only=True)
class QueueSettings:
    """A queue as it is set up; each list is empty where it narrows nothing."""

    name: str
    name_cy: str = ""
    position: int = 0
    is_active: bool = True
    services: Sequence[UUID] = ()
    teams: Sequence[UUID] = ()
    statuses: Sequence[str] = ()
    priorities: Sequence[str] = ()
    channels: Sequence[str] = ()
    languages: Sequence[str] = ()
    wards: Sequence[str] = ()
    postcodes: Sequence[str] = ()
    deadline: str = ""
    only_unassigned: bool = False
    skills: Sequence[str] = ()
    capacity: int | None = None
    pushes: bool = False


@transaction.atomic
def save_queue(
    *,
    actor: Actor,
    council_id: int,
    settings: QueueSettings,
    queue_id: UUID | None = None,
    now: datetime,
) -> WorkQueue:
    """
    Set up a queue of a council, or change one.

    :raises NotPermitted: if the actor does not manage the council's work
    :raises NotFound: if the council has no such queue, service or team
    :raises Conflict: if another of its queues has the name
    :raises ValueError: if there is no such status, priority, channel or deadline
    """
    require(policies.can_manage_work(actor, council_id))
    queue = (
        WorkQueue(council_id=council_id)
        if queue_id is None
        else WorkQueue.objects.select_for_update()
        .filter(council_id=council_id, pk=queue_id)
        .first()
    )
    if queue is None:
        raise NotFound("This council has no such queue.")
    _refuse_others(council_id, settings)
    queue.name, queue.name_cy = settings.name.strip(), settings.name_cy.strip()
    queue.position, queue.is_active = settings.position, settings.is_active
    queue.services, queue.teams = list(settings.services), list(settings.teams)
    queue.statuses = [Status(one).value for one in settings.statuses]
    if not set(queue.statuses) <= {one.value for one in OPEN}:
        raise ValueError("A queue holds open cases alone.")
    queue.priorities = [Priority(one).value for one in settings.priorities]
    queue.channels = [Channel(one).value for one in settings.channels]
    queue.languages = list(settings.languages)
    queue.wards = [one.strip() for one in settings.wards if one.strip()]
    queue.postcodes = [comparable_postcode(one) for one in settings.postcodes if one.strip()]
    queue.deadline = Deadline(settings.deadline)
    queue.only_unassigned = settings.only_unassigned
    queue.skills = skills_in(settings.skills)
    queue.capacity, queue.pushes = settings.capacity, settings.pushes
    try:
        with transaction.atomic():
            queue.save()
    except IntegrityError as error:
        raise Conflict("Another queue has this name.") from error
    audit.record(actor=actor, verb="work-queue.saved", subject=queue, now=now)
    return queue


@transaction.atomic
def drop_queue(*, actor: Actor, council_id: int, queue_id: UUID, now: datetime) -> None:
    """
    Take a queue away; its cases stay what they are.

    :raises NotFound: if the council has no such queue
    """
    require(policies.can_manage_work(actor, council_id))
    queue = WorkQueue.objects.filter(council_id=council_id, pk=queue_id).first()
    if queue is None:
        raise NotFound("This council has no such queue.")
    audit.record(actor=actor, verb="work-queue.dropped", subject=queue, now=now)
    queue.delete()


@transaction.atomic
def set_working_style(
    *,
    actor: Actor,
    council_id: int,
    employee_id: int,
    skills: Sequence[str],
    languages: Sequence[str],
    capacity: int | None,
    now: datetime,
) -> WorkingStyle:
    """
    Say what an employee can do for a council, and how many cases they work on at once.

    :raises NotFound: if nobody of this number works on the council's cases
    """
    require(policies.can_manage_work(actor, council_id))
    if colleague(council_id, policies.EDIT, employee_id) is None:
        raise NotFound("Nobody of this council's staff is meant.")
    style, _is_new = WorkingStyle.objects.update_or_create(
        council_id=council_id,
        employee_id=employee_id,
        defaults={
            "skills": skills_in(skills),
            "languages": sorted(set(languages)),
            "capacity": capacity,
        },
    )
    audit.record(
        actor=actor, verb="working-style.set", subject=style, now=now,
        detail={"employee": employee_id},
    )  # fmt: skip
    return style


@transaction.atomic
def add_checklist_item(
    *,
    actor: Actor,
    council_id: int,
    service: str,
    text: str,
    text_cy: str = "",
    is_mandatory: bool = False,
    now: datetime,
) -> ChecklistItem:
    """
    Ask from now on for something to be ticked on every case of a service.

    :raises NotFound: if the council has no such service
    """
    require(policies.can_manage_work(actor, council_id))
    service_id = service_type_of(council_id, service).id
    items = ChecklistItem.objects.filter(council_id=council_id, service_type_id=service_id)
    item = ChecklistItem.objects.create(
        council_id=council_id,
        service_type_id=service_id,
        position=items.count(),
        text=text.strip(),
        text_cy=text_cy.strip(),
        is_mandatory=is_mandatory,
    )
    audit.record(actor=actor, verb="checklist-item.added", subject=item, now=now)
    return item


@transaction.atomic
def retire_checklist_item(*, actor: Actor, council_id: int, item_id: UUID, now: datetime) -> None:
    """
    Ask for an item no more; where it was ticked, that stays to be seen.

    :raises NotFound: if the council has no such item
    """
    require(policies.can_manage_work(actor, council_id))
    item = ChecklistItem.objects.filter(council_id=council_id, pk=item_id).first()
    if item is None:
        raise NotFound("This council has no such item.")
    item.is_retired = True
    item.save(update_fields=["is_retired"])
    audit.record(actor=actor, verb="checklist-item.retired", subject=item, now=now)


@transaction.atomic
def add_route(
    *,
    actor: Actor,
    council_id: int,
    team_id: UUID,
    service: str = "",
    ward: str = "",
    postcode: str = "",
    language: str = "",
    now: datetime,
) -> RoutingRule:
    """
    Lead new cases of a service, a place or a language to a team, after the rules before it.

    :raises NotFound: if the council has no such service or team
    """
    require(policies.can_manage_work(actor, council_id))
    if team_id not in {one.id for one in teams(council_id)}:
        raise NotFound("This council has no such team.")
    rule = RoutingRule.objects.create(
        council_id=council_id,
        position=RoutingRule.objects.filter(council_id=council_id).count(),
        service_type_id=service_type_of(council_id, service).id if service else None,
        ward=ward.strip(),
        postcode=comparable_postcode(postcode),
        language=language,
        team_id=team_id,
    )
    audit.record(actor=actor, verb="routing-rule.added", subject=rule, now=now)
    return rule


@transaction.atomic
def drop_route(*, actor: Actor, council_id: int, rule_id: UUID, now: datetime) -> None:
    """
    Lead new cases by a rule no more.

    :raises NotFound: if the council has no such rule
    """
    require(policies.can_manage_work(actor, council_id))
    rule = RoutingRule.objects.filter(council_id=council_id, pk=rule_id).first()
    if rule is None:
        raise NotFound("This council has no such rule.")
    audit.record(actor=actor, verb="routing-rule.dropped", subject=rule, now=now)
    rule.delete()


def skills_in(words: Sequence[str]) -> list[str]:
    """Return skills as they are compared: in lower case, each once."""
    return sorted({" ".join(one.lower().split()) for one in words if one.strip()})


def comparable_postcode(text: str) -> str:
    """Return a postcode or the beginning of one as cases have it: QX11AA, QX1."""
    return postcode_in(text) or "".join(text.split()).upper()


def _refuse_others(council_id: int, settings: QueueSettings) -> None:
    if not set(settings.services) <= {one.id for one in service_types(council_id)}:
        raise NotFound("This council has no such service.")
    if not set(settings.teams) <= {one.id for one in teams(council_id)}:
        raise NotFound("This council has no such team.")
