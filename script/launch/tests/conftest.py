"""A checkout that has nothing but a place for what running leaves behind."""

import shutil
import tempfile
from pathlib import Path

import pytest

from script.launch.checkout import Checkout
from script.launch.postgres import EmbeddedServer


@pytest.fixture
def checkout():
    """A folder that any user of the machine can reach, unlike pytest's own."""
    root = Path(tempfile.mkdtemp(prefix="moothall-test-"))
    root.chmod(0o755)
    made = Checkout(root, root / "var")
    made.make_folders()
    yield made
    shutil.rmtree(root)


@pytest.fixture
def server(checkout):
    """A server that is removed with all its data whatever the test does to it."""
    made = EmbeddedServer.of(checkout, durable=False)
    yield made
    made.remove()
