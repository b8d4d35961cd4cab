"""Identity providers with somebody at the other end: simulators, over HTTP on this machine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from moothall.kernel.errors import Retry
from moothall.people.identity_providers.one_login import keys
from moothall.people.identity_providers.one_login.tests.scenery import BACK, present, set_scene
from moothall.people.ports import IdentityProvider, Started, identity_suppliers
from simulators.tests.program import Program


@dataclass(frozen=True)
class Stage:
    """A provider, and what a person at their browser, or the provider itself, can do."""

    key: str
    provider: IdentityProvider
    approve: Callable[[Started], Mapping[str, str]]
    cancel: Callable[[Started], Mapping[str, str]]
    be_down: Callable[[], None]
    logout_token: Callable[[str], str]
    now: Callable[[], Any] = present
    return_address: str = BACK


@pytest.fixture(scope="session")
def running_one_login(tmp_path_factory):
    program = Program("one_login", tmp_path_factory.mktemp("one_login")).start()
    yield program
    program.end()


@pytest.fixture
def one_login_stage(running_one_login, settings):
    keys.forget_all()
    scene = set_scene(running_one_login, settings.SECRETS_DIR)

    def cancel(started):
        scene.get_wrong(authoriseErrors=["ACCESS_DENIED"])
        answer = scene.browse(started)
        scene.get_wrong(authoriseErrors=[])
        return answer

    yield Stage(
        key="one_login",
        provider=scene.provider,
        approve=scene.browse,
        cancel=cancel,
        be_down=lambda: scene.program.control(down=True),
        logout_token=lambda subject: scene.logout_token(sub=subject),
    )
    keys.forget_all()


@pytest.fixture
def fake_stage():
    provider = identity_suppliers.get("fake").provider
    provider.forget()
    yield Stage(
        key="fake",
        provider=provider,
        approve=provider.approve,
        cancel=provider.cancel,
        be_down=lambda: provider.troubles.append(Retry("down")),
        logout_token=provider.logout_token,
    )
    provider.forget()


@pytest.fixture(params=["one_login", "fake"])
def stage(request) -> Stage:
    return request.getfixturevalue(f"{request.param}_stage")
