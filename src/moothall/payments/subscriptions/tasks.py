"""What workers and the schedule do about subscriptions."""

from uuid import UUID

from moothall.kernel import clock
from moothall.kernel.scope import crossing_councils
from moothall.kernel.tasks import periodic, task


@task(name="payments.give_notice", queue="deliveries", attempts=5)
def give_notice(*, council_id: int, subscription_id: UUID) -> None:
    """Tell one holder that their time ends."""
    from moothall.payments.subscriptions import actions  # noqa: PLC0415 - actions defer us

    actions.give_notice(subscription_id=UUID(str(subscription_id)), now=clock.now())


@task(name="payments.give_instalment_notice", queue="deliveries", attempts=5)
def give_instalment_notice(*, council_id: int, charge_id: UUID) -> None:
    """Tell one holder that an instalment is due."""
    from moothall.payments.subscriptions import actions  # noqa: PLC0415 - actions defer us

    actions.give_instalment_notice(charge_id=UUID(str(charge_id)), now=clock.now())


@task(name="payments.charge_card", queue="deliveries", attempts=8)
def charge_card(*, council_id: int, charge_id: UUID) -> None:
    """Charge one card that is kept."""
    from moothall.payments.subscriptions import actions  # noqa: PLC0415 - actions defer us

    actions.charge_card(charge_id=UUID(str(charge_id)), now=clock.now())


@task(name="payments.end_over", queue="deliveries", attempts=3)
def end_over(*, council_id: int, subscription_id: UUID) -> None:
    """End one subscription whose time is over."""
    from moothall.payments.subscriptions import actions  # noqa: PLC0415 - actions defer us

    actions.end_over(subscription_id=UUID(str(subscription_id)), now=clock.now())


@task(name="payments.end_agreement", queue="deliveries", attempts=18)
def end_agreement(*, council_id: int, subscription_id: UUID) -> None:
    """Have one card forgotten."""
    from moothall.payments.subscriptions import actions  # noqa: PLC0415 - actions defer us

    actions.end_agreement(subscription_id=UUID(str(subscription_id)), now=clock.now())


@periodic(cron="20 */2 * * *", name="payments.subscriptions_due")
def subscriptions_due() -> None:
    """Leave to workers whatever is due today; what was done already does nothing again."""
    from moothall.payments.subscriptions import queries  # noqa: PLC0415 - actions defer us

    now = clock.now()
    with crossing_councils():
        give_notice.defer_many(_named("subscription_id", queries.to_notice(now=now)))
        give_instalment_notice.defer_many(_named("charge_id", queries.instalments_due(now=now)))
        charge_card.defer_many(_named("charge_id", queries.cards_to_charge(now=now)))
        end_over.defer_many(_named("subscription_id", queries.over(now=now)))


def _named(name: str, found: list[tuple[int, UUID]]) -> list[dict[str, object]]:
    return [{"council_id": council_id, name: one} for council_id, one in found]
