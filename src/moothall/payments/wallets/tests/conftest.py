"""A council whose people have wallets."""

import pytest

from moothall.payments.tests.conftest import shop  # noqa: F401 - a fixture
from moothall.payments.wallets.tests.kit import Canteen


@pytest.fixture
def canteen(shop, now):  # noqa: F811 - the fixture above
    """Northvale, which keeps money for meals."""
    found = Canteen(shop, now)
    found.scheme()
    return found
