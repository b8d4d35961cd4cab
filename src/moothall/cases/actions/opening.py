"""Opening a case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.actions.accounting import entry, interaction
from moothall.cases.actions.files import link_files
from moothall.cases.calendars import calendar_for
from moothall.cases.case_types.queries import rules_for
from moothall.cases.channels import Channel
from moothall.cases.events import CaseOpened, ComplaintOpened
from moothall.cases.models import Case, EntryKind, Interaction
from moothall.cases.models.case import LONGEST_SUMMARY
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.cases.sla import start_clock
from moothall.cases.workflow import Priority, Status
from moothall.councils.models import CaseKind
from moothall.councils.queries import council_by_id
from moothall.councils.queries import service_type as service_type_of
from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import masked, without_card_numbers
from moothall.kernel.insert_once import insert_once
from moothall.kernel.inserting import gathered, insert
from moothall.kernel.policies import require


@transaction.atomic(savepoint=False)
@gathered()
def open_case(
    *,
    actor: Actor,
    council_id: int,
    service_type: str,
    person_id: UUID | None,
    channel: str,
    summary: str,
    submission_key: str,
    now: datetime,
    details: Sequence[CaseDetail] = (),
    location: CaseLocation | None = None,
    language: str = "en",
    attachment_ids: Sequence[UUID] = (),
    interaction_id: UUID | None = None,
    priority: str = "",
    category: str = "",
    resolution_due_at: datetime | None = None,
    kind: str = "",
    about_case_id: UUID | None = None,
) -> Case:
    """
    Open a case and start its clock; the same `submission_key` again returns the first case.

    `kind` is its service's unless it is said: a complaint may be about any service, and then
    about the case that is named.

    Three statements, one more where there are attachments: the case with its reference, the jobs
    of its event, and all else: its first timeline entry, the interaction by which it came (for
    staff who have already logged the call, the link from `interaction_id`), the audit, the event.
    Where the law says by when it must be done, `resolution_due_at` stands in place of the service's
    hours. Without a `priority` it is the usual one of the service.

    :raises NotPermitted: if staff may not fill in forms in this council
    :raises NotFound: if the council has no such service
    """
    require(policies.can_open_case(actor, council_id))
    service = service_type_of(council_id, service_type)
    case = Case(
        council_id=council_id,
        reference_prefix=council_by_id(council_id).reference_prefix,
        submission_key=submission_key,
        kind=CaseKind(kind or service.case_kind),
        service_type_id=service.id,
        team_id=service.team_id,
        status=Status.RECEIVED,
        channel=Channel(channel),
        priority=Priority(priority or rules_for(council_id, service.id).priority),
        category=category,
        language=language,
        person_id=person_id,
        opened_by_kind=actor.kind.value,
        opened_by_identifier=actor.identifier,
        opened_by_name=actor.name,
        about_case_id=about_case_id,
        created_at=now,
        updated_at=now,
        summary=without_card_numbers(summary.strip())[:LONGEST_SUMMARY],
        details=masked([detail.as_json() for detail in details]),
    )
    calendar = calendar_for(council_id, kind=case.kind, service_id=service.id)
    clock = start_clock(
        calendar=calendar,
        at=now,
        response_hours=service.response_hours,
        resolution_hours=service.resolution_hours,
    )
    if resolution_due_at is not None:
        clock = replace(clock, resolution_due_at=resolution_due_at)
    case.set_clock(clock)
    case.calendar_number = calendar.number
    if location is not None:
        case.set_location(location)
    if not insert_once(
        case, unique=["council", "submission_key"], returning=["number", "reference"]
    ):
        return Case.objects.get(council_id=council_id, submission_key=submission_key)
    insert([entry(case, actor, EntryKind.OPENED, now, is_public=True, status_to=Status.RECEIVED)])
    if interaction_id is None:
        insert([interaction(case, actor, now)])
    else:
        Interaction.objects.filter(pk=interaction_id, council_id=council_id).update(
            case_id=case.pk, person_id=person_id
        )
    if attachment_ids:
        link_files(case, actor, attachment_ids, now, is_public=True)
    audit.record(
        actor=actor,
        verb="case.opened",
        subject=case,
        now=now,
        detail={"service": service.slug, "channel": case.channel},
    )
    opened = [CaseOpened, ComplaintOpened] if case.kind == CaseKind.COMPLAINT else [CaseOpened]
    outbox.publish(
        *(event(council_id=council_id, case_id=case.pk, occurred_at=now) for event in opened)
    )
    return case
