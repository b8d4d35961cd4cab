"""Times follow each other without a gap, at year's end, on leap days and on the 31st."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.payments.subscriptions.pricing import parts_of
from moothall.payments.subscriptions.terms import (
    Term,
    boundary,
    first_term,
    next_term,
    to_give_back,
    to_pay,
)
from moothall.payments.subscriptions.workflow import Share

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def year(day):
    return first_term(day, period_months=12, season_starts="")[1]


@pytest.mark.parametrize(
    ("first", "last", "next_last"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), date(2027, 12, 31)),
        (date(2025, 12, 31), date(2026, 12, 30), date(2027, 12, 30)),
        (date(2027, 3, 1), date(2028, 2, 29), date(2029, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 27), date(2029, 2, 27)),
    ],
)
def test_a_year_ends_the_day_before_its_own_day_or_with_the_month(first, last, next_last):
    assert year(first).last == last
    assert next_term(first, last, period_months=12).last == next_last


def test_who_joined_on_a_leap_day_has_it_again_when_there_is_one():
    anchor, term = first_term(date(2028, 2, 29), period_months=12, season_starts="")
    for _ in range(4):
        term = next_term(anchor, term.last, period_months=12)

    assert (term.first, term.last) == (date(2032, 2, 29), date(2033, 2, 28))


def test_months_from_the_31st_begin_on_the_first_where_there_is_none():
    begins = [boundary(date(2027, 1, 31), months) for months in range(5)]

    assert begins == [
        date(2027, 1, 31), date(2027, 3, 1), date(2027, 3, 31), date(2027, 5, 1), date(2027, 5, 31),
    ]  # fmt: skip


def test_a_season_has_begun_already():
    anchor, term = first_term(date(2026, 11, 18), period_months=12, season_starts="04-01")
    assert (anchor, term) == (date(2026, 4, 1), Term(date(2026, 4, 1), date(2027, 3, 31)))
    _, before = first_term(date(2026, 3, 31), period_months=12, season_starts="04-01")
    assert before == Term(date(2025, 4, 1), date(2026, 3, 31))
    _, on_it = first_term(date(2026, 4, 1), period_months=12, season_starts="04-01")
    assert on_it.first == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("day", "rule", "pays"),
    [
        (date(2026, 4, 1), Share.MONTHS, 6_000),
        (date(2026, 4, 30), Share.MONTHS, 6_000),
        (date(2026, 5, 1), Share.MONTHS, 5_500),
        (date(2027, 3, 31), Share.MONTHS, 500),
        (date(2027, 3, 31), Share.DAYS, 16),
        (date(2026, 10, 1), Share.DAYS, 2_992),
        (date(2027, 3, 31), Share.NONE, 6_000),
    ],
)
def test_who_joins_in_the_middle_pays_what_is_left(day, rule, pays):
    assert to_pay(6_000, Term(date(2026, 4, 1), date(2027, 3, 31)), day, rule) == pays


@pytest.mark.parametrize(
    ("day", "rule", "back"),
    [
        (date(2026, 3, 31), Share.NONE, 6_000),  # it has not begun
        (date(2026, 4, 1), Share.NONE, 0),
        (date(2026, 4, 1), Share.MONTHS, 5_500),
        (date(2027, 3, 1), Share.MONTHS, 0),
        (date(2026, 4, 1), Share.DAYS, 5_983),
        (date(2027, 3, 31), Share.DAYS, 0),
        (date(2027, 4, 1), Share.MONTHS, 0),
    ],
)
def test_who_stops_in_the_middle_is_given_back_what_is_not_begun(day, rule, back):
    assert to_give_back(6_000, Term(date(2026, 4, 1), date(2027, 3, 31)), day, rule) == back


@given(DAYS, st.integers(1, 24), st.integers(1, 12))
def test_times_follow_each_other_without_a_gap_and_are_never_short(day, months, count):
    anchor, term = first_term(day, period_months=months, season_starts="")
    assert term.first == day
    for number in range(1, count):
        after = next_term(anchor, term.last, period_months=months)
        assert after.first == term.last + timedelta(days=1)
        assert after.last + timedelta(days=1) == boundary(anchor, months * (number + 1))
        term = after


@given(DAYS, st.integers(0, 400), st.integers(0, 100_000), st.sampled_from(list(Share)))
def test_nobody_is_given_back_more_than_they_paid(day, later, pence, rule):
    term = year(day)
    stopped = day + timedelta(days=later)

    back = to_give_back(pence, term, stopped, rule)

    assert 0 <= back <= to_pay(pence, term, day, rule) == pence
    assert to_pay(pence, term, stopped, rule) >= to_give_back(pence, term, stopped, rule)


@given(st.integers(0, 1_000_000), st.integers(1, 24))
def test_parts_are_the_whole(pence, count):
    parts = parts_of(pence, count)

    assert (sum(parts), len(parts)) == (pence, count)
    assert min(parts) >= 0
    assert parts[0] - parts[-1] < count
