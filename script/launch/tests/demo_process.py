"""A whole demonstration in folders of its own, for tests that need everything to run."""

import json
import os
import socket
import subprocess
import time

from script.launch.checkout import Checkout
from script.launch.console import LaunchError
from script.launch.demo_addresses import Addresses

#: Generous, since a busy machine may be slow: no test passes or fails by how long this takes.
PATIENCE = 900.0


def free_ports():
    """Find a port such that those after it that a demonstration takes are free too."""
    for _ in range(50):
        with socket.socket() as tried:
            tried.bind(("127.0.0.1", 0))
            port = tried.getsockname()[1]
        try:
            Addresses(port).refuse_if_taken()
        except (LaunchError, OverflowError):
            continue
        return port
    raise AssertionError("no free ports in a row")


class DemoProcess:
    """
    `script/demo` with data of its own, beside whatever else runs in this checkout.

    `told` is what `var/demo.json` says; read it again with `read` after something was killed.
    """

    def __init__(self, var, *, port=0):
        self.var = var
        self.port = port or free_ports()
        self.output = var.with_name(f"{var.name}.out")
        self.process = None
        self.told = {}

    def start(self, *arguments):
        """Start it and wait until everything is ready."""
        self.process = self.run(*arguments)
        deadline = time.monotonic() + PATIENCE
        while not (self.var / "demo.json").exists():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)
        return self.read()

    def run(self, *arguments):
        """Run the command without waiting for anything."""
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("MOOTHALL_", "DATABASE_", "DJANGO_", "PYTEST_", "PYTHON"))
        }
        with self.output.open("ab") as output:
            return subprocess.Popen(
                ["script/demo", f"--port={self.port}", *arguments],
                cwd=Checkout.here().root,
                env={**environment, "MOOTHALL_VAR": str(self.var)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def read(self):
        """Read again what it tells, such as the processes that took the place of others."""
        self.told = json.loads((self.var / "demo.json").read_text())
        return self.told

    def stop(self):
        """Stop it as Ctrl-C would, and return how it ended."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
        status = self.process.wait(PATIENCE)
        self.process = None
        return status
