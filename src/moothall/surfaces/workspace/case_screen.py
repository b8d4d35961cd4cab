"""What the page of a case shows, joined from the apps that know it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.cases.case_types.queries import rules_for
from moothall.cases.complaints.queries import ANSWERED_ALONE, unanswered
from moothall.cases.policies import can_change_status, can_edit_case, can_take_complaint
from moothall.cases.queries import case_detail_of_reference, cases_of_person
from moothall.cases.reopening import staff_reopen_until
from moothall.cases.rows import CaseRecord
from moothall.cases.workflow import CLOSED, Status
from moothall.connectors.policies import can_replay_delivery
from moothall.connectors.queries import attempts_of_case, deliveries_of_case
from moothall.councils.models import CaseKind
from moothall.eforms.keeping_words import keeping_in_words, removed_in_words
from moothall.eforms.kept import SubmissionOfCase, submission_of_case
from moothall.kernel import clock
from moothall.notifications.reaching import way_to_reach
from moothall.payments.policies import TAKE
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.followers import followers_of
from moothall.surfaces.workspace.forms import UNCHANGED, NextStep, TeamChoice
from moothall.surfaces.workspace.panels_shown import panels_of_case
from moothall.surfaces.workspace.rows import DeliveryLine, case_line
from moothall.surfaces.workspace.talk_forms import MessageToResident, QuestionToResident
from moothall.surfaces.workspace.work_panel import draft_for

OTHER_CASES = 10


def record_of(request: StaffRequest, reference: str, *, now: datetime) -> CaseRecord:
    """
    Return the case of a reference.

    :raises NotFound: if no council that the person may serve has it
    """
    record = case_detail_of_reference(acting_everywhere(request).ids, reference, now=now)
    acting_in(request, record.case.council_id, "case.view")
    return record


def acting_everywhere(request: StaffRequest) -> Acting:
    """Return all councils whose cases the person may see, whatever the address says."""
    here = acting(request, "case.view")
    return Acting(here.available, here.available)


def next_step(request: StaffRequest, record: CaseRecord, data: Any = None) -> NextStep:
    """Return the form of what happens next, with the statuses that may follow."""
    case = record.case
    rules = rules_for(case.council_id, case.service_id)
    allowed = [
        status
        for status in record.next_statuses
        if can_change_status(request.actor, case.council_id, status)
        and rules.uses(status)
        and not (status not in CLOSED and is_too_late(record))
        and not (status in ANSWERED_ALONE and waits_for_answer(record))
    ]
    kept = draft_for(request, record) if data is None else None
    return NextStep(
        data,
        status=case.status,
        allowed=allowed,
        told=told(record),
        initial={
            "status": UNCHANGED,
            **(kept.fields if kept else {}),
            "seen": newest_entry(record),
        },
        begun_at=kept.begun_at if kept else None,
        followers=followers_of(record),
    )


def is_too_late(record: CaseRecord) -> bool:
    """Tell whether a case was closed so long ago that staff may not open it again."""
    case = record.case
    if case.closed_at is None:
        return False
    until = staff_reopen_until(
        case.council_id,
        service_id=case.service_id,
        kind=case.kind,
        status=case.status,
        closed_at=case.closed_at,
    )
    return clock.now() > until


def waits_for_answer(record: CaseRecord) -> bool:
    """Tell whether it is a complaint that is closed by answering it, and in no other way."""
    return record.case.kind == CaseKind.COMPLAINT and bool(unanswered([record.case.id]))


def newest_entry(record: CaseRecord) -> Any:
    """Return the id of the newest thing that happened to a case."""
    return record.timeline[0].id if record.timeline else None


def screen(
    request: StaffRequest,
    record: CaseRecord,
    *,
    now: datetime,
    step: NextStep | None = None,
    team: TeamChoice | None = None,
    message: MessageToResident | None = None,
    question: QuestionToResident | None = None,
    news: Any = (),
) -> dict[str, Any]:
    """Return everything that the page of a case shows; `news` is what happened meanwhile."""
    case = record.case
    here = acting_in(request, case.council_id, "case.view")
    actor = request.actor
    may_edit = can_edit_case(actor, case.council_id)
    may_replay = can_replay_delivery(actor, case.council_id)
    deliveries = [] if case.is_withheld else deliveries_of_case(case.id)
    attempts = attempts_of_case(case.id) if deliveries else {}
    submission = submission_of_case(case.id, now=now)
    if submission is not None and case.is_withheld:
        submission = replace(submission, receipt_id=None)
    return {
        **frame(request, here),
        "record": record,
        "line": case_line(here, case, now=now),
        "council_of_case": here.chosen[0],
        "others": [case_line(here, other, now=now) for other in _others(record, now=now)],
        "deliveries": [
            DeliveryLine(
                delivery=delivery,
                attempts=tuple(attempts.get(delivery.id, ())),
                may_replay=may_replay and delivery.may_be_replayed,
            )
            for delivery in deliveries
        ],
        "step": step if step is not None else next_step(request, record) if may_edit else None,
        "team": team
        if team is not None
        else TeamChoice(council_id=case.council_id, initial={"team": case.team_id})
        if may_edit
        else None,
        **_talk(record, message, question, may_edit=may_edit, now=now),
        "submission": submission,
        "kept": _kept(submission, here.chosen[0].time_zone),
        "news": news,
        "too_late": is_too_late(record),
        "panels": panels_of_case(request, record, here, now),
        "may_view_person": actor.may("person.view", case.council_id),
        "may_log": actor.may("interaction.log", case.council_id),
        "may_take": actor.may(TAKE, case.council_id),
        "may_complain": case.kind != CaseKind.COMPLAINT
        and can_take_complaint(actor, case.council_id),
    }


def _talk(
    record: CaseRecord,
    message: MessageToResident | None,
    question: QuestionToResident | None,
    *,
    may_edit: bool,
    now: datetime,
) -> dict[str, Any]:
    """Return the forms to write to the resident and to ask, where one may, and what is unread."""
    is_reachable = may_edit and record.person is not None
    rules = rules_for(record.case.council_id, record.case.service_id)
    may_ask = is_reachable and record.case.is_open and rules.uses(Status.AWAITING_RESIDENT)
    begun = {"seen": newest_entry(record)}
    return {
        "message": (message or MessageToResident(initial=begun)) if is_reachable else None,
        "question": (question or QuestionToResident(initial=begun, today=localdate(now)))
        if may_ask
        else None,
        "may_take_note": may_edit and record.case.resident_acted_at is not None,
        "today": localdate(now),
    }


def _kept(submission: SubmissionOfCase | None, time_zone: str) -> str:
    """Say how long the answers are kept, or that they are gone; nothing without a promise."""
    if submission is None or submission.days is None:
        return ""
    if submission.removed_at is not None:
        return removed_in_words(submission.removed_at, time_zone=time_zone)
    if submission.keeping is None:
        return ""
    return keeping_in_words(submission.keeping, submission.days, time_zone=time_zone)


def _others(record: CaseRecord, *, now: datetime) -> list[Any]:
    """Return the same person's other cases, newest first."""
    if record.person is None:
        return []
    found = cases_of_person(
        record.person.id, council_id=record.case.council_id, limit=OTHER_CASES + 1, now=now
    )
    return [case for case in found if case.id != record.case.id][:OTHER_CASES]


def told(record: CaseRecord) -> str:
    """Say how the resident learns of it."""
    person = record.person
    if person is None:
        return _("The resident gave no name, so nobody is told, and it cannot be followed online.")
    if person.is_withheld:
        return _("How %(name)s is told is hidden to protect them.") % {"name": person.name}
    points = list(person.contact_points)
    way = way_to_reach(record.case.council_id, person.id, points=points)
    if way is not None:
        words = {
            "email": _("%(name)s is told by email: %(address)s"),
            "text": _("%(name)s is told by text message: %(address)s"),
            "post": _("%(name)s is told by post. Your team prints and posts the letter."),
        }
        return words[way.channel] % {"name": person.name, "address": way.to}
    return _("We cannot reach %(name)s: there is no email address, and no phone for texts.") % {
        "name": person.name
    }


def entries_since(record: CaseRecord, seen: Any) -> list[Any]:
    """Return what happened to a case after an entry of its timeline, newest first."""
    found = []
    for entry in record.timeline:
        if entry.id == seen:
            break
        found.append(entry)
    return found
