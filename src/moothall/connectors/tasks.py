"""Entry points for the workers."""

from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="connectors.deliver", queue="deliveries")
def deliver(*, council_id: int, delivery_id: str) -> None:
    """Make one attempt at a delivery."""
    from moothall.connectors.delivering import attempt_delivery  # noqa: PLC0415 - actions defer us

    attempt_delivery(delivery_id=UUID(delivery_id))


@task(name="connectors.poll_system", queue="polling", attempts=1)
def poll_system(*, council_id: int, system_id: str) -> None:
    """Ask one system what has happened; a failure is simply asked again at the next round."""
    from moothall.connectors.polling import poll  # noqa: PLC0415

    poll(system_id=UUID(system_id))


@periodic(cron="* * * * * */5", name="connectors.poll_every_system", queue="schedule")
def poll_every_system() -> None:
    """Leave a poll of every active system to the workers, unless one still waits."""
    from moothall.connectors.queries import active_systems  # noqa: PLC0415

    with crossing_councils():
        systems = active_systems()
    for system in systems:
        poll_system.defer_unless_waiting(
            {"council_id": system.council_id, "system_id": str(system.id)},
            key=f"poll:{system.id}",
        )


@periodic(cron="*/5 * * * *", name="connectors.rescue_deliveries", queue="schedule")
def rescue_deliveries() -> None:
    """Queue again what is due but has no job any more, whatever became of its job."""
    from moothall.connectors.queries import overdue_deliveries  # noqa: PLC0415

    with crossing_councils():
        overdue = overdue_deliveries(now=clock.now())
    for delivery in overdue:
        deliver.defer(council_id=delivery.council_id, delivery_id=str(delivery.id))


@periodic(cron="25 3 * * *", name="connectors.forget_repeated_calls", queue="schedule")
def forget_repeated_calls() -> None:
    """Forget which calls of programs were answered more than a day ago."""
    from moothall.connectors.actions import forget_repeated_calls as forget  # noqa: PLC0415

    with crossing_councils():
        while forget(now=clock.now()):
            continue
