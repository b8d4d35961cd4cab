"""A council whose garden waste people pay for."""

import pytest

from moothall.payments.subscriptions.tests.kit import Round


@pytest.fixture
def garden(in_northvale, now, queue):
    """Northvale with garden waste for a year: £60, each more £45, by months."""
    return Round(in_northvale, now, queue)
