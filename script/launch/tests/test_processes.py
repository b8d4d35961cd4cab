"""Programs are started again when they die, and end with the launcher whatever ends it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from script.launch import processes
from script.launch.processes import Program, is_alive, started_at, started_with, wait_until_gone


def program(checkout, *code, name="tried"):
    return Program(
        name=name,
        command=[sys.executable, "-c", "\n".join(code)],
        environment=dict(os.environ),
        folder=checkout.root,
        log=checkout.logs / f"{name}.log",
    )


def wait_for(truth, patience=10.0):
    deadline = time.monotonic() + patience
    while not truth():
        assert time.monotonic() < deadline, "this should have happened by now"
        time.sleep(0.01)


def test_a_program_that_dies_is_started_again_after_a_longer_wait_each_time(checkout, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: clock[0])
    tried = program(checkout, "raise SystemExit(3)")
    tried.start()

    waits = []
    for _ in range(3):
        tried.process.wait()
        assert "tried ended with 3" in tried.look_after()
        waits.append(tried.next_start - clock[0])
        assert tried.look_after() == ""
        clock[0] = tried.next_start
        assert tried.look_after() == "tried started again"

    assert waits == [0.5, 1.0, 2.0]
    tried.process.wait()
    clock[0] += 61
    tried.look_after()
    assert tried.next_start - clock[0] == 0.5


def test_stopping_ends_a_program_that_does_not_listen_and_its_children(checkout):
    tried = program(
        checkout,
        "import signal, subprocess, sys, time",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])",
        "print(child.pid, flush=True)",
        "time.sleep(60)",
    )
    tried.start()
    wait_for(lambda: tried.log.read_text().strip())
    child = int(tried.log.read_text())
    pid = tried.pid

    tried.ask_to_stop()
    tried.make_stop(time.monotonic() + 0.1)

    assert not is_alive(pid)
    assert wait_until_gone(child, 5)


def test_a_program_that_listens_ends_by_itself(checkout):
    tried = program(
        checkout,
        "import signal, sys, time",
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('goodbye', flush=True)))",
        "print('ready', flush=True)",
        "time.sleep(60)",
    )
    tried.start()
    wait_for(lambda: tried.log.read_text().strip())

    tried.ask_to_stop()
    tried.make_stop(time.monotonic() + 10)

    assert tried.log.read_text().split() == ["ready", "goodbye"]
    assert tried.pid is None


LAUNCHER = """
import subprocess, sys, time
child = subprocess.Popen(sys.argv[1:], start_new_session=True)
print(child.pid, flush=True)
time.sleep(60)
"""


def test_programs_die_with_a_launcher_that_is_killed():
    command = started_with(signal.SIGTERM, ["sleep", "60"])
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, *command], stdout=subprocess.PIPE, text=True
    )
    child = int(launcher.stdout.readline())
    wait_for(lambda: Path(f"/proc/{child}/cmdline").read_bytes().startswith(b"sleep"))

    launcher.kill()
    launcher.wait()

    assert wait_until_gone(child, 5)


def test_two_processes_with_one_number_are_told_apart_by_their_start():
    mine = started_at(os.getpid())

    assert mine > 0
    assert mine != started_at(os.getppid())
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert started_at(ended.pid) == 0


@pytest.mark.parametrize("reaped", [False, True])
def test_a_process_that_ended_is_not_alive(reaped):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    if reaped:
        ended.wait()
    else:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)

    assert not is_alive(ended.pid)
    ended.wait()
