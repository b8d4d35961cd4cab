from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from moothall.councils.actions import replace_bank_holidays
from moothall.councils.calendar import NeverOpen, WorkingCalendar
from moothall.kernel import short_memory

NINE_TO_FIVE = (time(9), time(17))
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), NINE_TO_FIVE)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def calendar():
    return WorkingCalendar(
        week=WEEK, holidays=frozenset({date(2026, 12, 25), date(2026, 12, 28)}), zone=LONDON
    )


def test_hours_are_counted_within_a_day(calendar):
    start = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)

    assert calendar.add_hours(start, 4) == datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


def test_hours_go_on_the_next_morning(calendar):
    start = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)

    assert calendar.add_hours(start, 4) == datetime(2026, 11, 19, 11, 0, tzinfo=UTC)


def test_a_promise_may_end_exactly_at_closing_time(calendar):
    start = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)

    assert calendar.add_hours(start, 8) == datetime(2026, 11, 18, 17, 0, tzinfo=UTC)


def test_weekends_and_bank_holidays_do_not_count(calendar):
    start = datetime(2026, 12, 24, 16, 0, tzinfo=UTC)

    assert calendar.add_hours(start, 2) == datetime(2026, 12, 29, 10, 0, tzinfo=UTC)


def test_what_comes_at_night_starts_in_the_morning(calendar):
    start = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)

    assert calendar.add_hours(start, 1) == datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def test_hours_are_local_when_the_clocks_change(calendar):
    """On Friday it is nine in London at eight UTC, on Monday at nine."""
    start = datetime(2026, 10, 23, 15, 0, tzinfo=UTC)

    assert calendar.add_hours(start, 2) == datetime(2026, 10, 26, 10, 0, tzinfo=UTC)


def test_time_between_two_moments_counts_open_hours(calendar):
    start = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)
    end = datetime(2026, 11, 19, 10, 30, tzinfo=UTC)

    assert calendar.hours_between(start, end) == timedelta(hours=2, minutes=30)
    assert calendar.hours_between(end, start) == timedelta(0)


def test_working_days_leave_the_first_day_out(calendar):
    assert calendar.add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert calendar.add_working_days(date(2026, 12, 24), 0) == date(2026, 12, 24)


def test_a_council_that_never_opens_is_an_error():
    never = WorkingCalendar(week={}, holidays=frozenset(), zone=LONDON)

    with pytest.raises(NeverOpen):
        never.add_hours(datetime(2026, 11, 18, tzinfo=UTC), 1)


def test_each_nation_keeps_its_own_holidays(northvale, southmere):
    replace_bank_holidays(
        {
            "england-and-wales": {date(2026, 8, 31): "Summer bank holiday"},
            "scotland": {date(2026, 8, 3): "Summer bank holiday"},
        }
    )
    short_memory.forget_all()

    for council in (northvale, southmere):
        calendar = WorkingCalendar.for_council(council.id)
        assert not calendar.is_working_day(date(2026, 8, 31))
        assert calendar.is_working_day(date(2026, 8, 3))
