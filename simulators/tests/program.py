"""Starts simulators as the programs that they are, for tests over real HTTP."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
CLIENT = httpx.Client(trust_env=False)
"""One for all tests: making one takes longer than most of what is asked with it."""


@dataclass
class Program:
    """One running simulator."""

    name: str
    state: Path
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen | None = None
    url: str = ""
    ready_line: str = ""

    def start(self) -> "Program":
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", f"simulators.{self.name}",
                "--port", "0", "--state", str(self.state), *self.arguments,
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        self.ready_line = self.process.stdout.readline()
        self.url = re.search(r"http://\S+?/(?=\s|$)", self.ready_line)[0].rstrip("/")
        return self

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=5)
        self.process.stdout.close()
        return code

    def control(self, **wishes: object) -> dict:
        answer = CLIENT.post(f"{self.url}/_control", json=wishes)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, path: str, **parameters: object) -> httpx.Response:
        return CLIENT.get(self.url + path, params=parameters or None)

    def received(self, operation: str = "") -> list[dict]:
        return self.get("/_received.json", operation=operation).json()["requests"]
