"""All about one address: who lives there, what was reported there and in the street, its bins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats
from django.utils.timezone import localdate

from moothall.cases.queries.property import cases_at
from moothall.cases.rows import CaseRow
from moothall.kernel.actors import Actor
from moothall.people.living_at import living_at
from moothall.people.warnings.queries import WarningRow, warnings_for
from moothall.places.queries import addresses_in_building, addresses_in_street
from moothall.places.rows import AddressRow
from moothall.surfaces.account.living.area import container_words
from moothall.surfaces.workspace.acting import Acting
from moothall.surfaces.workspace.rows import CaseLine, PersonLine, case_line, person_line
from moothall.verticals.waste.queries import next_collections

MOST_CASES = 20
#: On either side of the house.
NEIGHBOURS = 3


@dataclass(frozen=True)
class BinLine:
    """A container of the property and the day, in words, on which it is emptied next."""

    name: str
    day: str


@dataclass(frozen=True)
class Property:
    """What the page of an address shows."""

    address: AddressRow
    people: Sequence[PersonLine]
    cases: Sequence[CaseLine]
    in_street: Sequence[CaseLine]
    bins: Sequence[BinLine]
    warnings: Sequence[WarningRow]
    neighbours: Sequence[AddressRow]
    units: Sequence[AddressRow]


def property_of(actor: Actor, here: Acting, found: AddressRow, *, now: datetime) -> Property:
    """
    Return what may be seen of an address, in a number of queries that never grows.

    Everything is of the councils acted for; what needs a right is read only where the employee
    has it.
    """
    council_ids = [one.id for one in here.chosen]
    with_cases = [one for one in council_ids if actor.may("case.view", one)]
    street = addresses_in_street(found.usrn) if found.usrn is not None else []
    others = [one.uprn for one in street if one.uprn != found.uprn]
    at_home: list[CaseRow] = []
    in_street: list[CaseRow] = []
    if with_cases:
        at_home = cases_at(with_cases, [found.uprn], now=now, limit=MOST_CASES)
        in_street = cases_at(with_cases, others, now=now, is_open=True, limit=MOST_CASES)
    return Property(
        address=found,
        people=[person_line(here, one) for one in living_at(council_ids, found.uprn)],
        cases=[case_line(here, one, now=now) for one in at_home],
        in_street=[case_line(here, one, now=now) for one in in_street],
        bins=_bins(here, found, now),
        warnings=[
            row
            for council_id in council_ids
            for row in warnings_for(actor, council_id, uprn=found.uprn, now=now)
        ],
        neighbours=_neighbours(street, found),
        units=addresses_in_building(found.uprn),
    )


def _bins(here: Acting, found: AddressRow, now: datetime) -> list[BinLine]:
    """Return the bins as the council knows them in whose area the address lies."""
    own = next((one for one in here.chosen if one.custodian_code == found.custodian_code), None)
    if own is None:
        return []
    return [
        BinLine(container_words(one.container), formats.date_format(one.day, "l j F"))
        for one in next_collections(own.id, found.uprn, on=localdate(now))
    ]


def _neighbours(street: Sequence[AddressRow], found: AddressRow) -> list[AddressRow]:
    """Return the houses on either side, as far as the street's order tells."""
    places = {one.uprn: place for place, one in enumerate(street)}
    if found.uprn not in places:
        return []
    at = places[found.uprn]
    near = street[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
    return [one for one in near if one.uprn != found.uprn]
