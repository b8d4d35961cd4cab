"""A worker killed between fetch, store, commit and move: nothing is lost, nothing is doubled."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from moothall.cases.mail.actions.fetching import LEASE, fetch_mailbox
from moothall.cases.mail.actions.reading import read_kept_letters
from moothall.cases.mail.models import KeptMail, Mail, OutgoingMail
from moothall.cases.mail.tests.conftest import BINS
from moothall.cases.mail.tests.letters import letter
from moothall.cases.models import Interaction
from moothall.kernel.tests.database import url_of

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FETCHING, READING = "moothall.cases.mail.actions.fetching", "moothall.cases.mail.actions.reading"
FILING, FOLDER = "moothall.cases.mail.actions.filing", "moothall.cases.mail.servers.imap"
POINTS = {
    "fetched, not kept": (FETCHING, "keep_letter", "before"),
    "bytes written, row not": (FETCHING, "keep_files", "before"),
    "kept, not moved": (FETCHING, "keep_letter", "after"),
    "moved, not noted": (FOLDER, "Folder.set_aside", "after"),
    "read, not filed": (READING, "file_letter", "before"),
    "half filed": (FILING, "_note_interaction", "after"),
    "filed": (READING, "file_letter", "after"),
}


def killed(mailbox, now, point, settings):
    """Let a worker of its own take the mail in, and die at a point."""
    surroundings = {
        **os.environ,
        "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
        "MOOTHALL_SECRETS_DIR": str(settings.SECRETS_DIR),
        "MOOTHALL_MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "PYTHONPATH": str(Path(django_settings.CHECKOUT) / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "moothall.cases.mail.tests.mortal", str(mailbox.council_id),
         str(mailbox.pk), now.isoformat(), *POINTS[point]],
        cwd=django_settings.CHECKOUT, env=surroundings, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("point", POINTS)
def test_a_letter_outlives_whoever_takes_it_in(real_bins, servers, now, settings, point):
    servers.deliver(letter(message_id="one"), to=BINS)

    killed(real_bins, now, point, settings)
    later = now + LEASE + timedelta(seconds=1)
    fetch_mailbox(mailbox_id=real_bins.pk, now=later)
    read_kept_letters(mailbox_id=real_bins.pk, now=later)

    assert (servers.count(BINS), servers.count(BINS, "Handled")) == (0, 1)
    assert (KeptMail.objects.count(), Mail.objects.count()) == (1, 1)
    assert (Interaction.objects.count(), OutgoingMail.objects.count()) == (1, 1)
