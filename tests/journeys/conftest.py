"""One running product and one browser for all journeys."""

import pytest

from tests.installation import installation
from tests.journeys.browser import chromium


@pytest.fixture(scope="package")
def running(django_db_setup, tmp_path_factory):
    with installation(tmp_path_factory.mktemp("journeys")) as made:
        made.start("backoffice", "govuk_pay", "mailbox", "notify", "one_login", "revenues")
        made.start("web", "worker")
        yield made


@pytest.fixture(scope="package")
def browser():
    with chromium() as started:
        yield started
