"""The PostgreSQL on which is measured: one of the bench's own, or the one the shell names."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from bench import machine
from script.launch.checkout import Checkout
from script.launch.postgres import EmbeddedServer, find_wheel

_HERE = {"", "localhost", "127.0.0.1", "::1"}


@dataclass
class Server:
    """A server with the right to create databases, and the addresses of what is on it."""

    checkout: Checkout
    embedded: EmbeddedServer | None = None

    @classmethod
    @contextmanager
    def running(cls, checkout: Checkout) -> Iterator["Server"]:
        """This will use the server that DATABASE_URL names, else start and stop one of our own."""
        if os.environ.get("DATABASE_URL"):
            yield cls(checkout)
            return
        embedded = EmbeddedServer.of(checkout, creates_databases=True)
        embedded.start()
        try:
            yield cls(checkout, embedded)
        finally:
            embedded.stop()

    def url(self, database: str) -> str:
        """This will give the owner's address of a database."""
        if self.embedded is not None:
            return self.embedded.url("moothall_owner", database)
        base, _, query = os.environ["DATABASE_URL"].partition("?")
        return base.rsplit("/", 1)[0] + f"/{database}" + (f"?{query}" if query else "")

    def environment(self, database: str) -> dict[str, str]:
        """This will give what Moothall's settings read of a database."""
        application = ""
        if self.embedded is not None:
            application = self.embedded.url("moothall_app", database)
        return {"DATABASE_URL": self.url(database), "DATABASE_APP_URL": application}

    @contextmanager
    def connect(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """This will connect as the owner, each statement by itself."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            yield connection

    @contextmanager
    def connect_as_application(self, database: str) -> Iterator[psycopg.Connection]:
        """This will connect with the application's role, which row security binds."""
        url = self.environment(database)["DATABASE_APP_URL"]
        options = None if url else "-c role=moothall_app"
        with psycopg.connect(
            url or self.url(database), autocommit=True, options=options
        ) as connection:
            yield connection

    @contextmanager
    def council_scope(self, database: str) -> Iterator[psycopg.Connection]:
        """This will connect as the owner with every council in force."""
        with self.connect(database) as connection:
            connection.execute(
                "SELECT set_config('moothall.council_ids', "
                "(SELECT string_agg(id::text, ',') FROM councils_council), false)"
            )
            yield connection

    def cpu_seconds(self, database: str) -> float:
        """
        This will add up what the server has used of a core.

        On our own server that is everything it does; on a shared one the sessions of this database.

        :raises RuntimeError: if the server is on another machine
        """
        if self.embedded is not None:
            leader = self.embedded.pid()
            return machine.cpu_seconds(leader) if leader is not None else 0.0
        host = urlsplit(os.environ["DATABASE_URL"]).hostname or ""
        if host not in _HERE:
            raise RuntimeError(f"PostgreSQL is on {host}: its use of a core cannot be read here.")
        with self.connect() as connection:
            sessions = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s", [database]
            ).fetchall()
        return machine.cpu_seconds(*(pid for (pid,) in sessions))

    def pgbench(self) -> Path:
        """
        This will find pgbench: of the embedded server's package, else of the machine.

        :raises FileNotFoundError: if there is none
        """
        packaged = find_wheel(self.checkout) / "pginstall" / "bin" / "pgbench"
        found = str(packaged) if packaged.exists() else shutil.which("pgbench")
        if found is None:
            raise FileNotFoundError("pgbench is missing: apt-get install postgresql-contrib")
        return Path(found)

    # Databases

    def description_of(self, database: str) -> str | None:
        """This will give a database's comment: nothing if there is none, or no such database."""
        with self.connect() as connection:
            row = connection.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [database],
            ).fetchone()
        return None if row is None else row[0]

    def describe(self, database: str, words: str) -> None:
        """This will give a database a comment."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                    sql.Identifier(database), sql.Literal(words)
                )
            )

    def create(self, database: str, template: str = "template1") -> None:
        """This will create a database, in the place of an older one of its name."""
        self.drop(database)
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(database), sql.Identifier(template)
                )
            )

    def drop(self, database: str) -> None:
        """This will drop a database, whoever is connected to it."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )

    def databases(self, beginning: str) -> list[str]:
        """This will list databases by the beginning of their name."""
        with self.connect() as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning]
            ).fetchall()
        return [name for (name,) in rows]
