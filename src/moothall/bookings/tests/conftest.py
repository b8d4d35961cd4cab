"""A council with a diary."""

import pytest

from moothall.bookings.tests.kit import Diary


@pytest.fixture
def diary(in_northvale, now):
    """Northvale's diary, empty as yet."""
    return Diary(in_northvale, now)
