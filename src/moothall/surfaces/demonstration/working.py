"""Queues, skills, checklists and some work on the demonstration's cases."""

from datetime import datetime

from moothall.cases.models import Case, WorkQueue
from moothall.cases.work import actions
from moothall.cases.work.actions.setting_up import QueueSettings
from moothall.cases.workflow import OPEN, Status
from moothall.councils.queries import service_types
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor, system
from moothall.people.colleagues import Colleague, colleagues
from moothall.people.models import Account
from moothall.people.queries import actor_for

_WAITING = tuple(one.value for one in sorted(OPEN) if one is not Status.AWAITING_RESIDENT)
_TASKS = (
    ("Ring the crew about it", 8, True),
    ("Look at the photos", 4, False),
    ("Tell the ward councillor", 16, False),
)


def settle(council: CouncilRow, *, now: datetime) -> None:
    """Set up queues and give some work out, unless it is there."""
    if WorkQueue.objects.filter(council_id=council.id).exists():
        return
    setter = system("demo")
    services = {one.slug: one.id for one in service_types(council.id)}
    queues = [
        QueueSettings(
            name="Late or nearly", name_cy="Hwyr neu bron yn hwyr", position=1,
            deadline="soon", statuses=_WAITING,
        ),
        QueueSettings(
            name="Streets, nobody yet", name_cy="Strydoedd, neb eto", position=2,
            services=[services[one] for one in ("street-fault",) if one in services],
            only_unassigned=True, capacity=10,
        ),
        QueueSettings(
            name="Questions", name_cy="Cwestiynau", position=3,
            services=[services[one] for one in ("general-enquiry",) if one in services],
        ),
    ]  # fmt: skip
    if "cy" in council.languages:
        queues.append(
            QueueSettings(name="In Welsh", name_cy="Yn Gymraeg", position=4, languages=["cy"])
        )
    for settings in queues:
        actions.save_queue(actor=setter, council_id=council.id, settings=settings, now=now)
    if "missed-bin" in services:
        for text, text_cy, must in (
            ("Ask the crew why", "Gofyn i'r criw pam", True),
            ("Look for other reports in the street", "Chwilio am adroddiadau eraill", False),
        ):
            actions.add_checklist_item(
                actor=setter, council_id=council.id, service="missed-bin", text=text,
                text_cy=text_cy, is_mandatory=must, now=now,
            )  # fmt: skip
    _give_out(council, setter, now)


def _give_out(council: CouncilRow, setter: Actor, now: datetime) -> None:
    staff = colleagues(council.id, "case.edit")
    cases = Case.objects.filter(council_id=council.id, closed_at__isnull=True)
    ids = list(cases.order_by("next_due_at", "pk").values_list("pk", flat=True)[: len(staff) * 2])
    for number, case_id in enumerate(ids):
        one = staff[number % len(staff)]
        actions.take_case(actor=_as(one), case_id=case_id, now=now)
        title, hours, blocks = _TASKS[number % len(_TASKS)]
        actions.add_task(
            actor=_as(one), case_id=case_id, title=title, hours=hours, holder_id=one.id,
            blocks_closing=blocks, now=now,
        )  # fmt: skip
    for one in staff:
        languages = ["en", "cy"] if "cy" in council.languages else ["en"]
        actions.set_working_style(
            actor=setter, council_id=council.id, employee_id=one.id, skills=[],
            languages=languages, capacity=20, now=now,
        )  # fmt: skip


def _as(colleague: Colleague) -> Actor:
    return actor_for(Account.objects.get(pk=colleague.id))
