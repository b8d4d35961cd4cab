"""What stands along a street: houses, blocks of flats, shops and public places."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from moothall.places.demonstration.land import Point, length
from moothall.places.demonstration.settings import Name, PublicPlaceSettings
from moothall.places.demonstration.streets import StreetPlan

_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
#: How often a front door leads to flats or to a shop, a house has a name or a name alone, a number
#: has a letter, a shop has two numbers, a block has a number alone.
_FLATS, _SHOP, _NAMED, _NAMED_ALONE, _LETTERED, _DOUBLE, _UNNAMED_BLOCK = (
    0.045, 0.45, 0.06, 0.02, 0.015, 0.12, 0.4,
)  # fmt: skip
_FEWEST_FLATS, _MOST_FLATS = 5, 13
#: Metres of a street's ends that are left free, and from its middle to a front door.
_ENDS, _DOOR = 16.0, 13.0
_HOMES = (("RD04", 45), ("RD03", 35), ("RD02", 20))


@dataclass(frozen=True)
class PropertyPlan:
    """One address laid out, with the parts of its name in both languages."""

    uprn: int
    street: StreetPlan
    at: Point
    classification_code: str
    postcode: str
    number: int | None = None
    suffix: str = ""
    end_number: int | None = None
    building: Name = field(default=Name(""))
    unit: Name = field(default=Name(""))
    organisation: str = ""
    parent_uprn: int | None = None
    is_postal: bool = True


class Postcodes:
    """Gives out the postcodes of one district, a new one after every so many addresses."""

    def __init__(self, district: str, dice: random.Random) -> None:
        self._units = self._all(district)
        self._dice = dice
        self._left = 0
        self._now = ""

    def next(self) -> str:
        """Return the postcode of the next address along the street."""
        if not self._left:
            self._now = next(self._units)
            self._left = self._dice.randint(13, 20)
        self._left -= 1
        return self._now

    def turn_the_corner(self) -> None:
        """Begin a new postcode: another street, or its other side."""
        self._left = 0

    @staticmethod
    def _all(district: str) -> Iterator[str]:
        for sector in range(1, 10):
            for first in _LETTERS:
                for second in _LETTERS:
                    yield f"{district} {sector}{first}{second}"


class Builder:
    """Builds up the streets of one ward; every address gets the council's next UPRN."""

    def __init__(self, next_uprn: Iterator[int], words: Any, dice: random.Random) -> None:
        self.next_uprn = next_uprn
        self.words = words
        self.dice = dice

    def build(self, street: StreetPlan, count: int, postcodes: Postcodes) -> Iterator[PropertyPlan]:
        """Build `count` addresses along both sides of a street."""
        names = "welsh" if street.ward.council.names == "welsh" else "english"
        left = (count + 1) // 2
        for side, wanted in ((0, left), (1, count - left)):
            postcodes.turn_the_corner()
            yield from self._side(street, side, wanted, postcodes, names)

    def _side(
        self, street: StreetPlan, side: int, wanted: int, postcodes: Postcodes, names: str
    ) -> Iterator[PropertyPlan]:
        dice = self.dice
        room = max(40.0, length(street.start, street.end) - 2 * _ENDS)
        doors: list[int] = []  # how many addresses stand behind each front door
        while sum(doors) < wanted:
            block = dice.random() < _FLATS and wanted - sum(doors) > _FEWEST_FLATS
            doors.append(
                min(dice.randint(_FEWEST_FLATS, _MOST_FLATS), wanted - sum(doors)) if block else 1
            )
        number = 1 + side
        for position, homes in enumerate(doors):
            along = _ENDS + room * (position + 0.5) / len(doors)
            at = _beside(street, along, _DOOR if side == 0 else -_DOOR)
            if homes > 1:
                yield from self._flats(street, at, homes, number, postcodes.next(), names)
            elif street.is_main and dice.random() < _SHOP:
                yield self._shop(street, at, number, postcodes.next())
            else:
                yield self._home(street, at, number, postcodes.next(), names)
            number += 2

    def _home(
        self, street: StreetPlan, at: Point, number: int, postcode: str, names: str
    ) -> PropertyPlan:
        dice = self.dice
        chance = dice.random()
        name = Name("")
        if chance < _NAMED:
            name = Name(dice.choice(self.words["house_names"][names]).upper())
        (code,) = dice.choices([c for c, _ in _HOMES], [w for _, w in _HOMES])
        return PropertyPlan(
            next(self.next_uprn),
            street,
            at,
            code,
            postcode,
            number=None if chance < _NAMED_ALONE else number,
            suffix=dice.choice("AB") if chance > 1 - _LETTERED else "",
            building=name,
        )

    def _shop(self, street: StreetPlan, at: Point, number: int, postcode: str) -> PropertyPlan:
        dice = self.dice
        return PropertyPlan(
            next(self.next_uprn),
            street,
            at,
            dice.choice(("CR08", "CR08", "CR08", "CR07", "CO01")),
            postcode,
            number=number,
            end_number=number + 2 if dice.random() < _DOUBLE else None,
            organisation=dice.choice(self.words["shops"]).upper(),
        )

    def _flats(  # noqa: PLR0917 - private, in the order of its one caller
        self, street: StreetPlan, at: Point, homes: int, number: int, postcode: str, names: str
    ) -> Iterator[PropertyPlan]:
        """Build a block: a shell, which counts as one, and the flats in it."""
        dice = self.dice
        shell = next(self.next_uprn)
        building = Name(dice.choice(self.words["blocks"][names]).upper())
        if dice.random() < _UNNAMED_BLOCK:
            building = Name("")
        yield PropertyPlan(
            shell, street, at, "PP", postcode, number=number, building=building, is_postal=False
        )
        for flat in range(1, homes):
            yield PropertyPlan(
                next(self.next_uprn),
                street,
                (round(at[0] + flat % 4 * 1.5, 2), round(at[1] + flat // 4 * 1.5, 2)),
                "RD06",
                postcode,
                number=number,
                building=building,
                unit=Name(f"FLAT {flat}", f"FFLAT {flat}"),
                parent_uprn=shell,
            )

    def public_place(
        self, street: StreetPlan, kind: PublicPlaceSettings, postcode: str
    ) -> PropertyPlan:
        """Build a school, a park or another public place behind the houses of a street."""
        ward = street.ward
        place, town = ward.settings.place, ward.council.town
        first = street.name.en.rsplit(" ", 1)[0]
        first_cy = street.name.cy.split(" ", 1)[-1] if street.name.cy else first
        name = Name(
            kind.name.en.format(place=place.en, town=town.en, first=first),
            kind.name.cy.format(
                place=place.cy or place.en, town=town.cy or town.en, first=first_cy
            ),
        )
        along = length(street.start, street.end) * self.dice.uniform(0.25, 0.75)
        is_named_business = kind.classification_code.startswith(("CE", "CM", "CL", "CO"))
        return PropertyPlan(
            next(self.next_uprn),
            street,
            _beside(street, along, self.dice.choice((-44.0, 44.0))),
            kind.classification_code,
            postcode,
            building=name,
            organisation=name.en if is_named_business else "",
            is_postal=is_named_business,
        )


def _beside(street: StreetPlan, along: float, away: float) -> Point:
    """Return the point so far along a street and so far to its left."""
    (x1, y1), (x2, y2) = street.start, street.end
    whole = length(street.start, street.end)
    east, north = (x2 - x1) / whole, (y2 - y1) / whole
    return round(x1 + east * along - north * away, 2), round(y1 + north * along + east * away, 2)
