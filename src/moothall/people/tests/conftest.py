"""What makes tests of signing in quick."""

from itertools import cycle

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

#: More than any test needs at once; making one takes a third of a second.
KEYS = 4


@pytest.fixture(scope="session")
def _ready_made_keys():
    return [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(KEYS)]


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch, _ready_made_keys):
    ready = cycle(_ready_made_keys)
    monkeypatch.setattr("moothall.people.sign_in.keys.new_key", lambda: next(ready))
