"""GOV.UK Pay at the other end."""

import pytest

from moothall.payments.tests.stages import govuk_pay


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    with govuk_pay.running(tmp_path_factory.mktemp("govuk_pay")) as started:
        yield started


@pytest.fixture
def stage(running, settings):
    return running.stage(settings)
