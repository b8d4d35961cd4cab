"""Where a form may send what is handed in: the offices and systems that its council has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from moothall.councils.queries import teams
from moothall.eforms.mistakes import Mistake
from moothall.eforms.ports import couriers
from moothall.notifications.queries import confirmed_addresses


@dataclass(frozen=True, kw_only=True)
class Offices:
    """The teams of a council by key with their addresses, which are confirmed, and its systems."""

    teams: Mapping[str, str] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()
    receivers: Mapping[str, str] = field(default_factory=dict)


#: A council that has nobody to send to.
NOWHERE = Offices()


def offices_of(council_id: int) -> Offices:
    """Return where a council's forms may send; its scope must be in force."""
    return Offices(
        teams={team.slug: team.email for team in teams(council_id)},
        confirmed=confirmed_addresses(council_id),
        receivers=receivers_of(council_id),
    )


def receivers_of(council_id: int) -> dict[str, str]:
    """Return the systems that take whole submissions of a council: name by key."""
    found: dict[str, str] = {}
    for courier in couriers:
        found |= courier.receivers(council_id)
    return found


def destination_mistakes(outcome: Mapping[str, Any], offices: Offices | None) -> Iterator[Mistake]:
    """Find destinations that say too little, go nowhere, or go where nobody has agreed."""
    seen: set[str] = set()
    systems: set[str] = set()
    for number, one in enumerate(outcome.get("destinations", ())):
        place = f"outcome/destinations/{number}"
        if one["key"] in seen:
            yield Mistake(f"{place}/key", f"{one['key']!r} is the key of another one too")
        seen.add(one["key"])
        if one["kind"] == "webhook":
            yield from _webhook(one, place, offices)
            if one.get("system") in systems:
                yield Mistake(f"{place}/system", "another destination goes there too")
            systems.add(one.get("system", ""))
        else:
            yield from _email(one, place, offices)


def _webhook(one: Mapping[str, Any], place: str, offices: Offices | None) -> Iterator[Mistake]:
    if "system" not in one or {"team", "to"} & one.keys():
        yield Mistake(place, "a webhook names its system, and nothing else")
    elif offices is not None and one["system"] not in offices.receivers:
        yield Mistake(f"{place}/system", f"the council has no webhook {one['system']!r}")


def _email(one: Mapping[str, Any], place: str, offices: Offices | None) -> Iterator[Mistake]:
    if ("team" in one) == ("to" in one) or "system" in one:
        yield Mistake(place, "an email names either a team or an address, and nothing else")
        return
    if offices is None:
        return
    if "team" in one and one["team"] not in offices.teams:
        yield Mistake(f"{place}/team", f"the council has no team {one['team']!r}")
        return
    address = one["to"] if "to" in one else offices.teams[one["team"]]
    if address.strip().lower() not in offices.confirmed:
        yield Mistake(
            place,
            f"unconfirmed destination: nobody at {address} has agreed yet to get forms; "
            "ask them under “Where forms go”",
        )
