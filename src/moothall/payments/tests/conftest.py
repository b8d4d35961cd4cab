"""A council that takes money."""

import pytest

from moothall.payments.tests.kit import Shop


@pytest.fixture
def shop(in_northvale, now):
    """Northvale with two funds and a gateway in memory."""
    return Shop(in_northvale, now).open()
