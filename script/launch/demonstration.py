"""The demonstration: its database, its data, its programs, and what is told about them."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from script.launch import demo_words, environment, packages, server, worker
from script.launch.checkout import Checkout
from script.launch.console import LaunchError, complain, step
from script.launch.demo_addresses import (
    GOCARDLESS_WEBHOOK,
    HOST,
    ONE_LOGIN_KEY,
    SIMULATORS,
    TELEPHONY_WEBHOOK,
    Addresses,
)
from script.launch.demonstration_data import DemonstrationData
from script.launch.postgres import EmbeddedServer
from script.launch.processes import Program

#: The numbers that the demonstration's councils are rung at (kept by Ofcom for drama).
NUMBERS = {"Aldermoor": "01632 960100", "Cwm Helyg": "01632 960200"}
#: How long the programs get to finish what they do when all is stopped.
PATIENCE_AT_THE_END = 15.0
PATIENCE_AT_THE_START = 120.0


@dataclass
class Demonstration:
    """Everything that runs for one checkout."""

    checkout: Checkout
    addresses: Addresses
    database: EmbeddedServer | None = None
    programs: list[Program] = field(default_factory=list)
    description: dict[str, Any] = field(default_factory=dict)

    @property
    def told_file(self) -> Path:
        """What other programs read, while it runs, about the demonstration."""
        return self.checkout.var / "demo.json"

    # Starting

    def install(self) -> None:
        """This will install packages and start the embedded PostgreSQL, where either is missing."""
        packages.install(self.checkout, lock="base")
        if not os.environ.get("DATABASE_URL"):
            self.database = EmbeddedServer.of(self.checkout)

    def forget_everything(self) -> None:
        """
        This will delete the data of earlier runs.

        :raises LaunchError: if they lie in a database that is not ours to empty
        """
        if self.database is None:
            raise LaunchError(
                "DATABASE_URL points to a database that is not ours to empty: drop and create it "
                "yourself, then run script/demo without --fresh."
            )
        self.database.remove()
        for name in ("media", "simulators", "secrets", "static"):
            shutil.rmtree(self.checkout.var / name, ignore_errors=True)
        DemonstrationData.forget(self.checkout)
        self.checkout.make_folders()

    def start(self) -> None:
        """This will start everything and return once it answers."""
        self.told_file.unlink(missing_ok=True)
        if self.database is not None:
            with step("PostgreSQL started"):
                self.database.start()
        surroundings = self._surroundings()
        self._start_simulators()
        data = DemonstrationData(self.checkout, surroundings, self._remembers)
        with ThreadPoolExecutor() as pool:
            static = pool.submit(environment.collect_static, self.checkout, surroundings)
            data.migrate()
            static.result()
        # The web takes seconds to load, which it may do while the data are still being made.
        self._start("web", server.command(self.checkout, host=HOST, port=self.addresses.port))
        self.description = data.create()
        self._tell_libraries()
        self._start("worker", worker.command(self.checkout))
        with step("Programs answer"):
            self._wait_until_ready()
        self._tell()

    def _surroundings(self) -> dict[str, str]:
        database = {} if self.database is None else self.database.environment()
        return environment.for_programs(self.checkout, database, self.addresses.environment())

    def _start_simulators(self) -> None:
        more = {
            "mailbox": [f"--smtp-port={self.addresses.smtp_port}"],
            "one_login": [f"--clients={self._register_with_one_login()}"],
            "library": [f"--sites={self._libraries}"],
            "govuk_pay": [
                f"--webhook=aldermoor={self.addresses.webhook_of('aldermoor', 'govuk_pay')}"
            ],
            "gocardless": self._webhook_of_gocardless(),
            "telephony": self._webhook_of_telephones(),
        }
        for name in SIMULATORS:
            state = self.checkout.var / "simulators" / name
            state.mkdir(parents=True, exist_ok=True)
            command = [str(self.checkout.python), "-m", f"simulators.{name}"]
            command += [f"--port={self.addresses.port_of(name)}", f"--state={state}"]
            self._start(name, [*command, *more.get(name, [])])

    def _webhook_of_gocardless(self) -> list[str]:
        secret = Path(self._surroundings()["MOOTHALL_SECRETS_DIR"]) / GOCARDLESS_WEBHOOK
        return [
            "--pace=20",
            f"--webhook-url={self.addresses.web}/machine/gocardless/",
            f"--webhook-host=aldermoor.localhost:{self.addresses.port}",
            f"--webhook-secret-file={secret}",
        ]

    def _webhook_of_telephones(self) -> list[str]:
        secret = Path(self._surroundings()["MOOTHALL_SECRETS_DIR"]) / TELEPHONY_WEBHOOK
        return [
            f"--webhook-url={self.addresses.web}/machine/telephony/",
            f"--webhook-host=aldermoor.localhost:{self.addresses.port}",
            f"--webhook-secret-file={secret}",
            *(f"--number={number}={name}" for name, number in NUMBERS.items()),
        ]

    def _register_with_one_login(self) -> Path:
        """Make the key with which the sign-in host speaks to One Login, unless there is one."""
        surroundings = self._surroundings()
        clients = self.checkout.var / "simulators" / "one_login_clients.yaml"
        at = f"{self.addresses.sign_in}/sign-in/identity"
        environment.run_python(
            self.checkout,
            surroundings,
            *("-m", "simulators.one_login.registering"),
            f"--key={Path(surroundings['MOOTHALL_SECRETS_DIR']) / ONE_LOGIN_KEY}",
            f"--clients={clients}",
            f"--redirect-url={at}/back",
            f"--post-logout-redirect-url={at}/signed-out",
            f"--back-channel-logout-url={at}/logout",
        )
        return clients

    @property
    def _libraries(self) -> Path:
        return self.checkout.var / "simulators" / "libraries.json"

    def _tell_libraries(self) -> None:
        """Write by what the sign-in host knows the library websites, in one move; it is secret."""
        self._write_secretly(self._libraries, self.description.get("websites", []))

    def _start(self, name: str, command: list[str]) -> None:
        program = Program(
            name=name,
            command=command,
            environment=self._surroundings(),
            folder=self.checkout.root,
            log=self.checkout.logs / f"{name}.log",
        )
        program.start()
        self.programs.append(program)

    @property
    def _remembers(self) -> bool:
        """Whether the database is surely the one that was filled last time."""
        return self.database is not None and not self.database.is_new

    def _wait_until_ready(self) -> None:
        """
        Wait until web and simulators answer.

        :raises LaunchError: if one does not in time
        """
        deadline = time.monotonic() + PATIENCE_AT_THE_START
        asked = {"web": (self.addresses.port, "/readyz")} | {
            name: (self.addresses.port_of(name), "/") for name in SIMULATORS
        }
        for name, (at, path) in asked.items():
            while not _answers(at, path):
                self._keep_alive()
                if time.monotonic() > deadline:
                    raise LaunchError(
                        f"{name} does not answer; see {self.checkout.logs / name}.log"
                    )
                time.sleep(0.05)

    # Running

    def look_after(self) -> None:
        """This will start again whatever dies, until something interrupts it."""
        while True:
            time.sleep(0.5)
            if self._keep_alive():
                self._tell()

    def _keep_alive(self) -> bool:
        """Start again what died, and tell whether anything was started."""
        if self.database is not None and not self.database.is_running():
            complain(f"PostgreSQL ended; starting it again. See {self.database.log}")
            self.database.start()
            return True
        news = [word for program in self.programs if (word := program.look_after())]
        for word in news:
            complain(word)
        return bool(news)

    def told(self) -> str:
        """This will say, for a person, where to go and how to sign in."""
        return demo_words.for_people(self.description, self.addresses)

    def _tell(self) -> None:
        """Write `var/demo.json` in one move; it holds the demonstration's passwords."""
        pids: dict[str, int | None] = {"launcher": os.getpid()}
        if self.database is not None:
            pids["postgres"] = self.database.pid()
        pids |= {program.name: program.pid for program in self.programs}
        told = demo_words.for_programs(self.description, self.addresses, self._surroundings(), pids)
        self._write_secretly(self.told_file, told)

    @staticmethod
    def _write_secretly(file: Path, told: object) -> None:
        partial = file.with_suffix(".partial")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        partial.replace(file)

    # Stopping

    def stop(self) -> None:
        """This will stop everything: first what uses the database, then the database."""
        self.told_file.unlink(missing_ok=True)
        for program in self.programs:
            program.ask_to_stop()
        deadline = time.monotonic() + PATIENCE_AT_THE_END
        for program in self.programs:
            program.make_stop(deadline)
        if self.database is not None:
            self.database.stop()


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < http.HTTPStatus.BAD_REQUEST
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
