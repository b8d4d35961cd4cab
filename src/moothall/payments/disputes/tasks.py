"""Asking every gateway for its disputes, every hour."""

from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="payments.hear_disputes", queue="deliveries", attempts=3)
def hear(*, council_id: int, choice_id: UUID) -> None:
    """Ask one gateway for its disputes."""
    from moothall.payments.disputes.actions import hear_disputes  # noqa: PLC0415 - they defer us

    hear_disputes(choice_id=UUID(str(choice_id)), now=clock.now())


@periodic(cron="25 * * * *", name="payments.hear_every_dispute")
def hear_every_dispute() -> None:
    """Leave it to the workers to ask every gateway that takes payments, or took some lately."""
    from moothall.payments.queries import choices_in_use  # noqa: PLC0415 - actions defer us

    with crossing_councils():
        for council_id, choice_id in choices_in_use(now=clock.now()):
            hear.defer_unless_waiting(
                {"council_id": council_id, "choice_id": choice_id},
                key=f"payments.hear_disputes:{choice_id}",
            )
