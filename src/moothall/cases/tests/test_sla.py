from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from moothall.cases.sla import Promise, promise_state, start_clock
from moothall.councils.calendar import WorkingCalendar

CALENDAR = WorkingCalendar(
    week={day: (time(9), time(17)) for day in ("mon", "tue", "wed", "thu", "fri")},
    holidays=frozenset({date(2026, 11, 20)}),
    zone=ZoneInfo("Europe/London"),
)


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def clock_from(moment):
    return start_clock(calendar=CALENDAR, at=moment, response_hours=8, resolution_hours=16)


def test_promises_are_counted_in_working_hours_without_holidays():
    clock = clock_from(at(18, 11))  # Wednesday; Friday the 20th is a holiday

    assert clock.response_due_at == at(19, 11)
    assert clock.resolution_due_at == at(23, 11)


def test_what_comes_at_night_starts_in_the_morning():
    assert clock_from(at(17, 22)).response_due_at == at(18, 17)


def test_the_first_answer_makes_the_resolution_due_next():
    clock = clock_from(at(18, 11))

    answered = clock.answer(at(18, 12))

    assert clock.next_due_at == clock.response_due_at
    assert answered.next_due_at == clock.resolution_due_at
    assert answered.answer(at(18, 15)) == answered


def test_the_clock_stands_while_awaiting_the_resident():
    clock = clock_from(at(18, 11)).answer(at(18, 12)).pause(at(18, 13))

    assert clock.next_due_at is None
    assert clock.pause(at(18, 16)) == clock


def test_resuming_moves_the_promise_by_the_working_time_that_passed():
    clock = clock_from(at(18, 11)).answer(at(18, 12)).pause(at(18, 13))

    resumed = clock.resume(at(19, 10), CALENDAR)  # 13 to 17 and 9 to 10: five hours

    assert resumed.resolution_due_at == at(23, 16)
    assert resumed.paused_for == timedelta(hours=5)
    assert resumed.response_due_at == clock.response_due_at


def test_an_answer_that_is_still_owed_moves_too():
    clock = clock_from(at(18, 11)).pause(at(18, 13))

    assert clock.resume(at(18, 15), CALENDAR).response_due_at == at(19, 13)


def test_a_night_and_a_holiday_move_nothing():
    clock = clock_from(at(18, 11)).answer(at(18, 12)).pause(at(19, 17))

    resumed = clock.resume(at(23, 9), CALENDAR)

    assert resumed.resolution_due_at == clock.resolution_due_at


def test_reopening_gives_back_the_time_it_was_closed():
    clock = clock_from(at(18, 11)).answer(at(18, 12)).stop(at(18, 13), CALENDAR)

    reopened = clock.resume(at(18, 15), CALENDAR)

    assert clock.next_due_at is None
    assert reopened.closed_at is None
    assert reopened.next_due_at == at(23, 13)


@pytest.mark.parametrize(
    ("due", "closed", "expected"),
    [
        (at(18, 10), None, Promise.OVERDUE),
        (at(18, 12), None, Promise.DUE_SOON),
        (at(19, 12), None, Promise.ON_TIME),
        (None, None, Promise.PAUSED),
        (None, at(18, 9), Promise.KEPT),
        (None, at(25, 9), Promise.OVERDUE),
    ],
)
def test_how_a_case_stands_is_read_from_plain_columns(due, closed, expected):
    state = promise_state(
        next_due_at=due, resolution_due_at=at(24, 12), closed_at=closed, now=at(18, 11),
        soon=at(18, 17),
    )  # fmt: skip

    assert state is expected
