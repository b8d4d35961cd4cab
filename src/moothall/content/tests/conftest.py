"""Councils with websites."""

import pytest

from moothall.content.tests.kit import make_site


@pytest.fixture
def northvale_site(northvale, tmp_path, now):
    """Northvale with a small website in English."""
    make_site(northvale, tmp_path, now)
    return northvale


@pytest.fixture
def southmere_site(southmere, tmp_path, now):
    """Southmere with a small website in two languages."""
    make_site(southmere, tmp_path, now)
    return southmere
