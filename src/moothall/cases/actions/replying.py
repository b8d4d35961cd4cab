"""What becomes of a case when somebody replies about it, or staff want it open again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.actions.accounting import locked_case
from moothall.cases.actions.beginning import open_about
from moothall.cases.actions.moving import move
from moothall.cases.complaints.actions import begin_next_stage
from moothall.cases.complaints.queries import may_go_on
from moothall.cases.guidance import guidance_for
from moothall.cases.models import Case, TimelineEntry
from moothall.cases.workflow import ALLOWED, CLOSED, Status
from moothall.councils.models import CaseKind
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require


@transaction.atomic
def reopen_by_reply(
    *, actor: Actor, case_id: UUID, text: str, key: str, channel: str, now: datetime
) -> Case:
    """
    Return the case to which a resident's reply belongs, opened again if it was closed.

    An open case stays as it is. A closed one is opened again as long as the council lets its
    resident, a complaint goes to its next stage, and what comes too late opens a new case that
    names the old. Who wrote the reply is for the caller to have made sure; `key` names the reply,
    and the same again changes nothing.

    :raises NotFound: if the councils in force have no such case
    """
    case = locked_case(case_id)
    source_key = f"reply:{key}"
    done = TimelineEntry.objects.filter(case_id=case.pk, source_key=source_key)
    if case.status not in CLOSED or done.exists():
        return case
    if case.kind == CaseKind.COMPLAINT and (goes_on := may_go_on(case.pk, now=now)) is not None:
        if goes_on:
            begin_next_stage(case, actor, text, now, source_key=source_key)
        return case
    status = Status(case.status)
    guidance = guidance_for(
        case.council_id,
        service_id=case.service_type_id,
        kind=case.kind,
        status=status,
        language="en",
    )
    until = guidance.reopen_until(status, case.closed_at)
    if until is not None and now <= until and Status.IN_PROGRESS in ALLOWED[status]:
        move(case, actor, Status.IN_PROGRESS, now, text=text, source_key=source_key)
        return case
    return open_about(case, actor, text, key=f"reply:{key}", channel=channel, now=now)


@transaction.atomic
def open_follow_up(
    *, actor: Actor, case_id: UUID, text: str, key: str, channel: str, now: datetime
) -> Case:
    """
    Open a new case that names an old one, for staff who may not open the old one any more.

    The same `key` again returns the first.

    :raises NotFound: if there is no such case, or its service is no longer there
    :raises NotPermitted: if the actor may not change cases there
    """
    case = locked_case(case_id)
    require(policies.can_edit_case(actor, case.council_id))
    return open_about(case, actor, text, key=key, channel=channel, now=now)
