"""Scenery of other apps' tests: real mail servers, and a system that cases are handed over to."""

from moothall.cases.mail.tests.conftest import (  # noqa: F401 - fixtures
    bins,
    given_secrets,
    real_bins,
    running_mail_servers,
    servers,
)
from moothall.connectors.tests.scenes import works  # noqa: F401 - a fixture
