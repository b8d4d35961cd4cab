"""Addresses, streets and areas as frozen rows: what pages and other apps are given to read."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class AddressRow:
    """An address as it is shown; `distance` in metres where it was asked for."""

    uprn: int
    parent_uprn: int | None
    usrn: int | None
    custodian_code: int | None
    classification_code: str
    is_offered: bool
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
    easting: float
    northing: float
    latitude: float
    longitude: float
    distance: float | None = None

    def line_in(self, language: str) -> str:
        """Return the whole address in the language, or in English where it has no other."""
        return (self.line_cy if language == "cy" else "") or self.line

    def street_in(self, language: str) -> str:
        """Return the name of its street in the language."""
        return (self.street_cy if language == "cy" else "") or self.street


@dataclass(frozen=True)
class StreetRow:
    """A street as it is shown; its ends are (latitude, longitude), where they are known."""

    usrn: int
    authority_code: int | None
    name: str
    name_cy: str
    locality: str
    locality_cy: str
    town: str
    town_cy: str
    start: tuple[float, float] | None
    end: tuple[float, float] | None
    distance: float | None = None

    def name_in(self, language: str) -> str:
        """Return its name in the language, or in English where it has no other."""
        return (self.name_cy if language == "cy" else "") or self.name


@dataclass(frozen=True)
class AreaRow:
    """An area for as long as it was valid; `valid_to` is the first day it no longer was."""

    id: int
    kind: str
    gss_code: str
    name: str
    name_cy: str
    council_gss_code: str
    valid_from: date
    valid_to: date | None

    def name_in(self, language: str) -> str:
        """Return its name in the language, or in English where it has no other."""
        return (self.name_cy if language == "cy" else "") or self.name

    def is_valid(self, on: date) -> bool:
        """Tell whether it was valid on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


ADDRESS_COLUMNS = tuple(name for name in AddressRow.__dataclass_fields__ if name != "distance")


def natural(text: str) -> tuple[Any, ...]:
    """Return a key by which "Flat 2" comes before "Flat 10"."""
    pieces: list[tuple[int, Any]] = []
    for word in text.casefold().split():
        digits = ""
        while word[len(digits) : len(digits) + 1].isdecimal():
            digits = word[: len(digits) + 1]
        pieces.append((0, int(digits)) if digits else (1, word))
        if digits and digits != word:
            pieces.append((1, word[len(digits) :]))
    return tuple(pieces)


def in_street_order(row: AddressRow) -> tuple[Any, ...]:
    """Return a key that puts addresses in the order in which one would walk past them."""
    return (
        row.street,
        row.locality,
        row.number == "",
        natural(row.number),
        natural(row.building),
        natural(row.unit),
        row.uprn,
    )
