"""One address put together from its parts: as a line to show and as keys to search by."""

from functools import lru_cache
from typing import NamedTuple

from moothall.places.address_text import (
    postcode_key,
    search_key,
    title_case,
    written_postcode,
)

_LONGEST_NUMBER = 9
#: Words before a number that belong to it: "Flat 2", where "The Annexe, 2" keeps its comma.
_COUNTED = frozenset(
    {
        "apartment", "bay", "block", "caravan", "floor", "fflat", "flat", "kiosk", "maisonette",
        "office", "pitch", "plot", "room", "shop", "stall", "studio", "suite", "unit", "uned",
    }
)  # fmt: skip


class AddressParts(NamedTuple):
    """The parts of one address as the supplier gives them, before they are put together."""

    organisation: str = ""
    unit: str = ""
    unit_cy: str = ""
    building: str = ""
    building_cy: str = ""
    number: str = ""
    street: str = ""
    street_cy: str = ""
    locality: str = ""
    locality_cy: str = ""
    town: str = ""
    town_cy: str = ""
    postcode: str = ""

    @property
    def has_welsh(self) -> bool:
        """Tell whether any part of the address is different in Welsh."""
        return bool(
            self.unit_cy or self.building_cy or self.street_cy or self.locality_cy or self.town_cy
        )


class Composed(NamedTuple):
    """An address put together: the text columns of its row."""

    line: str
    line_cy: str
    organisation: str
    unit: str
    building: str
    number: str
    street: str
    street_cy: str
    locality: str
    town: str
    postcode: str
    postcode_key: str
    house_number: int | None
    number_key: str
    unit_key: str
    search_key: str
    words: str


def numbered(start: str, start_suffix: str, end: str, end_suffix: str) -> str:
    """Return a number or range of numbers as it stands on a door: 12A, 12-14."""
    if not start:
        return ""
    first = start + start_suffix
    return f"{first}-{end}{end_suffix}" if end else first


def unit_of(text: str, number: str) -> str:
    """Return what stands on an inner door, from its text and its number."""
    if text and number:
        last_word = text.rsplit(" ", 1)[-1].lower()
        return f"{text} {number}" if last_word in _COUNTED else f"{text}, {number}"
    return text or number


def compose(parts: AddressParts) -> Composed:
    """Put an address together in both languages and make its search keys."""
    postcode = written_postcode(parts.postcode)
    organisation = title_case(parts.organisation)
    unit, building, number = title_case(parts.unit), title_case(parts.building), parts.number
    place = _place(parts.street, parts.locality, parts.town)
    name = organisation if organisation.casefold() != building.casefold() else ""
    line = _line(name, unit, building, number, place, postcode)
    line_cy, words_cy = "", ""
    if parts.has_welsh:
        place_cy = _place(
            parts.street_cy or parts.street,
            parts.locality_cy or parts.locality,
            parts.town_cy or parts.town,
        )
        unit_cy = title_case(parts.unit_cy) or unit
        building_cy = title_case(parts.building_cy) or building
        line_cy = _line(name, unit_cy, building_cy, number, place_cy, postcode)
        words_cy = f"{place_cy.key} {search_key(parts.unit_cy)} {search_key(parts.building_cy)}"
    number_key = search_key(number) if number else ""
    unit_key, building_key = search_key(unit), search_key(building)
    organisation_key = search_key(organisation)
    # Of a range of numbers the first one is typed: 12 for the house that calls itself 12-14
    first = number_key.split(" ", 1)[0] or building_key or unit_key or organisation_key
    key = postcode_key(postcode)
    words = f"{number_key} {unit_key} {building_key} {place.key} {organisation_key} {words_cy}"
    return Composed(
        line=line,
        line_cy=line_cy,
        organisation=organisation,
        unit=unit,
        building=building,
        number=number,
        street=place.street,
        street_cy=title_case(parts.street_cy),
        locality=place.locality,
        town=place.town,
        postcode=postcode,
        postcode_key=key,
        house_number=_house_number(number),
        number_key=number_key,
        unit_key=unit_key,
        search_key=f"{first} {place.key}".strip(),
        words=_once(words, key),
    )


class _Place(NamedTuple):
    """The end of an address, which it shares with its neighbours."""

    street: str
    locality: str
    town: str
    end: str
    key: str


@lru_cache(maxsize=20_000)
def _place(street: str, locality: str, town: str) -> _Place:
    street, locality, town = title_case(street), title_case(locality), title_case(town)
    end = ", ".join([part for part in (locality if locality != town else "", town) if part])
    key = " ".join(f"{search_key(street)} {search_key(locality)} {search_key(town)}".split())
    return _Place(street, locality, town, end, key)


def _line(  # noqa: PLR0917 - the parts of an address have one natural order
    organisation: str, unit: str, building: str, number: str, place: _Place, postcode: str
) -> str:
    on_street = f"{number} {place.street}" if number and place.street else number or place.street
    pieces = (organisation, unit, building, on_street, place.end, postcode)
    return ", ".join([piece for piece in pieces if piece])


def _house_number(number: str) -> int | None:
    digits = ""
    for character in number:
        if not character.isdecimal():
            break
        digits += character
    return int(digits) if 0 < len(digits) <= _LONGEST_NUMBER else None


def _once(words: str, postcode: str) -> str:
    """Return every word by which the address may be found, each once, its postcode also in half."""
    if postcode:
        lower = postcode.lower()
        words = f"{words} {lower[:-3]} {lower[-3:]} {lower}"
    return " ".join(dict.fromkeys(words.split()))
