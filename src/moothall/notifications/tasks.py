"""What workers do about messages; the jobs are deferred by the actions."""

from datetime import timedelta
from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.tasks import task
from moothall.notifications.actions import delivering

NEWSROOM = system("notifications.newsroom")

#: When a carrier that tells is asked itself: its report may never come. Texts that could not be
#: delivered at first are tried for three days.
ASKED_AFTER = (
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(hours=18),
    timedelta(hours=24),
    timedelta(hours=30),
)


@task(name="notifications.send", queue="deliveries", attempts=30)
def send(*, council_id: int, message_id: UUID) -> None:
    """Send a message, and plan to ask what became of it."""
    message = UUID(str(message_id))
    if delivering.deliver_message(message_id=message, now=clock.now()):
        plan_to_ask(council_id=council_id, message_id=message, turn=0)


@task(name="notifications.ask", queue="deliveries", attempts=5)
def ask(*, council_id: int, message_id: UUID, turn: int) -> None:
    """Ask what became of a message, and plan to ask again while nobody knows."""
    message = UUID(str(message_id))
    if not delivering.ask_fate(message_id=message, now=clock.now()):
        plan_to_ask(council_id=council_id, message_id=message, turn=turn + 1)


@task(name="notifications.tell_page")
def tell_page(*, council_id: int, broadcast_id: UUID) -> None:
    """Write to the next page of those who subscribed to a topic."""
    from moothall.notifications import actions  # noqa: PLC0415 - actions defer us

    actions.tell_next_page(actor=NEWSROOM, broadcast_id=UUID(str(broadcast_id)), now=clock.now())


def plan_to_ask(*, council_id: int, message_id: UUID, turn: int) -> None:
    """Leave the question to a worker, later; after the last turn the message stays sent."""
    if turn < len(ASKED_AFTER):
        ask.defer_with(
            {"council_id": council_id, "message_id": message_id, "turn": turn},
            at=clock.now() + ASKED_AFTER[turn],
        )
