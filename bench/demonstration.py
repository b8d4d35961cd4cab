"""From a clean clone to the demonstration ready; packages are in the registries' client caches."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import programs
from bench.figures import Figure
from bench.ground import Ground

LONGEST = 900.0


def measure(ground: Ground) -> Iterator[Figure]:
    """This will clone the last commit, start its demonstration, and take all of it away again."""
    folder = Path(tempfile.mkdtemp(prefix="moothall-clone-"))
    clone = folder / "moothall"
    try:
        yield Figure(name="demo_ready_seconds", value=_seconds(ground, clone), unit="s", n=1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _seconds(ground: Ground, clone: Path) -> float:
    """
    Clone and start; return how long it took until everything answers.

    :raises RuntimeError: if it ends before
    :raises TimeoutError: if it takes very long
    """
    began = time.monotonic()
    subprocess.run(["git", "clone", "--quiet", str(ground.checkout.root), str(clone)], check=True)
    port = programs.free_port()
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_", "MOOTHALL_", "PYTHON", "DJANGO_", "VIRTUAL_ENV"))
    }
    demo = subprocess.Popen(
        [str(clone / "script" / "demo"), "--port", str(port)],
        cwd=clone,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        told = clone / "var" / "demo.json"
        while not told.exists():
            if demo.poll() is not None:
                raise RuntimeError(f"script/demo ended with {demo.returncode}.")
            if time.monotonic() - began > LONGEST:
                raise TimeoutError("The demonstration is not ready.")
            time.sleep(0.05)
        json.loads(told.read_text())
        return time.monotonic() - began
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=60)
        _remove_database(clone)


def _remove_database(clone: Path) -> None:
    """Remove the embedded server's data, which lie elsewhere when root runs this."""
    from script.launch.checkout import Checkout  # noqa: PLC0415 - only here
    from script.launch.postgres import EmbeddedServer  # noqa: PLC0415

    EmbeddedServer.of(Checkout(clone, (clone / "var").resolve())).remove()
