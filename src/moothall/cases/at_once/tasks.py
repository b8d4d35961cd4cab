"""Entry points for the workers."""

from uuid import UUID

from django.db import transaction

from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="cases.do_at_once", queue="default")
def do_at_once(*, council_id: int, bulk_id: str) -> None:
    """Do some cases of a bulk act and leave the rest to the next job."""
    from moothall.cases.at_once.actions import do_batch  # noqa: PLC0415 - actions defer us

    if do_batch(bulk_id=UUID(bulk_id), now=clock.now()):
        with transaction.atomic():
            do_at_once.defer(council_id=council_id, bulk_id=bulk_id)


@periodic(cron="35 3 * * *", name="cases.forget_drafted_bulk_acts")
def forget_drafted_bulk_acts() -> None:
    """Forget bulk acts that nobody started."""
    from moothall.cases.at_once.actions import forget_drafts  # noqa: PLC0415

    with crossing_councils():
        forget_drafts(now=clock.now())
