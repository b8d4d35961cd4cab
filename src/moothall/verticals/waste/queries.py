"""What is read of rounds; one query for all of a property's."""

from dataclasses import dataclass
from datetime import date

from moothall.verticals.waste.models import PropertyRound
from moothall.verticals.waste.schedule import RoundRow


@dataclass(frozen=True)
class Collection:
    """A day on which a container is emptied."""

    container: str
    day: date


def rounds_at(council_id: int, uprn: int) -> list[RoundRow]:
    """Return the rounds that a property is on, by container."""
    rows = PropertyRound.objects.filter(council_id=council_id, uprn=uprn).values_list(
        "round__name", "round__container", "round__anchor_on", "round__every_weeks",
        "round__ends_at", "round__report_days", "round__moved",
    )  # fmt: skip
    found = [
        RoundRow(
            name=name,
            container=container,
            anchor_on=anchor_on,
            every_weeks=every_weeks,
            ends_at=ends_at,
            report_days=report_days,
            moved=moved,
        )
        for name, container, anchor_on, every_weeks, ends_at, report_days, moved in rows
    ]
    return sorted(found, key=lambda row: (row.container, row.name))


def next_collections(council_id: int, uprn: int, *, on: date) -> list[Collection]:
    """Return when each container of a property is emptied next, from `on`, soonest first."""
    found = [
        Collection(row.container, day)
        for row in rounds_at(council_id, uprn)
        if (day := row.next_from(on)) is not None
    ]
    return sorted(found, key=lambda one: (one.day, one.container))


def last_collections(council_id: int, uprn: int, *, on: date) -> list[Collection]:
    """Return when each container of a property was emptied last, up to `on`, latest first."""
    found = [
        Collection(row.container, day)
        for row in rounds_at(council_id, uprn)
        if (day := row.last_until(on)) is not None
    ]
    return sorted(found, key=lambda one: (one.day, one.container), reverse=True)
