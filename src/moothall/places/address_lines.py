"""One address put together from its parts: as a line to show and as keys to search by."""

from typing import NamedTuple

from moothall.places.address_text import (
    postcode_key,
    search_key,
    title_case,
    written_postcode,
)

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
    unit, building = title_case(parts.unit), title_case(parts.building)
    street, street_cy = title_case(parts.street), title_case(parts.street_cy)
    locality, town = title_case(parts.locality), title_case(parts.town)
    number = parts.number
    line = _line(organisation, unit, building, number, street, locality, town, postcode)
    line_cy = ""
    if parts.has_welsh:
        line_cy = _line(
            organisation,
            title_case(parts.unit_cy) or unit,
            title_case(parts.building_cy) or building,
            number,
            street_cy or street,
            title_case(parts.locality_cy) or locality,
            title_case(parts.town_cy) or town,
            postcode,
        )
    number_key = search_key(number) if number else ""
    first = number_key or search_key(building) or search_key(unit) or search_key(organisation)
    key = postcode_key(postcode)
    place = f"{search_key(street)} {search_key(locality)} {search_key(town)}"
    return Composed(
        line=line,
        line_cy=line_cy,
        organisation=organisation,
        unit=unit,
        building=building,
        number=number,
        street=street,
        street_cy=street_cy,
        locality=locality,
        town=town,
        postcode=postcode,
        postcode_key=key,
        house_number=_house_number(number),
        number_key=number_key,
        unit_key=search_key(unit),
        search_key=" ".join(f"{first} {place}".split()),
        words=_words(parts, first, place, key),
    )


def _line(  # noqa: PLR0917 - the parts of an address have one natural order
    organisation: str,
    unit: str,
    building: str,
    number: str,
    street: str,
    locality: str,
    town: str,
    postcode: str,
) -> str:
    if organisation.casefold() == building.casefold():
        organisation = ""
    if locality == town:
        locality = ""
    on_street = f"{number} {street}".strip()
    pieces = (organisation, unit, building, on_street, locality, town, postcode)
    return ", ".join([piece for piece in pieces if piece])


def _house_number(number: str) -> int | None:
    digits = ""
    for character in number:
        if not character.isdigit():
            break
        digits += character
    return int(digits) if 0 < len(digits) <= 9 else None


def _words(parts: AddressParts, first: str, place: str, postcode: str) -> str:
    """Return every word by which the address may be found, each once."""
    rest = (
        parts.unit, parts.building, parts.organisation, parts.unit_cy, parts.building_cy,
        parts.street_cy, parts.locality_cy, parts.town_cy,
    )  # fmt: skip
    words = dict.fromkeys(f"{first} {place}".split())
    for text in rest:
        if text:
            words.update(dict.fromkeys(search_key(text).split()))
    if postcode:
        lower = postcode.lower()
        words.update(dict.fromkeys((lower[:-3], lower[-3:], lower)))
    words.pop("", None)
    return " ".join(words)
