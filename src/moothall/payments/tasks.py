"""Scheduled work of payments."""

from moothall.kernel import clock
from moothall.kernel.scope import councils_in_force, crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="payments.prove_ledger", attempts=3)
def prove_ledger(*, council_id: int) -> None:
    """Prove one council's ledger."""
    from moothall.payments.ledger.proof import prove_ledger as prove  # noqa: PLC0415

    prove(council_id=council_id, now=clock.now())


@periodic(cron="20 2 * * *", name="payments.prove_every_ledger")
def prove_every_ledger() -> None:
    """Leave a proof of every council's ledger to the workers, every night."""
    with crossing_councils():
        councils = councils_in_force()
    prove_ledger.defer_many([{"council_id": council_id} for council_id in councils])
