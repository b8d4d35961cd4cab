"""One Login's simulator, with our client registered."""

import pytest

from moothall.people.identity_providers.one_login import keys
from moothall.people.identity_providers.one_login.tests.scenery import set_scene
from simulators.tests.program import Program


@pytest.fixture(scope="session")
def running_one_login(tmp_path_factory):
    program = Program("one_login", tmp_path_factory.mktemp("one_login")).start()
    yield program
    program.end()


@pytest.fixture
def scene(running_one_login, settings):
    keys.forget_all()
    yield set_scene(running_one_login, settings.SECRETS_DIR)
    keys.forget_all()
