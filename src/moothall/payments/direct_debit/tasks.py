"""What workers do about Direct Debits; jobs are deferred by actions, and by the clock."""

from contextlib import suppress
from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="payments.plan_debits", queue="default", attempts=12)
def plan(*, council_id: int, mandate_id: UUID) -> None:
    """Bring what is planned under a mandate in line with what is owed."""
    from moothall.payments.direct_debit.actions import plan_mandate  # noqa: PLC0415 - defers us

    plan_mandate(actor=system("payments"), mandate_id=UUID(str(mandate_id)), now=clock.now())


@task(name="payments.submit_debit_run", queue="deliveries", attempts=12)
def submit(*, council_id: int, run_id: UUID) -> None:
    """Hand a run over to whoever collects."""
    from moothall.payments.direct_debit.actions import submit_run  # noqa: PLC0415 - defers us

    submit_run(actor=system("payments"), run_id=UUID(str(run_id)), now=clock.now())


@task(name="payments.ask_collector", queue="deliveries", attempts=6)
def ask(*, council_id: int, about: str, row_id: UUID) -> None:
    """Ask how a mandate or a collection stands."""
    from moothall.payments.direct_debit.actions import ask_collector  # noqa: PLC0415 - defers us
    from moothall.payments.direct_debit.ports import HintAbout  # noqa: PLC0415 - as above

    ask_collector(about=HintAbout(about), row_id=UUID(str(row_id)), now=clock.now())


@task(name="payments.settle_hosted_debit", queue="deliveries", attempts=3)
def settle_hosted(*, council_id: int, mandate_id: UUID) -> None:
    """Ask what came of setting up at the collector's pages, whether its payer came back or not."""
    from moothall.kernel.errors import Conflict, NotFound  # noqa: PLC0415 - as above
    from moothall.payments.direct_debit.actions import settle_hosted  # noqa: PLC0415 - defers us

    with suppress(Conflict, NotFound):
        settle_hosted(mandate_id=UUID(str(mandate_id)), now=clock.now())


@task(name="payments.pass_debit_day", queue="default", attempts=6)
def pass_council_day(*, council_id: int) -> None:
    """Bring one council's Direct Debits up to today, and start the day's run where nobody must."""
    from moothall.payments.direct_debit import actions  # noqa: PLC0415 - defers us

    now = clock.now()
    actions.pass_day(council_id=council_id, now=now)
    actions.forget_drafts(council_id=council_id, now=now)
    actions.start_due_runs(actor=system("payments"), council_id=council_id, now=now)


@periodic(cron="15 6 * * *", name="payments.pass_debit_days")
def pass_days() -> None:
    """Bring every council's Direct Debits up to today."""
    from moothall.payments.direct_debit.queries import councils_that_collect  # noqa: PLC0415

    with crossing_councils():
        councils = councils_that_collect()
    pass_council_day.defer_many({"council_id": one} for one in councils)


@periodic(cron="*/10 * * * *", name="payments.ask_collectors")
def ask_due() -> None:
    """Ask about everything whose time to be asked about has come."""
    from moothall.payments.direct_debit.queries import (  # noqa: PLC0415 - as above
        due_to_ask,
        hosted_drafts,
    )

    with crossing_councils():
        due, drafts = due_to_ask(clock.now()), hosted_drafts(clock.now())
    ask.defer_many(due)
    settle_hosted.defer_many(drafts)
