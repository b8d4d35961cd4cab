"""What the schedule does about the work on cases, council by council."""

from uuid import UUID

from moothall.cases.work import actions
from moothall.cases.work.queries import choices_due
from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tasks import periodic, task


@periodic(cron="* * * * *", name="cases.push_waiting")
def push_waiting() -> None:
    """Give out the cases of queues that push."""
    for council in all_councils():
        with acting_for(council.id):
            actions.push_waiting(actor=system("cases.push"), council_id=council.id, now=clock.now())


@periodic(cron="*/5 * * * *", name="cases.escalate_late_tasks")
def escalate_late_tasks() -> None:
    """Tell supervisors of tasks that are overdue."""
    for council in all_councils():
        with acting_for(council.id):
            actions.escalate_late_tasks(
                actor=system("cases.tasks"), council_id=council.id, now=clock.now()
            )


@periodic(cron="* * * * *", name="cases.mail_notices")
def mail_notices() -> None:
    """Have each employee told by e-mail who wants to be and whose time it is."""
    now = clock.now()
    for council in all_councils():
        with acting_for(council.id):
            for choice_id in choices_due(council.id, now=now):
                mail_notices_of.defer_unless_waiting(
                    {"council_id": council.id, "choice_id": choice_id},
                    key=f"cases.mail_notices_of:{choice_id}",
                )


@task(name="cases.mail_notices_of", attempts=3)
def mail_notices_of(*, council_id: int, choice_id: UUID) -> None:
    """Tell one employee by e-mail what is new for them."""
    actions.mail_notices(choice_id=UUID(str(choice_id)), now=clock.now())


@periodic(cron="20 3 * * *", name="cases.forget_old_work")
def forget_old_work() -> None:
    """Forget old drafts and notices."""
    for council in all_councils():
        with acting_for(council.id):
            actions.forget_old(council_id=council.id, now=clock.now())
