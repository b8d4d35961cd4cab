"""What workers and the schedule do about payments."""

from datetime import timedelta
from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for, councils_in_force, crossing_councils
from moothall.kernel.tasks import periodic, task

#: Each night so many days are compared again: reports come late, and so does the bank.
DAYS_COMPARED = timedelta(days=14)
#: As many are asked about at once; what is left waits for the next round.
_BATCH = 500


@task(name="payments.check", queue="deliveries", attempts=5)
def check(*, council_id: int, payment_id: UUID) -> None:
    """Ask the gateway how one payment stands."""
    from moothall.payments.actions.asking import check_payment  # noqa: PLC0415 - actions defer us

    check_payment(payment_id=UUID(str(payment_id)), now=clock.now())


@task(name="payments.take_or_release", queue="deliveries", attempts=30)
def take_or_release(*, council_id: int, payment_id: UUID) -> None:
    """Take reserved money, or let it go."""
    from moothall.payments.actions import asking  # noqa: PLC0415 - actions defer us

    asking.take_or_release(payment_id=UUID(str(payment_id)), now=clock.now())


@task(name="payments.write_receipt", queue="deliveries", attempts=10)
def write_receipt(*, council_id: int, payment_id: UUID, language: str) -> None:
    """Write a receipt down."""
    from moothall.payments.receipts.writing import make_receipt  # noqa: PLC0415 - actions defer us

    make_receipt(payment_id=UUID(str(payment_id)), language=language, now=clock.now())


def write_receipt_soon(*, council_id: int, payment_id: UUID, language: str) -> None:
    """Leave it to a worker to write a receipt, unless one is about to."""
    write_receipt.defer_unless_waiting(
        {"council_id": council_id, "payment_id": payment_id, "language": language},
        key=f"payments.receipt:{payment_id}:{language}",
    )


def check_soon(*, council_id: int, payment_id: UUID) -> None:
    """Leave it to a worker to ask about a payment, unless one is about to."""
    check.defer_unless_waiting(
        {"council_id": council_id, "payment_id": payment_id}, key=f"payments.check:{payment_id}"
    )


@periodic(cron="* * * * * */20", name="payments.check_due")
def check_due() -> None:
    """Have asked about all payments whose time it is."""
    from moothall.payments.queries import payments_to_check  # noqa: PLC0415 - actions defer us

    with crossing_councils():
        due = payments_to_check(now=clock.now(), limit=_BATCH)
        for council_id, payment_id in due:
            check_soon(council_id=council_id, payment_id=payment_id)


@periodic(cron="10 3 * * *", name="payments.empty_baskets")
def empty_baskets() -> None:
    """Empty baskets that nobody came back to."""
    from moothall.payments.actions.filling import empty_expired_baskets  # noqa: PLC0415 - actions defer us

    with crossing_councils():
        while empty_expired_baskets(actor=system("payments"), now=clock.now()):
            continue


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
