from datetime import date

import pytest

from moothall.people.ages import day_of_age


@pytest.mark.parametrize(
    ("born_on", "day"),
    [
        (date(2010, 6, 1), date(2028, 6, 1)),
        (date(2012, 2, 29), date(2030, 3, 1)),
    ],
)
def test_the_day_of_age(born_on, day):
    assert day_of_age(born_on) == day
