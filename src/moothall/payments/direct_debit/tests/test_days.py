"""The scheme's working days are England's, whatever council asks."""

from datetime import date

import pytest

from moothall.payments.direct_debit.days import (
    add_working_days,
    is_working_day,
    months_after,
    next_on_day,
    on_or_after,
    working_days_between,
)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), False),
        (date(2026, 12, 28), False),  # Boxing Day, moved
        (date(2026, 12, 29), True),
        (date(2027, 1, 1), False),
        (date(2026, 11, 30), True),  # St Andrew's Day, a holiday in Scotland alone
        (date(2027, 1, 4), True),  # 2 January, moved, in Scotland alone
        (date(2027, 3, 29), False),  # Easter Monday, not one in Scotland
    ],
)
def test_only_weekends_and_englands_holidays_are_free(day, is_working):
    assert is_working_day(day) is is_working


def test_working_days_are_counted_over_christmas():
    assert add_working_days(date(2026, 12, 23), 2) == date(2026, 12, 29)
    assert add_working_days(date(2026, 12, 29), -2) == date(2026, 12, 23)
    assert working_days_between(date(2026, 12, 23), date(2026, 12, 29)) == 2
    assert on_or_after(date(2026, 12, 25)) == date(2026, 12, 29)


def test_months_end_where_they_end():
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 18), 13) == date(2027, 12, 18)
    assert months_after(date(2026, 1, 15), -13) == date(2024, 12, 15)
    assert next_on_day(date(2026, 12, 14), 15) == date(2026, 12, 15)
    assert next_on_day(date(2026, 12, 15), 15) == date(2027, 1, 15)
