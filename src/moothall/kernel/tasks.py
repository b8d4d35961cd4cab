"""
Work that can wait: the house's thin layer over the queue (Procrastinate, on PostgreSQL).

A deferred job is a row written in the transaction of whoever defers it. A job whose arguments
name a `council_id` runs in that council's scope, any other in none at all.
"""

import functools
import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Generic, ParamSpec
from uuid import UUID

from django.db import connection, transaction
from procrastinate import JobContext  # noqa: TID251 - the one place
from procrastinate.contrib.django import app  # noqa: TID251
from procrastinate.contrib.django.django_connector import DjangoConnector  # noqa: TID251
from procrastinate.exceptions import AlreadyEnqueued  # noqa: TID251
from procrastinate.jobs import Job, JobDeferrer  # noqa: TID251
from procrastinate.manager import JobManager  # noqa: TID251
from procrastinate.retry import BaseRetryStrategy, RetryDecision  # noqa: TID251

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.scope import acting_for

P = ParamSpec("P")

#: Speaks on Django's own connection, so in the transaction of whoever asks. The queue's app cannot
#: be asked for that: within a worker it has connections of its own, by which a job would be there
#: before the change that it follows from, and would outlive one that is rolled back.
jobs_of_this_transaction = JobManager(DjangoConnector())

#: Eighteen attempts with these pauses reach over forty hours before a job gives up.
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=12)


class BackOff(BaseRetryStrategy):
    """Try again after doubling pauses with some chance in them, unless told to give up."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to try again, or nothing to leave the job failed and visible."""
        if isinstance(exception, GiveUp) or job.attempts + 1 >= self.attempts:
            return None
        pause = pause_before_attempt(job.attempts + 1)
        if isinstance(exception, Retry) and exception.after is not None:
            pause = exception.after
        return RetryDecision(retry_in={"seconds": max(1, round(pause.total_seconds()))})


def pause_before_attempt(attempt: int) -> timedelta:
    """Return how long to wait before this attempt (the first repetition is number 1)."""
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(attempt - 1, 20), LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing


class DeferrableTask(Generic[P]):
    """A function that can be called at once, or left to a worker."""

    def __init__(self, function: Callable[P, None], *, name: str, queue: str, attempts: int):
        functools.update_wrapper(self, function)
        self.name = name
        self._function = function
        self._task = app.task(name=name, queue=queue, retry=BackOff(attempts), pass_context=False)(
            self._run
        )

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Run it here and now, in the caller's scope."""
        self._function(*args, **kwargs)

    def defer(self, *_: P.args, **arguments: P.kwargs) -> None:
        """Leave it to a worker, once the present transaction is committed."""
        self._deferrer().defer(**_plain(arguments))

    def defer_many(self, calls: Iterable[dict[str, Any]]) -> None:
        """Leave many to the workers in one statement; none at all costs none."""
        jobs = [_plain(call) for call in calls]
        if jobs:
            self._deferrer().batch_defer(*jobs)

    def defer_with(
        self,
        arguments: dict[str, Any],
        *,
        at: datetime | None = None,
        lock: str | None = None,
        priority: int = 0,
    ) -> None:
        """Leave it to a worker not before `at`; jobs with the same lock run one after another."""
        self._deferrer(schedule_at=at, lock=lock, priority=priority).defer(**_plain(arguments))

    def defer_unless_waiting(self, arguments: dict[str, Any], *, key: str) -> None:
        """Leave it to a worker unless a job of this key still waits for one."""
        try:
            with transaction.atomic():
                self._deferrer(queueing_lock=key).defer(**_plain(arguments))
        except AlreadyEnqueued:
            return

    def _deferrer(self, **options: Any) -> JobDeferrer:
        deferrer: JobDeferrer = self._task.configure(**options)
        deferrer.job_manager = jobs_of_this_transaction
        return deferrer

    def _run(self, **arguments: Any) -> None:
        council_id = arguments.get("council_id")
        with acting_for(*(() if council_id is None else (council_id,))):
            self._function(**arguments)  # type: ignore[call-arg]


def task(
    *, name: str, queue: str = "default", attempts: int = 18
) -> Callable[[Callable[P, None]], DeferrableTask[P]]:
    """
    Turn a keyword-only function into one that a worker can run.

    Arguments must survive JSON: identifiers and moments arrive as text. Raise `Retry` to be tried
    again, `GiveUp` to stop; any other error is tried again, up to `attempts` in all.
    """

    def decorate(function: Callable[P, None]) -> DeferrableTask[P]:
        return DeferrableTask(function, name=name, queue=queue, attempts=attempts)

    return decorate


def periodic(
    *, cron: str, name: str, queue: str = "schedule"
) -> Callable[[Callable[[], None]], Any]:
    """
    Let some worker run this function at the times of `cron` (a sixth field counts seconds).

    It runs in no scope: cross councils explicitly, or defer a task for each.
    """

    def decorate(function: Callable[[], None]) -> Callable[[], None]:
        def run(timestamp: int) -> None:
            with acting_for():
                function()

        scheduled = app.task(name=name, queue=queue, queueing_lock=name)(run)
        app.periodic(cron=cron, periodic_id=name)(scheduled)
        return function

    return decorate


@app.periodic(cron="* * * * * */10", periodic_id="kernel.rescue_stalled_jobs")  # type: ignore[untyped-decorator]
@app.task(  # type: ignore[untyped-decorator]
    name="kernel.rescue_stalled_jobs",
    queue="schedule",
    queueing_lock="kernel.rescue_stalled_jobs",
    pass_context=True,
)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a worker that was killed back to the queue: nobody else would take them."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


def queue_is_reachable() -> None:
    """
    Ask the queue's table for nothing.

    :raises django.db.DatabaseError: if it cannot be read
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procrastinate_jobs LIMIT 1")


def _plain(arguments: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in arguments.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value
