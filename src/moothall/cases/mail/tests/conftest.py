"""Two real mail servers, and a mailbox of each council in them."""

import pytest

from moothall.cases.mail.actions.setting_up import set_up_mailbox
from moothall.cases.mail.models import Security
from moothall.cases.mail.tests.letters import letter
from moothall.councils.models import Team
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from tests.mail_servers import PASSWORD, mail_servers

BINS = "bins@northvale.test"
HELP = "help@southmere.test"
SIAN = "sian@example.org"


@pytest.fixture(scope="session")
def running_mail_servers():
    with mail_servers(BINS, HELP, SIAN) as servers:
        yield servers


@pytest.fixture
def servers(running_mail_servers):
    running_mail_servers.empty()
    return running_mail_servers


@pytest.fixture
def given_secrets(settings):
    settings.SECRETS_DIR.mkdir(parents=True, exist_ok=True)
    (settings.SECRETS_DIR / "mail-password").write_text(PASSWORD + "\n")


@pytest.fixture
def bins(northvale, now, given_secrets):
    """A mailbox of Northvale that no server stands behind."""
    with acting_for(northvale.id):
        yield made(northvale, "bins", BINS, now)


@pytest.fixture
def real_bins(northvale, servers, now, given_secrets):
    """The same, in the real servers."""
    with acting_for(northvale.id):
        yield made(northvale, "bins", BINS, now, servers)


def made(council, slug, address, now, servers=None, **changes):
    """Return a mailbox of a council whose scope is in force."""
    at = {}
    if servers is not None:
        at = {"imap_host": "localhost", "imap_port": servers.imap, "smtp_port": servers.smtp}
    return set_up_mailbox(
        actor=system("tests"), council_id=council.id, slug=slug, now=now,
        settings={
            "address": address, "name": "Bins", "name_cy": "Biniau",
            "team_id": Team.objects.first().pk, "signature": "The bins team",
            "imap_security": Security.NONE, "imap_user": address, "imap_secret": "mail-password",
            "smtp_host": "localhost", "smtp_security": Security.NONE, **at, **changes,
        },
    )  # fmt: skip


__all__ = ["BINS", "HELP", "SIAN", "letter", "made"]
