"""A load that is killed goes on when the same command is run again."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from moothall.kernel.tests.database import url_of
from moothall.places.demonstration.generator import generate
from moothall.places.demonstration.settings import read_settings
from moothall.places.models import Address, Load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.fault]


def command(*arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", "load_addresses", *map(str, arguments)],
        cwd=settings.CHECKOUT,
        env={
            **os.environ,
            "DATABASE_URL": url_of(connection.settings_dict["NAME"]),
            "MOOTHALL_TESTING": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize("state", [Load.State.READING, Load.State.PREPARING])
def test_killed_load_goes_on_and_shows_nothing_before(tmp_path, state) -> None:
    border = settings.CHECKOUT / "demo" / "gazetteer" / "border.yaml"
    files = generate(
        settings=read_settings(border), seed=1, addresses=6_000, folder=tmp_path
    ).address_files

    first = command(*files, "--batch", "200")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        load = Load.objects.filter(state=state).first()
        done = load and load.position.get("prepared_to" if state == "preparing" else "ordinal")
        if done and (state == "reading" or load.position.get("streets_prepared")):
            break
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.communicate()

    killed = Load.objects.get()
    assert (first.returncode, killed.state) == (-signal.SIGKILL, state)
    assert Address.objects.count() == 0

    second = command(*files, "--batch", "5000")
    output, _ = second.communicate(timeout=90)
    assert second.returncode == 0, output
    finished = Load.objects.get()
    assert (finished.pk, finished.state) == (killed.pk, Load.State.FINISHED)
    assert Address.objects.count() == 6_000
    assert (finished.report["read"]["21"], finished.report["noted"]) == (6_000, {})

    third = command(*files)
    output, _ = third.communicate(timeout=60)
    assert "Nothing has changed." in output
