"""Telling employees by e-mail what is new for them, as they want it: each thing once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.cases.work import policies
from moothall.cases.work.models import NoticeChoice, NoticeKind, NoticeMail, StaffNotice
from moothall.cases.work.queries.attention import tasks_for
from moothall.cases.work.queries.mailing import is_due, unmailed
from moothall.cases.work.rows import TaskRow
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.policies import require
from moothall.notifications.actions import send_message
from moothall.notifications.channels import Channel
from moothall.people.colleagues import Colleague, colleague
from moothall.people.needs import NO_NEEDS

_ACTOR = system("cases.notices")
TEMPLATE = "cases.notices"
ABOUT = "cases.noticechoice"
#: More are counted, and read in the workspace.
MOST_IN_ONE = 30


@transaction.atomic
def choose_notice_mail(
    *,
    actor: Actor,
    council_id: int,
    by_mail: str,
    hour: int,
    language: str,
    now: datetime,
) -> NoticeChoice:
    """
    Say whether and when an employee is told by e-mail of what is new for them at a council.

    What was new before is not sent. An hour that has passed today counts from tomorrow.

    :raises NotPermitted: if they may not see cases there
    """
    require(policies.can_be_told(actor, council_id))
    council = council_by_id(council_id)
    here = now.astimezone(ZoneInfo(council.time_zone))
    choice, _is_new = NoticeChoice.objects.update_or_create(
        council_id=council_id,
        employee_id=int(actor.identifier),
        defaults={
            "by_mail": NoticeMail(by_mail),
            "hour": hour,
            "language": language if language in council.languages else council.languages[0],
            "chosen_at": now,
            "sent_on": here.date() if here.hour >= hour else None,
        },
    )
    audit.record(
        actor=actor, verb="notices.chosen", subject=choice, now=now, detail={"by_mail": by_mail}
    )
    return choice


@transaction.atomic
def mail_notices(*, choice_id: UUID, now: datetime) -> bool:
    """
    Tell one employee by e-mail what is new for them, if it is their time; tell whether it was sent.

    What they may see is looked up now: whoever may not see the council's cases any more is told
    nothing. What was read meanwhile is left out, and what is sent is marked in the same
    transaction, so that nothing is told twice.
    """
    rows = NoticeChoice.objects.select_for_update(skip_locked=True)
    choice = rows.filter(pk=choice_id).first()
    if choice is None or not is_due(choice, now=now):
        return False
    reader = colleague(choice.council_id, policies.VIEW, choice.employee_id)
    if reader is None:
        return False
    council = council_by_id(choice.council_id)
    today = now.astimezone(ZoneInfo(council.time_zone)).date()
    is_daily = choice.by_mail == NoticeMail.DAILY
    found = list(
        unmailed(council.id)
        .filter(employee_id=choice.employee_id, made_at__gte=choice.chosen_at)
        .select_related("case__service_type")
        .order_by("-made_at", "-id")
    )
    tasks = _tasks(council, choice.employee_id, now) if is_daily else []
    if is_daily:
        choice.sent_on = today
        choice.save(update_fields=["sent_on"])
    if not found and not tasks:
        return False
    occasion = today.isoformat() if is_daily else str(found[0].pk)
    _send(choice, council, reader, found, tasks, key=f"{TEMPLATE}:{choice.pk}:{occasion}", now=now)
    StaffNotice.objects.filter(council_id=council.id, pk__in=[one.pk for one in found]).update(
        mailed_at=now
    )
    return True


def _tasks(council: CouncilRow, employee_id: int, now: datetime) -> list[TaskRow]:
    """Return what an employee has to do by the end of the day."""
    here = now.astimezone(ZoneInfo(council.time_zone))
    ends = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return [
        one
        for one in tasks_for([council.id], employee_id)
        if one.due_at is not None and one.due_at < ends
    ]


def _send(
    choice: NoticeChoice,
    council: CouncilRow,
    reader: Colleague,
    found: Sequence[StaffNotice],
    tasks: Sequence[TaskRow],
    *,
    key: str,
    now: datetime,
) -> None:
    with translation.override(choice.language):
        count = len(found) + len(tasks)
        context = {
            "name": reader.name,
            "what": ngettext("%(count)s thing for you", "%(count)s things for you", count)
            % {"count": count},
            "notices": "\n".join(_notices(council, found, choice.language)),
            "tasks": "\n".join(_tasks_in_words(council, tasks)),
            "link": council.url + reverse("workspace:my-work"),
            "settings": council.url + reverse("workspace:notice-choice"),
        }
    send_message(
        actor=_ACTOR,
        council_id=council.id,
        template=TEMPLATE,
        channel=Channel.EMAIL.value,
        to=reader.email,
        language=choice.language,
        context=context,
        dedupe_key=key,
        about_type=ABOUT,
        about_id=choice.pk,
        now=now,
        needs=NO_NEEDS,
    )


def _notices(council: CouncilRow, found: Sequence[StaffNotice], language: str) -> list[str]:
    lines = []
    for one in found[:MOST_IN_ONE]:
        service = one.case.service_type
        name = (service.name_cy if language == "cy" else "") or service.name
        by = f" ({one.by_name})" if one.by_name else ""
        lines.append(f"{NoticeKind(one.kind).label}: {one.case.reference} {name}{by}")
        lines.append(_case_link(council, one.case.reference))
    if more := len(found) - MOST_IN_ONE:
        lines += [_("And %(count)s more.") % {"count": more}] if more > 0 else []
    return lines


def _tasks_in_words(council: CouncilRow, tasks: Sequence[TaskRow]) -> list[str]:
    lines = [_("To do by the end of today:")] if tasks else []
    for one in tasks:
        due = one.due_at.astimezone(ZoneInfo(council.time_zone)) if one.due_at else None
        day = date_format(due, "j F Y") if due else ""
        lines.append(f"{one.title} ({one.case_reference}, {day})")
        lines.append(_case_link(council, one.case_reference))
    return lines


def _case_link(council: CouncilRow, reference: str) -> str:
    return council.url + reverse("workspace:case", args=[reference])
