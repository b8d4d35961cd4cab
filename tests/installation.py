"""
The product as it really runs, for tests that pull its plugs: web, worker, simulators, a database.

Each installation has its own database, cloned from one that holds the demonstration's councils,
and its own free ports; every program is a process of its own, ended by its id.
"""

import atexit
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import allauth
import httpx
import psycopg
from psycopg import sql

from moothall.kernel.tests.database import TestDatabase, one_at_a_time, url_of
from simulators.tests.program import Program
from tests import one_login
from tests.mortality import Mortal
from tests.mortality import wait_until as wait_until  # noqa: PLC0414 - from here for all tests

CHECKOUT = Path(__file__).resolve().parents[1]
TALK = httpx.Client(trust_env=False, timeout=30, follow_redirects=False)

#: What the webhook simulator and the product share.
WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

#: Stand in the template for addresses that only an installation knows.
NOWHERE = {
    "MOOTHALL_DEMO_BACKOFFICE_URL": "http://127.0.0.1:1",
    "MOOTHALL_DEMO_NOTIFY_URL": "http://127.0.0.1:2",
    "MOOTHALL_DEMO_MAILBOX_URL": "http://127.0.0.1:3",
    "MOOTHALL_DEMO_LEDGER_URL": "http://127.0.0.1:4",
    "MOOTHALL_DEMO_GOVUK_PAY_URL": "http://127.0.0.1:7",
    "MOOTHALL_DEMO_PAY360_URL": "http://127.0.0.1:5",
    "MOOTHALL_DEMO_GOCARDLESS_URL": "http://127.0.0.1:5",
}


SIMULATORS = {
    "backoffice", "capita_scp", "gocardless", "govuk_pay", "library", "mailbox", "notify",
    "one_login", "revenues", "telephony", "webhook",
}  # fmt: skip


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Installation(Mortal):
    """Everything that runs for one test."""

    folder: Path
    database: str
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    simulators: dict[str, Program] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Return what every program of the installation is told."""
        mailbox, identity = self.simulators.get("mailbox"), self.simulators.get("one_login")
        return {
            **os.environ,
            "DATABASE_URL": url_of(self.database),
            "DATABASE_APP_URL": "",
            "MOOTHALL_TESTING": "1",
            "MOOTHALL_DEBUG": "0",
            "MOOTHALL_INSECURE_HTTP": "1",
            "MOOTHALL_SECRET_KEY": "a-secret-of-this-test",
            "MOOTHALL_VAR": str(self.folder / "var"),
            "MOOTHALL_SECRETS_DIR": str(secrets_folder()),
            "MOOTHALL_SECRET_RECEIVER": WEBHOOK_SECRET,
            "MOOTHALL_PUBLIC_PORT": str(self.port),
            "MOOTHALL_SIGN_IN_HOST": "id.localhost",
            "MOOTHALL_SMTP_URL": f"smtp://127.0.0.1:{smtp_port_of(mailbox)}" if mailbox else "",
            **(one_login.environment(identity, self.folder) if identity else {}),
        }

    # Starting and ending

    def start(self, *names: str) -> None:
        """Start programs by name: web, worker, worker-2, or one of the simulators."""
        for name in names:
            if name in SIMULATORS:
                state = self.folder / name
                state.mkdir(exist_ok=True)
                port = (
                    self.simulators[name].url.rsplit(":", 1)[1] if name in self.simulators else "0"
                )
                arguments = ("--port", port)
                if name == "mailbox":
                    arguments += ("--smtp-port", str(smtp_port_of(self.simulators.get(name))))
                if name == "one_login":
                    arguments += one_login.registration(self.folder, self.port)
                if name == "library":
                    arguments += ("--sites", str(state / "sites.json"))
                if name == "govuk_pay":
                    at = self.url("/machine/payments/govuk_pay/")
                    arguments += ("--webhook", f"aldermoor={at}")
                if name == "webhook":
                    arguments += ("--secret", WEBHOOK_SECRET)
                self.simulators[name] = Program(name, state, arguments).start()
            else:
                self._start(name)
        if (SIMULATORS - {"library", "mailbox", "one_login", "telephony", "webhook"}) & set(names):
            self._tell_addresses()
        if "web" in names:
            wait_until(lambda: self.get("/readyz").status_code == 200, what="The web's start")

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        """End a program and all that it started, and wait until it is gone."""
        if name in self.simulators:
            self.simulators[name].end(number)
            return
        process = self.processes.pop(name)
        os.killpg(process.pid, number)
        process.wait(timeout=20)

    def stop(self) -> None:
        """End everything."""
        for name in list(self.processes):
            self.kill(name)
        for program in self.simulators.values():
            if program.process.poll() is None:
                program.end()

    def start_to_die_whole(self) -> None:
        """Start the web as it really is; before it answers a finished form, all of it dies."""
        self.kill_at("web", "before-answering")
        self._run("web", self._web("tests.faults.crash_points:dies_before_answering"))
        wait_until(lambda: self.get("/readyz").status_code == 200, what="The web's start")

    def _start(self, name: str) -> None:
        web = self._web("moothall.config.wsgi:application")
        worker = [sys.executable, "manage.py", "work"]
        self._run(name, web if name == "web" else worker)

    def _web(self, application: str) -> list[str]:
        return [
            sys.executable,
            "-m",
            "moothall.config.serve",
            "--interface=wsgi",
            "--host=127.0.0.1",
            f"--port={self.port}",
            "--workers=2",
            "--blocking-threads=1",
            "--respawn-failed-workers",
            "--static-path-route=/static",
            f"--static-path-mount={static_folder()}",
            application,
        ]

    def _run(self, name: str, command: list[str]) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env={
                **self.environment,
                "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
                "CRASH_FLAG": str(self.crash_flag(name)),
            },
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def _tell_addresses(self) -> None:
        """Put the simulators' addresses where the councils' settings name them."""
        with self.connect() as database:
            for name, table in (("backoffice", "connectors_system"),):
                if name in self.simulators:
                    endpoint = f"{self.simulators[name].url}/open311/v2"
                    database.execute(
                        f"UPDATE {table} SET options = options || %s::jsonb",
                        [json.dumps({"endpoint": endpoint, "timeout_seconds": 2})],
                    )
            if "revenues" in self.simulators:
                database.execute(
                    "UPDATE people_accountsystem SET options = options || %s::jsonb",
                    [json.dumps({"endpoint": f"{self.simulators['revenues'].url}/v1"})],
                )
            if "govuk_pay" in self.simulators:
                database.execute(
                    "UPDATE payments_gatewaychoice SET options = "
                    "jsonb_set(options, '{base_url}', %s::jsonb) WHERE gateway = 'govuk_pay'",
                    [json.dumps(self.simulators["govuk_pay"].url)],
                )
            if "capita_scp" in self.simulators:
                database.execute(
                    "UPDATE payments_gatewaychoice SET options = "
                    "jsonb_set(options, '{endpoint}', %s::jsonb) WHERE gateway = 'capita_scp'",
                    [json.dumps(f"{self.simulators['capita_scp'].url}/scp/scpws")],
                )
            if "gocardless" in self.simulators:
                database.execute(
                    "UPDATE payments_debitservice SET options = options || %s::jsonb "
                    "WHERE collector = 'gocardless'",
                    [json.dumps({"base_url": self.simulators["gocardless"].url})],
                )
            if "notify" in self.simulators:
                database.execute(
                    "UPDATE notifications_carrierchoice SET options = "
                    "jsonb_set(options, '{base_url}', %s::jsonb) WHERE carrier = 'govuk_notify'",
                    [json.dumps(self.simulators["notify"].url)],
                )

    def script(self, module: str, *arguments: str) -> str:
        """Run a program of the tests in the installation's surroundings; return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=CHECKOUT,
            env={**self.environment, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    # Talking to it

    @contextmanager
    def connect(self) -> Iterator[psycopg.Connection]:
        """Connect to the database as its owner, with every council in force."""
        with psycopg.connect(url_of(self.database), autocommit=True) as connection:
            connection.execute(
                "SELECT set_config('moothall.council_ids', "
                "(SELECT string_agg(id::text, ',') FROM councils_council), false)"
            )
            yield connection

    def count(self, statement: str, *parameters) -> int:
        """Return the one number that a statement answers with."""
        with self.connect() as connection:
            return connection.execute(statement, parameters).fetchone()[0]

    def get(self, path: str, host: str = "aldermoor", cookie: str = "") -> httpx.Response:
        """GET a page of a council's site."""
        return TALK.get(f"{self.address}{path}", headers=self._headers(host, cookie))

    def post(
        self, path: str, data: dict, host: str = "aldermoor", cookie: str = "", **options
    ) -> httpx.Response:
        """POST a form to a council's site, as a browser on that site does."""
        return TALK.post(
            f"{self.address}{path}",
            data=data,
            headers={**self._headers(host, cookie), "Sec-Fetch-Site": "same-origin"},
            **options,
        )

    @property
    def address(self) -> str:
        """Return where the web listens."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str = "/", host: str = "aldermoor") -> str:
        """Return the address that a browser opens."""
        return f"http://{host}.localhost:{self.port}{path}"

    def _headers(self, host: str, cookie: str = "") -> dict[str, str]:
        headers = {"Host": f"{host}.localhost:{self.port}"}
        return {**headers, "Cookie": cookie} if cookie else headers


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """Give a fresh installation, and end all of it after."""
    template = demonstration_template()
    name = f"test_installation_{os.getpid()}_{free_port()}"
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(_named("CREATE DATABASE {} TEMPLATE {}", name, template))
    running = Installation(folder, name)
    try:
        yield running
    finally:
        running.stop()
        with psycopg.connect(url_of("postgres"), autocommit=True) as server:
            server.execute(_named("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def demonstration_template() -> str:
    """Return the database that holds the demonstration, made anew when its sources changed."""
    migrated = TestDatabase("demonstration")
    name = f"test_demonstration_{migrated.template[-12:]}_{_fingerprint()}"
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        with one_at_a_time(server, name):
            ready = server.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [name],
            ).fetchone()
            if ready and ready[0] == "filled":
                return name
            migrated.ensure_template(server)
            for (stale,) in server.execute(
                "SELECT datname FROM pg_database WHERE datname ~ '^test_demonstration_'"
            ).fetchall():
                server.execute(_named("DROP DATABASE IF EXISTS {} WITH (FORCE)", stale))
            server.execute(_named("CREATE DATABASE {} TEMPLATE {}", name, migrated.template))
            done = subprocess.run(
                [sys.executable, "manage.py", "create_demo", "--without-register"],
                cwd=CHECKOUT,
                env={
                    **os.environ,
                    **NOWHERE,
                    "DATABASE_URL": url_of(name),
                    "MOOTHALL_TESTING": "1",
                    "MOOTHALL_SECRETS_DIR": str(secrets_folder()),
                },
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"create_demo failed:\n{done.stdout}{done.stderr}")
            server.execute(_named("COMMENT ON DATABASE {} IS 'filled'", name))
    return name


def secrets_folder() -> Path:
    """Return where the secrets of the tests' demonstration lie."""
    return CHECKOUT / "var" / "test-secrets"


@cache
def static_folder() -> Path:
    """Return where the static files lie: those that are built, and a library's for passkeys."""
    folder = Path(tempfile.mkdtemp(prefix="moothall-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(CHECKOUT / "src" / "moothall" / "static_built", folder, dirs_exist_ok=True)
    for part in ("account", "mfa"):
        theirs = Path(allauth.__file__).parent / part / "static"
        shutil.copytree(theirs, folder, dirs_exist_ok=True)
    return folder


def smtp_port_of(mailbox: Program | None) -> int:
    """Return the port on which a mailbox takes mail; a free one before it has started."""
    if mailbox is None:
        return free_port()
    return int(mailbox.arguments[mailbox.arguments.index("--smtp-port") + 1])


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sorted((CHECKOUT / "demo").rglob("*")):
        if file.is_file():
            digest.update(file.read_bytes())
    for file in sorted((CHECKOUT / "src" / "moothall").rglob("demonstration/*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _named(template: str, *names: str) -> sql.Composed:
    return sql.SQL(template).format(*(sql.Identifier(name) for name in names))


def reference_in(page: str) -> str:
    """Return the reference on a confirmation page."""
    return re.search(r'data-testid="reference"[^>]*>\s*([A-Z0-9-]+)', page)[1]
