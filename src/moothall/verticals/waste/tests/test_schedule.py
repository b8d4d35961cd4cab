from datetime import date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from moothall.verticals.waste.schedule import RoundRow


def row(**more):
    return RoundRow(
        **{
            "name": "Monday", "container": "refuse", "anchor_on": date(2026, 1, 5),
            "every_weeks": 2, "ends_at": time(17), "report_days": 2, "moved": {}, **more,
        }
    )  # fmt: skip


def test_a_round_comes_every_so_many_weeks_before_and_after_its_anchor():
    assert row().days_between(date(2025, 12, 1), date(2026, 2, 2)) == [
        date(2025, 12, 8), date(2025, 12, 22), date(2026, 1, 5), date(2026, 1, 19),
        date(2026, 2, 2),
    ]  # fmt: skip
    assert row().last_until(date(2026, 1, 19)) == date(2026, 1, 19)
    assert row().last_until(date(2026, 1, 18)) == date(2026, 1, 5)
    assert row().next_from(date(2026, 1, 20)) == date(2026, 2, 2)


def test_a_moved_day_takes_the_place_of_the_usual_one():
    moved = row(moved={"2026-01-19": "2026-01-21", "2026-02-02": None})

    assert moved.days_between(date(2026, 1, 5), date(2026, 2, 16)) == [
        date(2026, 1, 5), date(2026, 1, 21), date(2026, 2, 16),
    ]  # fmt: skip
    assert moved.last_until(date(2026, 1, 20)) == date(2026, 1, 5)
    assert moved.next_from(date(2026, 1, 22)) == date(2026, 2, 16)


def test_the_crews_day_is_over_at_its_end_and_not_before():
    day = date(2026, 1, 5)

    assert not row().is_over(day, datetime(2026, 1, 5, 16, 59))
    assert row().is_over(day, datetime(2026, 1, 5, 17, 0))
    assert row().is_over(day, datetime(2026, 1, 6, 0, 0))


days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(anchor=days, today=days, weeks=st.integers(1, 8))
def test_last_and_next_stand_one_turn_apart(anchor, today, weeks):
    one = row(anchor_on=anchor, every_weeks=weeks)

    last, coming = one.last_until(today), one.next_from(today)

    assert last <= today <= coming
    assert (coming - last).days in (0, weeks * 7)
    assert (last - anchor).days % (weeks * 7) == 0
