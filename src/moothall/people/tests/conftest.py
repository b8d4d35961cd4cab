"""What tests of residents' sign-in share, and what makes them quick."""

import time
from datetime import timedelta
from itertools import cycle

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache

from moothall.kernel import clock
from moothall.people.tests.browser import Browser, create_account, join

#: More than any test needs at once; making one takes a third of a second.
KEYS = 4


@pytest.fixture(scope="session")
def _ready_made_keys():
    return [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(KEYS)]


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch, _ready_made_keys):
    ready = cycle(_ready_made_keys)
    monkeypatch.setattr("moothall.people.sign_in.keys.new_key", lambda: next(ready))


@pytest.fixture
def no_tries_yet(settings):
    """An empty cache of this process alone, in which libraries count tries."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def later(monkeypatch):
    """Lets time pass for everything that asks the clock, allauth's too."""
    real, real_time, passed = clock.now, time.time, [timedelta()]
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: real() + passed[0])
    monkeypatch.setattr("time.time", lambda: real_time() + passed[0].total_seconds())

    def wait(**span):
        passed[0] += timedelta(**span)

    return wait


@pytest.fixture
def rhian_signed_in(queue, northvale, no_tries_yet):
    """Rhian's telephone, in which she has made an account and joined Northvale."""
    browser = Browser(**{"User-Agent": "Mozilla/5.0 (iPhone) AppleWebKit Safari/605.1"})
    create_account(browser, queue)
    join(browser)
    return browser
