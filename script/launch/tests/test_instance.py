"""One demonstration runs a checkout, and only that very one is stopped."""

import json
import os
import subprocess
import sys

import pytest

from script.launch.checkout import Checkout
from script.launch.console import LaunchError
from script.launch.instance import Instance
from script.launch.processes import started_at

HOLDER = """
import pathlib, sys, time
from script.launch.instance import Instance
held = Instance(pathlib.Path(sys.argv[1]))
held.claim(port=8765)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def running(checkout):
    """Another launcher that has the claim."""
    file = checkout.var / "demo.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)],
        cwd=Checkout.here().root,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    yield holder, file
    holder.kill()
    holder.wait()


def test_a_second_one_is_refused_politely(running):
    _, file = running

    with pytest.raises(LaunchError, match="already runs at port 8765"):
        Instance(file).claim(port=8000)


def test_stopping_ends_the_one_that_runs(running):
    holder, file = running

    assert Instance(file).stop() is True

    assert holder.wait() != 0
    assert Instance(file).stop() is False


def test_a_claim_ends_with_its_process(running):
    holder, file = running
    holder.kill()
    holder.wait()

    later = Instance(file)
    later.claim(port=8000)

    note = json.loads(file.read_text())
    assert note == {"pid": os.getpid(), "started_at": started_at(os.getpid()), "port": 8000}
    later.release()


def test_a_process_that_has_only_the_number_of_the_holder_is_left_alone(running):
    holder, file = running
    file.write_text(json.dumps({"pid": os.getpid(), "started_at": 1, "port": 8000}))

    with pytest.raises(LaunchError, match="without saying who"):
        Instance(file).stop()

    assert holder.poll() is None
