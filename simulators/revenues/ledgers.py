"""What is charged and paid: every balance is the sum of an account's own lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from simulators.revenues.references import Kind

INSTALMENTS = 10
YEAR_BEGINS, YEAR_BEGINS_ON = 4, 1
BILLED_IN, BILLED_ON = 3, 14
YEARS_KEPT = 3
WEEKS_KEPT = 26
BANDS = {"A": 6, "B": 7, "C": 8, "D": 9, "E": 11, "F": 13, "G": 15, "H": 18}
"""In ninths of band D, as the law has them."""
BAND_D_PENCE = 198_634


@dataclass(frozen=True)
class Terms:
    """What decides an account's figures, beside chance."""

    kind: Kind
    status: str
    opened_on: date
    in_arrears: bool
    today: date


@dataclass(frozen=True)
class Line:
    """A charge (positive) or a payment or reduction (negative)."""

    on: date
    text: str
    pence: int


@dataclass(frozen=True)
class Instalment:
    """A part of this year's bill, the day it is due, and what came in for it."""

    due_on: date
    pence: int
    paid_pence: int


@dataclass(frozen=True)
class Bill:
    """What was asked for at once, on paper."""

    id: str
    issued_on: date
    pence: int
    period: str


@dataclass(frozen=True)
class Books:
    """All figures of one account."""

    lines: tuple[Line, ...] = ()
    instalments: tuple[Instalment, ...] = ()
    bills: tuple[Bill, ...] = ()
    award_pence: int = 0
    award_on: date | None = None
    ends_on: date | None = None

    @property
    def balance(self) -> int:
        """What is owed: the sum of the lines; below nothing if too much was paid."""
        return sum(line.pence for line in self.lines)

    @property
    def charged(self) -> int:
        """The sum of what was charged."""
        return sum(line.pence for line in self.lines if line.pence > 0)

    @property
    def paid(self) -> int:
        """The sum of what was paid or taken off."""
        return -sum(line.pence for line in self.lines if line.pence < 0)

    @property
    def next_due(self) -> Instalment | None:
        """The oldest instalment that is not wholly paid."""
        return next((one for one in self.instalments if one.paid_pence < one.pence), None)


def books_of(terms: Terms, dice: Random) -> Books:
    """Draw the figures of an account."""
    return _MAKERS[terms.kind](terms, dice)


def _yearly(terms: Terms, annual: int, what: str, dice: Random) -> Books:
    """Charge each year in April, and take ten instalments from then until January."""
    lines: list[Line] = []
    bills: list[Bill] = []
    instalments: tuple[Instalment, ...] = ()
    this_year = terms.today.year - (terms.today < date(terms.today.year, YEAR_BEGINS, 1))
    last_year = this_year - 1 if terms.status == "closed" else this_year
    for year in range(max(terms.opened_on.year, this_year - YEARS_KEPT + 1), last_year + 1):
        begins, period = date(year, YEAR_BEGINS, YEAR_BEGINS_ON), f"{year} to {year + 1}"
        charge = annual - (this_year - year) * (annual // 25)
        bills.append(Bill(f"{year}-1", date(year, BILLED_IN, BILLED_ON), charge, period))
        lines.append(Line(begins, f"{what} {period}", charge))
        if terms.status == "exempt":
            lines.append(Line(begins, "Exemption", -charge))
            continue
        late = terms.in_arrears and year == this_year
        parts = _parts(charge, year, terms.today, missed=dice.randint(1, 4) if late else 0)
        lines += [
            Line(part.due_on, "Payment", -part.paid_pence) for part in parts if part.paid_pence
        ]
        if year == this_year:
            instalments = parts
    if terms.status == "closed" and lines:
        refund = annual // 12
        lines.append(Line(date(this_year, YEAR_BEGINS, YEAR_BEGINS_ON), "You moved out", -refund))
        lines.append(Line(date(this_year, YEAR_BEGINS, 21), "Refund sent to you", refund))
    return Books(tuple(lines), instalments, tuple(reversed(bills)))


def _parts(charge: int, year: int, today: date, *, missed: int) -> tuple[Instalment, ...]:
    """Return ten instalments, of those that were due the last ones not paid."""
    part, rest = divmod(charge, INSTALMENTS)
    days = [
        date(year + (YEAR_BEGINS + step > 12), (YEAR_BEGINS + step - 1) % 12 + 1, 1)
        for step in range(INSTALMENTS)
    ]
    paid = max(sum(day <= today for day in days) - missed, 0)
    sums = [part + rest, *[part] * (INSTALMENTS - 1)]
    return tuple(
        Instalment(day, pence, pence if step < paid else 0)
        for step, (day, pence) in enumerate(zip(days, sums, strict=True))
    )


def _council_tax(terms: Terms, dice: Random) -> Books:
    band = dice.choices(tuple(BANDS), (25, 24, 20, 13, 9, 5, 3, 1))[0]
    annual = BAND_D_PENCE * BANDS[band] // 9
    if dice.random() < 0.3:
        annual -= annual // 4
    return _yearly(terms, annual, f"Council tax, band {band},", dice)


def _business_rates(terms: Terms, dice: Random) -> Books:
    rateable_value = dice.randrange(4_000, 90_000, 250)
    return _yearly(terms, rateable_value * 499 // 10, "Business rates", dice)


def _rent(terms: Terms, dice: Random) -> Books:
    weekly = dice.randrange(8_500, 16_500, 5)
    monday = terms.today - timedelta(days=terms.today.weekday())
    missed = dice.randint(2, 9) if terms.in_arrears else 0
    lines: list[Line] = []
    bills: list[Bill] = []
    for week in range(WEEKS_KEPT, -1, -1):
        day = monday - timedelta(weeks=week)
        lines.append(Line(day, "Rent for the week", weekly))
        if week >= missed:
            lines.append(Line(day, "Payment", -weekly))
        if week % 13 == 0:
            bills.append(Bill(day.isoformat(), day, weekly, f"the week from {day:%-d %B %Y}"))
    following = monday + timedelta(weeks=1)
    owed = sum(line.pence for line in lines)
    due = (Instalment(monday, owed, 0),) if owed > 0 else ()
    coming = () if terms.status == "closed" else (Instalment(following, weekly, 0),)
    return Books(tuple(lines), (*due, *coming), tuple(reversed(bills)))


def _benefits(terms: Terms, dice: Random) -> Books:
    lines: list[Line] = []
    bills: tuple[Bill, ...] = ()
    began = terms.today - timedelta(days=200)
    if dice.random() < 0.25 or terms.in_arrears:
        overpaid, back = dice.randrange(8_000, 90_000, 10), dice.randrange(500, 2_000, 10)
        lines.append(Line(began, "Paid too much", overpaid))
        lines += [
            Line(began + timedelta(weeks=4 * step), "Taken from your benefit", -back)
            for step in range(1, 4)
        ]
        bills = (Bill(f"{began:%Y%m%d}", began, overpaid, "a payment that was too high"),)
    else:
        award = dice.randrange(4_000, 12_000, 5)
        bills = (Bill(f"{began:%Y%m%d}", began, award, "your award"),)
    pays = 0 if terms.status == "closed" else dice.randrange(4_000, 12_000, 5)
    day = terms.today + timedelta(days=14 - terms.today.weekday())
    return Books(tuple(lines), (), bills, pays, day if pays else None)


def _parking(terms: Terms, dice: Random) -> Books:
    fee = dice.choice((4_500, 6_000, 9_500))
    bought = terms.today - timedelta(days=dice.randrange(10, 350))
    bill = Bill(f"{bought:%Y%m%d}", bought, fee, "a permit for one year")
    lines = [Line(bought, "Residents’ permit", fee)]
    if not terms.in_arrears:
        lines.append(Line(bought, "Payment", -fee))
    return Books(tuple(lines), (), (bill,), ends_on=bought + timedelta(days=364))


def _library(terms: Terms, dice: Random) -> Books:
    lines = [
        Line(terms.today - timedelta(days=days), "Book kept too long", dice.randrange(25, 400, 25))
        for days in sorted((dice.randrange(1, 300) for _ in range(dice.randrange(4))), reverse=True)
    ]
    if lines and not terms.in_arrears:
        owed = sum(line.pence for line in lines)
        lines.append(Line(terms.today - timedelta(days=1), "Payment", -owed))
    return Books(tuple(lines))


_MAKERS: Mapping[Kind, Callable[[Terms, Random], Books]] = {
    Kind.COUNCIL_TAX: _council_tax,
    Kind.BENEFITS: _benefits,
    Kind.RENT: _rent,
    Kind.BUSINESS_RATES: _business_rates,
    Kind.PARKING: _parking,
    Kind.LIBRARY: _library,
}
