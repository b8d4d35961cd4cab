"""What workers and the schedule do about refunds."""

from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task

#: As many are asked about at once; what is left waits for the next round.
_BATCH = 200


@task(name="payments.ask_refund", queue="deliveries", attempts=3)
def ask_refund(*, council_id: int, refund_id: UUID) -> None:
    """Ask the gateway about one refund."""
    from moothall.payments.refunds.actions.asking import ask_gateway  # noqa: PLC0415 - actions defer us

    ask_gateway(refund_id=UUID(str(refund_id)), now=clock.now())


def ask_soon(*, council_id: int, refund_id: UUID) -> None:
    """Leave it to a worker to ask, unless one is about to."""
    ask_refund.defer_unless_waiting(
        {"council_id": council_id, "refund_id": refund_id}, key=f"payments.ask_refund:{refund_id}"
    )


@periodic(cron="* * * * * */20", name="payments.ask_due_refunds")
def ask_due_refunds() -> None:
    """Have the gateway asked about all refunds whose time it is."""
    from moothall.payments.refunds.queries import refunds_to_ask  # noqa: PLC0415 - actions defer us

    with crossing_councils():
        for council_id, refund_id in refunds_to_ask(now=clock.now(), limit=_BATCH):
            ask_soon(council_id=council_id, refund_id=refund_id)
