"""What the schedule does about the work on cases, council by council."""

from moothall.cases.work import actions
from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.kernel.tasks import periodic


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


@periodic(cron="20 3 * * *", name="cases.forget_old_work")
def forget_old_work() -> None:
    """Forget old drafts and notices."""
    for council in all_councils():
        with acting_for(council.id):
            actions.forget_old(council_id=council.id, now=clock.now())
