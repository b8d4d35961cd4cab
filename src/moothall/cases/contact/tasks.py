"""What the schedule does about calls."""

from moothall.cases.contact import actions
from moothall.cases.contact.actions.forgetting import forget_old_states
from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tasks import periodic


@periodic(cron="* * * * *", name="cases.take_in_calls")
def take_in_calls() -> None:
    """Take in what telephone systems told while a process died."""
    for council in all_councils():
        with acting_for(council.id):
            actions.take_in_waiting(council_id=council.id, now=clock.now())


@periodic(cron="20 3 * * *", name="cases.forget_calls")
def forget_calls() -> None:
    """Forget what telephone systems told, council by council, once its time is over."""
    for council in all_councils():
        with acting_for(council.id):
            actions.forget_old_calls(now=clock.now())
    forget_old_states(now=clock.now())
