"""Sums are divided without losing or making a penny."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.payments.direct_debit.ports import Instalment
from moothall.payments.direct_debit.spreading import monthly, prorated, respread, spread


@given(st.integers(1, 10_000_000), st.integers(1, 60))
def test_parts_make_the_whole(total, count):
    if total < count:
        with pytest.raises(ValueError, match="cannot be divided"):
            spread(total, count)
        return
    parts = spread(total, count)

    assert sum(parts) == total
    assert len(parts) == count
    assert max(parts) - min(parts) < count


def test_ten_months_of_a_bill():
    plan = monthly(150_004, first_on=date(2027, 1, 31), count=10)

    assert [one.pence for one in plan] == [15_004, *[15_000] * 9]
    assert [one.due_on for one in plan][:3] == [
        date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31),
    ]  # fmt: skip


def test_a_part_of_a_year_costs_its_days():
    year = (date(2027, 4, 1), date(2028, 3, 31))

    assert prorated(6000, period=year, used=year) == 6000
    assert prorated(6000, period=year, used=(date(2027, 4, 1), date(2027, 4, 1))) == 16
    assert prorated(6000, period=year, used=(date(2027, 10, 1), date(2028, 3, 31))) == 3000
    with pytest.raises(ValueError, match="within the period"):
        prorated(6000, period=year, used=(date(2027, 3, 1), date(2027, 4, 1)))


def test_a_change_in_mid_plan_is_borne_by_what_is_left():
    plan = [
        Instalment(key=str(month), due_on=date(2027, month, 1), pence=1000) for month in (1, 2, 3)
    ]

    changed = respread(plan, total_pence=2501, from_day=date(2027, 2, 1))

    assert [(one.key, one.pence) for one in changed] == [("1", 1000), ("2", 751), ("3", 750)]
    with pytest.raises(ValueError, match="cannot be divided"):
        respread(plan, total_pence=900, from_day=date(2027, 2, 1))
