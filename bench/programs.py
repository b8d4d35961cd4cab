"""The product's own programs, started as `script/server` and `script/worker` start them."""

import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bench import machine
from bench.ground import Ground
from script.launch import server, worker
from script.launch.processes import Program

HOST = "127.0.0.1"
PATIENCE = 60.0


@dataclass
class Web:
    """A running web server of the product, or of the bare view."""

    program: Program
    port: int
    workers: int

    @property
    def leader(self) -> int:
        """The process that started the others."""
        pid = self.program.pid
        if pid is None:
            raise RuntimeError(f"The web server ended; see {self.program.log}")
        return pid

    def cpu_seconds(self) -> float:
        """This will add up what it has used of a core so far."""
        return machine.cpu_seconds(self.leader)

    def worker_memory_mb(self) -> float:
        """This will give the memory of its largest worker."""
        return max(machine.memory_mb(pid) for pid in machine.family_of(self.leader)[1:])

    def host(self, council: str = "aldermoor") -> str:
        """This will give the Host header of a council's site."""
        return f"{council}.localhost:{self.port}"


@contextmanager
def web(
    ground: Ground,
    database: str,
    *,
    workers: int = 0,
    application: str = "moothall.config.wsgi:application",
    ready_at: str = "/readyz",
    extra: Mapping[str, str] | None = None,
) -> Iterator[Web]:
    """This will run a web server, as many workers as cores unless said otherwise."""
    port = free_port()
    count = workers or os.cpu_count() or 1
    command = server.command(ground.checkout, host=HOST, port=port, workers=count)
    command[0] = sys.executable
    command[-1] = application
    more = {"MOOTHALL_PUBLIC_PORT": str(port), **(extra or {})}
    program = _program(ground, f"web-{port}", command, ground.environment(database, more))
    with _running(program):
        wait_until_answers(port, ready_at, program)
        yield Web(program, port, count)


@contextmanager
def queue_worker(ground: Ground, database: str, extra: Mapping[str, str]) -> Iterator[Program]:
    """This will run one worker of the queue."""
    command = worker.command(ground.checkout)
    command[0] = sys.executable
    program = _program(ground, "worker", command, ground.environment(database, extra))
    with _running(program):
        yield program


@contextmanager
def simulator(ground: Ground, name: str, *arguments: str) -> Iterator[int]:
    """This will run one of the simulators with an empty memory, and give its port."""
    port = free_port()
    state = ground.folder / "simulators" / f"{name}-{port}"
    state.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", f"simulators.{name}", f"--port={port}", f"--state={state}"]
    program = _program(ground, name, [*command, *arguments], ground.environment("postgres"))
    with _running(program):
        wait_until_answers(port, "/_ready", program)
        yield port


def milliseconds(running: Web, council: str, cookie: str, paths: Sequence[str]) -> list[float]:
    """
    This will open one page after the other over one connection and give how long each took.

    :raises RuntimeError: if one is not shown
    """
    connection = http.client.HTTPConnection(HOST, running.port, timeout=60)
    headers = {"Host": running.host(council), "Cookie": cookie}
    took = []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} answered {answer.status}.")
    connection.close()
    return took


def free_port() -> int:
    """This will find a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_answers(port: int, path: str, program: Program) -> None:
    """
    This will wait until a program answers without an error.

    :raises RuntimeError: if it ends, or does not answer in time
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and program.pid is not None:
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            connection.request("GET", path)
            if connection.getresponse().status < http.HTTPStatus.BAD_REQUEST:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise RuntimeError(f"{program.name} does not answer; see {program.log}")


def _program(
    ground: Ground, name: str, command: list[str], surroundings: Mapping[str, str]
) -> Program:
    log = ground.checkout.logs / f"{name.rstrip('-0123456789')}.log"
    return Program(name, command, surroundings, ground.checkout.root, log)


@contextmanager
def _running(program: Program) -> Iterator[None]:
    program.start()
    try:
        yield
    finally:
        program.ask_to_stop()
        program.make_stop(time.monotonic() + 15)
