"""
What a thing costs: a table of prices, read from the top for each one that somebody wants.

The first row that fits says what this one costs. A row may ask for the how manieth it is, how many
are wanted in all, a span of days, a group of properties and a concession; one that asks for nothing
fits always. A table in which nothing fits sells nothing: the payer is told that it is not for sale.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from moothall.kernel.errors import MoothallError

_MOST_AT_ONCE = 1000


class NotForSale(MoothallError):
    """No price of the table fits what is wanted."""


@dataclass(frozen=True, kw_only=True)
class PriceRow:
    """One row of a table of prices: what it asks for, and the price of one."""

    pence: int
    from_nth: int = 1
    from_quantity: int = 1
    from_on: date | None = None
    until_on: date | None = None
    properties: str = ""
    concession: str = ""

    def fits(self, nth: int, wanted: "Wanted", groups: Collection[str]) -> bool:
        """Tell whether the row is for the nth of what is wanted."""
        return (
            nth >= self.from_nth
            and wanted.quantity >= self.from_quantity
            and (self.from_on is None or wanted.on >= self.from_on)
            and (self.until_on is None or wanted.on <= self.until_on)
            and (not self.properties or self.properties in groups)
            and (not self.concession or self.concession == wanted.concession)
        )


@dataclass(frozen=True, kw_only=True)
class PropertyGroup:
    """Properties of one price: by the beginning of a postcode, by ward or by UPRN."""

    key: str
    name: Mapping[str, str]
    postcodes: Sequence[str] = ()
    wards: Sequence[str] = ()
    uprns: Sequence[int] = ()

    def holds(self, wanted: "Wanted") -> bool:
        """Tell whether what is known of a property puts it here."""
        postcode = _plain(wanted.postcode)
        return (
            (bool(postcode) and any(postcode.startswith(_plain(one)) for one in self.postcodes))
            or (bool(wanted.ward) and wanted.ward in self.wards)
            or (wanted.uprn is not None and wanted.uprn in self.uprns)
        )


@dataclass(frozen=True, kw_only=True)
class Concession:
    """A lower price for some people, in words by which they know themselves."""

    key: str
    name: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants to buy, and what is known of them for its price."""

    on: date
    quantity: int = 1
    concession: str = ""
    postcode: str = ""
    ward: str = ""
    uprn: int | None = None


@dataclass(frozen=True, kw_only=True)
class Example:
    """A purchase and the price that must come out; nothing where it must not be for sale."""

    wanted: Wanted
    pence: int | None


@dataclass(frozen=True, kw_only=True)
class FeeRules:
    """A table of prices with what its rows speak of, and how many one person may buy at once."""

    prices: Sequence[PriceRow]
    properties: Sequence[PropertyGroup] = ()
    concessions: Sequence[Concession] = ()
    most: int = 1
    unit: Mapping[str, str] = field(default_factory=dict)

    def price(self, wanted: Wanted) -> int:
        """
        Return what it costs altogether, in pence.

        :raises NotForSale: if no row fits, or more is wanted than one person may buy
        """
        return sum(self.price_of_each(wanted))

    def price_of_each(self, wanted: Wanted) -> Sequence[int]:
        """Return what each one costs; raises as `price` does."""
        if not 1 <= wanted.quantity <= self.most:
            raise NotForSale("Nobody may buy so many at once.")
        groups = [group.key for group in self.properties if group.holds(wanted)]
        return [self._one(nth, wanted, groups) for nth in range(1, wanted.quantity + 1)]

    @property
    def asks_property(self) -> bool:
        """Tell whether the price differs by where somebody lives."""
        return any(row.properties for row in self.prices)

    @property
    def asks_concession(self) -> bool:
        """Tell whether the price differs by who somebody is."""
        return any(row.concession for row in self.prices)

    def problem(self) -> str:
        """Return why nobody can use these rules, for whoever wrote them, or nothing."""
        if not self.prices:
            return "there is no price"
        if not 1 <= self.most <= _MOST_AT_ONCE:
            return f"between 1 and {_MOST_AT_ONCE} can be bought at once"
        known = {group.key for group in self.properties}
        offered = {one.key for one in self.concessions}
        for number, row in enumerate(self.prices, start=1):
            if row.pence < 0:
                return f"price {number} is below nothing"
            if row.properties and row.properties not in known:
                return f"price {number} names the properties {row.properties}, which are not listed"
            if row.concession and row.concession not in offered:
                return f"price {number} names the concession {row.concession}, which is not listed"
        return ""

    def failures(self, examples: Sequence[Example]) -> Sequence[tuple[int, int | None]]:
        """Return which examples, by their place from 1, come out otherwise, and as what."""
        came = [(at, self._priced(one.wanted)) for at, one in enumerate(examples, start=1)]
        return [
            (at, pence)
            for (at, pence), one in zip(came, examples, strict=True)
            if pence != one.pence
        ]

    def _priced(self, wanted: Wanted) -> int | None:
        try:
            return self.price(wanted)
        except NotForSale:
            return None

    def _one(self, nth: int, wanted: Wanted, groups: Collection[str]) -> int:
        for row in self.prices:
            if row.fits(nth, wanted, groups):
                return row.pence
        raise NotForSale("No price fits.")


def rules_from_json(data: Mapping[str, Any]) -> FeeRules:
    """
    Return rules as they are stored, or written in a council's file.

    :raises ValueError: if they cannot be read
    """
    try:
        return FeeRules(
            prices=tuple(_price_row(row) for row in data["prices"]),
            properties=tuple(PropertyGroup(**one) for one in data.get("properties", ())),
            concessions=tuple(Concession(**one) for one in data.get("concessions", ())),
            most=data.get("most", 1),
            unit=data.get("unit", {}),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"these fee rules cannot be read: {error}") from error


def rules_as_json(rules: FeeRules) -> dict[str, Any]:
    """Return rules as they are stored; what a row does not ask for is left out."""
    told: dict[str, Any] = json.loads(json.dumps(asdict(rules), default=str))
    told["prices"] = [_without_defaults(row) for row in rules.prices]
    return told


def example_from_json(data: Mapping[str, Any]) -> Example:
    """
    Return an example as it is stored, or written in a council's file.

    :raises ValueError: if it cannot be read
    """
    given = dict(data)
    pence = given.pop("pence", None)
    try:
        return Example(wanted=Wanted(on=_day(given.pop("day")), **given), pence=pence)
    except (KeyError, TypeError) as error:
        raise ValueError(f"this example cannot be read: {error}") from error


def example_as_json(example: Example) -> dict[str, Any]:
    """Return an example as it is stored."""
    told = asdict(example.wanted)
    return {"day": told.pop("on").isoformat(), **told, "pence": example.pence}


def _price_row(row: Mapping[str, Any]) -> PriceRow:
    days = {name: _day(row[name]) for name in ("from_on", "until_on") if row.get(name)}
    return PriceRow(**{**row, **days})


def _without_defaults(row: PriceRow) -> dict[str, Any]:
    told = asdict(row)
    plain = asdict(PriceRow(pence=-1))
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in told.items()
        if value != plain[name]
    }


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()
