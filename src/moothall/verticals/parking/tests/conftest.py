"""A council whose people park."""

import pytest

from moothall.payments.tests.conftest import shop  # noqa: F401 - a fixture
from moothall.payments.wallets.tests.conftest import canteen  # noqa: F401 - a fixture
from moothall.verticals.parking.tests.scenery import Kerb


@pytest.fixture
def kerb(canteen, now):  # noqa: F811 - the fixture above
    """Northvale, with a street (1001) and a car park (2001)."""
    return Kerb(canteen, now).open()
