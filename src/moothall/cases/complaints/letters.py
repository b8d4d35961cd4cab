"""What a resident is told about a complaint of theirs; each letter ends with the ombudsman."""

from datetime import timedelta

from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext

from moothall.cases.complaints.models import ComplaintStage, ComplaintStep
from moothall.cases.complaints.queries import stage_row
from moothall.cases.complaints.rows import StageRow
from moothall.cases.complaints.wishes import way_for
from moothall.cases.deeds.telling import language_of
from moothall.cases.events import ComplaintOpened, ComplaintTold
from moothall.cases.models import Case, TimelineEntry
from moothall.cases.queries.detail import ABOUT_CASE
from moothall.cases.touches.writing import note_written
from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.notifications.actions import send_message
from moothall.notifications.channels import Channel
from moothall.people.needs import needs_of
from moothall.people.queries import has_account

_ACTOR = system("cases.complaints")


def on_complaint_opened_begin(event: ComplaintOpened) -> None:
    """Begin its first stage."""
    from moothall.cases.complaints.actions import (  # noqa: PLC0415 - it is heard at start-up
        begin_first_stage,
    )

    begin_first_stage(actor=_ACTOR, case_id=event.case_id, now=event.occurred_at)


def on_complaint_told_write(event: ComplaintTold) -> None:
    """Write to the resident, as they prefer or as we can."""
    case = Case.objects.select_related("service_type").get(pk=event.case_id)
    way = way_for(case, case.person_id) if case.person_id else None
    if way is None or case.person_id is None:
        return
    step = ComplaintStep.objects.select_related("stage__procedure").get(pk=event.step_id)
    entry = TimelineEntry.objects.get(pk=event.timeline_entry_id)
    council, language = council_by_id(case.council_id), language_of(case)
    account = way.channel != Channel.POST and has_account(case.person_id)
    with translation.override(language):
        context = {
            "reference": str(case.reference),
            "stage": stage_row(step.stage).name_in(language),
            "words": entry.text,
            "answer_by": formats.date_format(step.answer_by, "j F Y"),
            "what_next": _what_next(step),
            "ombudsman": _ombudsman(step, language),
            "account_url": council.url + reverse("account:request", args=[case.reference])
            if account
            else "",
        }
    key = f"cases.complaint-{event.what}:{step.pk}"
    message = send_message(
        actor=_ACTOR,
        council_id=case.council_id,
        template=f"cases.complaint-{event.what}",
        channel=way.channel,
        to=way.to,
        language=language,
        context=context,
        dedupe_key=key,
        about_type=ABOUT_CASE,
        about_id=case.pk,
        now=event.occurred_at,
        person_id=case.person_id,
        needs=needs_of(case.person_id),
    )
    note_written(case, entry, message, key)


def _what_next(step: ComplaintStep) -> str:
    """Say how to go on: to the next stage and until when, or to the ombudsman."""
    following: StageRow | None = next(
        (
            stage_row(one)
            for one in ComplaintStage.objects.filter(
                procedure_id=step.stage.procedure_id, position__gt=step.position, is_active=True
            ).order_by("position")[:1]
        ),
        None,
    )
    if following is None:
        return gettext(
            "This is our last answer. If you do not agree with it, you can go to the ombudsman."
        )
    until = (step.answered_at or step.began_at) + timedelta(days=step.stage.next_within_days)
    return gettext(
        "If you do not agree, ask us to look at it again by %(day)s. Somebody else will then "
        "decide. You need not say why."
    ) % {"day": formats.date_format(until, "j F Y")}


def _ombudsman(step: ComplaintStep, language: str) -> str:
    procedure = step.stage.procedure
    if language == "cy":
        name = procedure.ombudsman_cy or procedure.ombudsman_en
        return f"{name}\n{procedure.reached_cy or procedure.reached_en}"
    return f"{procedure.ombudsman_en}\n{procedure.reached_en}"
