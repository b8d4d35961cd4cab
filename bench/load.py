"""
Load: many requests at once over connections that are kept.

`wrk` makes it where it is installed, since it uses little of the machine that it measures; else
threads of our own do, which suffices for pages that cost a millisecond and more.
"""

import http.client
import itertools
import json
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bench.figures import percentile

HOST = "127.0.0.1"

_WRK = """
local paths, index = {}, 0
for line in io.lines("@PATHS@") do paths[#paths + 1] = line end
wrk.method = "@METHOD@"
@HEADERS@
request = function()
  index = index + 1
  return wrk.format(nil, paths[(index - 1) % #paths + 1])
end
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %f, "errors": %d, "p50_ms": %f, "p99_ms": %f}\\n',
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True)
class Request:
    """What is asked again and again: one path, or each of several in turn, and then anew."""

    port: int
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"
    paths: Sequence[str] = ()

    @property
    def all_paths(self) -> Sequence[str]:
        """Every path that is asked."""
        return self.paths or (self.path,)


@dataclass(frozen=True)
class Done:
    """What came of a load."""

    requests: int
    seconds: float
    errors: int
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return self.requests / self.seconds if self.seconds else 0.0


class Generator(Protocol):
    """Whoever makes load."""

    name: str

    def run(self, request: Request, *, connections: int, seconds: float) -> Done:
        """This will ask for so many seconds over so many connections."""


def generator() -> Generator:
    """This will choose whoever makes the load."""
    return Wrk() if shutil.which("wrk") else Threads()


class Wrk:
    """The program `wrk`, with one thread."""

    name = "wrk"

    def run(self, request: Request, *, connections: int, seconds: float) -> Done:
        """
        This will let wrk ask.

        :raises RuntimeError: if it fails
        """
        with tempfile.TemporaryDirectory() as name:
            paths, script = Path(name, "paths"), Path(name, "script.lua")
            paths.write_text("\n".join(request.all_paths))
            headers = "\n".join(
                f'wrk.headers["{key}"] = "{value}"' for key, value in request.headers.items()
            )
            script.write_text(
                _WRK.replace("@PATHS@", str(paths))
                .replace("@METHOD@", request.method)
                .replace("@HEADERS@", headers)
            )
            command = [
                "wrk", "--threads=1", f"--connections={connections}",
                f"--duration={max(1, round(seconds))}s", "--timeout=30s", f"--script={script}",
                f"http://{HOST}:{request.port}/",
            ]  # fmt: skip
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if not lines:
            raise RuntimeError(f"wrk failed:\n{done.stdout}{done.stderr}")
        return Done(**json.loads(lines[-1]))


class Threads:
    """Threads of this very process, for machines without wrk."""

    name = "own threads"

    def run(self, request: Request, *, connections: int, seconds: float) -> Done:
        """This will ask from as many threads as there are connections."""
        took: list[float] = []
        errors: list[str] = []
        paths = itertools.cycle(request.all_paths)
        began = time.perf_counter()
        deadline = began + seconds

        def ask() -> None:
            connection = http.client.HTTPConnection(HOST, request.port, timeout=30)
            while time.perf_counter() < deadline:
                path = next(paths)  # one step of the interpreter: no two threads get the same
                start = time.perf_counter()
                try:
                    connection.request(request.method, path, headers=dict(request.headers))
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status >= http.HTTPStatus.BAD_REQUEST:
                        errors.append(str(answer.status))
                    took.append((time.perf_counter() - start) * 1000)
                except (OSError, http.client.HTTPException) as error:
                    errors.append(str(error))
                    connection.close()
            connection.close()

        threads = [threading.Thread(target=ask) for _ in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Done(
            requests=len(took),
            seconds=time.perf_counter() - began,
            errors=len(errors),
            p50_ms=percentile(took, 0.5) if took else 0.0,
            p99_ms=percentile(took, 0.99) if took else 0.0,
        )


def warm_up(request: Request) -> None:
    """This will ask until every worker has loaded what it needs, however long the first takes."""
    for _ in range(2):
        generator().run(request, connections=4, seconds=2)


def all_answered(done: Done, what: str) -> Done:
    """
    This will hand a load's result back.

    :raises RuntimeError: if any request failed: a fast error is no figure
    """
    if done.errors or not done.requests:
        raise RuntimeError(f"{what}: {done.errors} of {done.requests} requests failed.")
    return done
