"""A council that takes money, and gives some back."""

import pytest

from moothall.payments.refunds.tests.kit import Till
from moothall.payments.tests.kit import Shop


@pytest.fixture
def till(in_northvale, now):
    """Northvale with a gateway in memory."""
    return Till(Shop(in_northvale, now).open())
