"""A stay costs what somebody would count who looks at the clock on the wall each minute."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from moothall.verticals.parking.errors import StayTooLong
from moothall.verticals.parking.tariff import (
    DAY_MINUTES,
    Band,
    Bands,
    Calendar,
    Steps,
    Tariff,
    Window,
    is_charging,
    price,
)
from moothall.verticals.parking.tariff_rules import TariffWrong, read_tariff

LONDON = ZoneInfo("Europe/London")
#: The nights in which the clock is put forward and back, an ordinary day, and a bank holiday.
FORWARD, BACK = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)
BEGINNINGS = (
    FORWARD,
    BACK,
    datetime(2026, 11, 18, 6, tzinfo=UTC),
    datetime(2026, 12, 24, tzinfo=UTC),
)
CALENDAR = Calendar(LONDON, frozenset({date(2026, 12, 25)}))
MINUTE = timedelta(minutes=1)


def counted(tariff, begins, ends, *, free_minutes):
    """Count minute by minute, as a stranger to all sums would."""
    tally, charged, at = Counter(), 0, begins
    while at < ends:
        wall = at.astimezone(LONDON)
        minute, weekday = wall.hour * 60 + wall.minute, wall.weekday()
        is_holiday = wall.date() in CALENDAR.holidays
        if is_holiday and tariff.bank_holidays == "sunday":
            weekday = 6
        if not (is_holiday and tariff.bank_holidays == "free"):
            for number, window in enumerate(tariff.windows):
                if weekday in window.days and window.begins <= minute < window.ends:
                    charged += 1
                    if charged > free_minutes:
                        tally[wall.date(), number] += 1
        at += MINUTE
    days = Counter()
    for (day, number), minutes in tally.items():
        days[day] += tariff.windows[number].price.cost(minutes)
    most = tariff.day_max_pence
    return sum(one if most is None else min(one, most) for one in days.values()), charged


prices = some.one_of(
    some.builds(Steps, some.integers(1, 90), some.integers(1, 300)),
    some.lists(some.integers(0, 500), min_size=1, max_size=4).map(
        lambda pence: Bands(
            tuple(
                Band(amount, None if i == len(pence) - 1 else 45 * (i + 1))
                for i, amount in enumerate(sorted(pence))
            )
        )
    ),
)
days = some.frozensets(some.integers(0, 6), min_size=1)


@some.composite
def windows(draw):
    cuts = sorted(draw(some.sets(some.integers(0, DAY_MINUTES), min_size=2, max_size=6)))
    return tuple(
        Window(days=draw(days), begins=begins, ends=ends, price=draw(prices))
        for begins, ends in zip(cuts[::2], cuts[1::2], strict=False)
    )


tariffs = some.builds(
    Tariff,
    windows=windows(),
    day_max_pence=some.none() | some.integers(1, 1_500),
    bank_holidays=some.sampled_from(["charged", "free", "sunday"]),
)


@given(
    tariff=tariffs,
    begins=some.sampled_from(BEGINNINGS),
    after=some.integers(0, 20 * 60),
    length=some.integers(1, 30 * 60),
    free=some.integers(0, 120),
)
def test_a_price_is_what_is_counted_minute_by_minute(tariff, begins, after, length, free):
    start = begins + after * MINUTE
    end = start + length * MINUTE

    found = price(tariff, start, end, calendar=CALENDAR, free_minutes=free)

    assert (found.pence, found.charged_minutes) == counted(tariff, start, end, free_minutes=free)
    assert is_charging(tariff, start, calendar=CALENDAR) == bool(
        counted(tariff, start, start + MINUTE, free_minutes=0)[1]
    )


@given(tariff=tariffs, length=some.integers(1, 1_500), more=some.integers(1, 600))
def test_a_longer_stay_never_costs_less(tariff, length, more):
    end = BACK + length * MINUTE

    shorter = price(tariff, BACK, end, calendar=CALENDAR, free_minutes=10)
    longer = price(tariff, BACK, end + more * MINUTE, calendar=CALENDAR, free_minutes=10)

    assert longer.pence >= shorter.pence


ALL_DAY = Tariff(
    windows=(Window(days=frozenset(range(7)), begins=0, ends=1440, price=Steps(1, 1)),)
)


def night(day, clock, minutes, tariff=ALL_DAY):
    begins = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON).astimezone(UTC)
    end = begins + timedelta(minutes=minutes)
    return price(tariff, begins, end, calendar=CALENDAR, free_minutes=0)


def test_the_hour_that_is_left_out_is_not_charged_and_the_one_that_comes_twice_is_twice():
    at_one = Tariff(
        windows=(Window(days=frozenset(range(7)), begins=60, ends=120, price=Steps(1, 1)),)
    )

    assert night("2026-03-29", "00:30", 120, at_one).pence == 0
    assert night("2026-10-25", "00:30", 180, at_one).pence == 120
    assert night("2026-11-18", "00:30", 120, at_one).pence == 60
    assert night("2026-03-29", "00:00", 24 * 60).charged_minutes == 24 * 60


def test_each_day_has_its_own_maximum_and_its_own_bands():
    tariff = Tariff(
        windows=(
            Window(
                days=frozenset(range(7)), begins=0, ends=1440,
                price=Bands((Band(100, 60), Band(500, None))),
            ),
        ),
        day_max_pence=400,
    )  # fmt: skip

    assert night("2026-11-18", "23:30", 60, tariff).pence == 200  # half an hour on each day
    assert night("2026-11-18", "22:00", 240, tariff).pence == 800  # both days at their most


def test_a_longest_stay_counts_charged_minutes_alone():
    tariff = Tariff(
        windows=(Window(days=frozenset(range(7)), begins=480, ends=1080, price=Steps(60, 100)),),
        max_stay_minutes=120,
    )

    assert night("2026-11-18", "07:00", 180, tariff).pence == 200
    with pytest.raises(StayTooLong):
        night("2026-11-18", "07:00", 181, tariff)


MONDAY = {"days": ["mon"], "begins": "08:00", "ends": "12:00", "bands": [{"pence": 1}]}
FALLING = {
    **MONDAY,
    "bands": [{"up_to_minutes": 60, "pence": 9}, {"up_to_minutes": 90, "pence": 5}],
}
SHORT = {**MONDAY, "bands": [{"up_to_minutes": 60, "pence": 100}]}


@pytest.mark.parametrize(
    ("charges", "most"),
    [
        ([{**MONDAY, "begins": "18:00"}], None),
        ([{**MONDAY, "ends": "24:30"}], None),
        ([MONDAY, MONDAY], None),
        ([FALLING], 60),
        ([SHORT], 90),
        ([SHORT], None),
        ([{**MONDAY, "bands": [{"pence": 1}, {"pence": 2}]}], None),
    ],
)
def test_a_tariff_that_cannot_be_charged_is_refused(charges, most):
    with pytest.raises(TariffWrong):
        read_tariff({"charges": charges, "max_stay_minutes": most})
