"""Scheduled work of payments."""

from datetime import timedelta

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for, councils_in_force, crossing_councils
from moothall.kernel.tasks import periodic, task

#: Each night so many days are compared again: reports come late, and so does the bank.
DAYS_COMPARED = timedelta(days=14)


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


@task(name="payments.reconcile", attempts=6)
def reconcile(*, council_id: int, gateway: str) -> None:
    """Fetch what a gateway has paid out lately, and compare."""
    from moothall.payments.reconciliation.fetching import fetch_and_reconcile  # noqa: PLC0415

    now = clock.now()
    fetch_and_reconcile(
        actor=system("payments.reconcile"), council_id=council_id, gateway=gateway,
        first=now.date() - DAYS_COMPARED, last=now.date(), now=now,
    )  # fmt: skip


@periodic(cron="40 4 * * *", name="payments.reconcile_every_gateway")
def reconcile_every_gateway() -> None:
    """Leave a comparison of every gateway of every council to the workers, every night."""
    from moothall.payments.reconciliation.fetching import gateways_that_report  # noqa: PLC0415

    with crossing_councils():
        councils = councils_in_force()
    for council_id in councils:
        with acting_for(council_id):
            for gateway in gateways_that_report(council_id):
                reconcile.defer(council_id=council_id, gateway=gateway)
