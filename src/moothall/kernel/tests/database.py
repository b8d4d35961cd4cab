"""
Test databases: one migrated template, cloned for each worker and after each test that commits.

The template is made as the owner and used as the application's role, so that every test meets
row security as the product does.
"""

import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql

#: Those of other branches, so that going back and forth between them costs nothing.
TEMPLATES_KEPT = 6
#: Seconds in which the server's own vacuum is done with a test's database.
PATIENCE = 30

CHECKOUT = Path(__file__).resolve().parents[4]


class TestDatabase:
    """The database of one test process."""

    __test__ = False

    def __init__(self, worker: str) -> None:
        base = connection.settings_dict["NAME"]
        # Named by the migrations alone: every checkout and worker on a server shares it.
        self.template = f"test_template_{_fingerprint()}"
        self.name = f"test_{base}_{worker}_{os.getpid()}"

    def create(self) -> None:
        """Make the template if a migration changed, clone it, and use the clone from now on."""
        with _administration() as server:
            self.ensure_template(server)
        self.renew()
        connection.settings_dict["NAME"] = self.name
        TransactionTestCase._fixture_teardown = lambda case: self.renew()

    def renew(self) -> None:
        """Replace the clone by a fresh one."""
        connection.close()
        with _administration() as server:
            _drop(server, self.name)
            server.execute(_sql("CREATE DATABASE {} TEMPLATE {}", self.name, self.template))

    def drop(self) -> None:
        """Remove the clone."""
        connection.close()
        with _administration() as server:
            _drop(server, self.name)

    def ensure_template(self, server) -> None:
        """Make the migrated template, unless it is there; others wait for it meanwhile."""
        with one_at_a_time(server, self.template):
            self._make_template(server)

    def _make_template(self, server) -> None:
        ready = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [self.template],
        ).fetchone()
        if ready and ready[0] == "migrated":
            return
        if ready:
            server.execute(_sql("DROP DATABASE {} WITH (FORCE)", self.template))
        for (stale,) in server.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^test_template_' "
            "ORDER BY oid DESC OFFSET %s",
            [TEMPLATES_KEPT],
        ).fetchall():
            server.execute(_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", stale))
        server.execute(_sql("CREATE DATABASE {}", self.template))
        for command in (["prepare_database"], ["migrate", "-v0"], ["createcachetable"]):
            done = subprocess.run(
                [sys.executable, "manage.py", *command],
                cwd=CHECKOUT,
                env={**os.environ, "DATABASE_URL": url_of(self.template)},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"manage.py {command[0]} failed:\n{done.stdout}{done.stderr}")
        server.execute(_sql("COMMENT ON DATABASE {} IS 'migrated'", self.template))


def _drop(server, name: str) -> None:
    """
    Remove a database, whoever is connected.

    The server's own vacuum may be there just then; it belongs to the superuser, so that nobody
    else may end it, and is soon done.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server.execute(_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))
        except psycopg.errors.InsufficientPrivilege:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def url_of(name: str) -> str:
    """Return DATABASE_URL for another database of the same server."""
    url = os.environ["DATABASE_URL"]
    base, _, query = url.partition("?")
    return base.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")


@contextmanager
def _administration():
    """Connect as the owner, outside the test's own database."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        yield server


@contextmanager
def one_at_a_time(server, what: str):
    """Let one process on this server do this at once."""
    server.execute("SELECT pg_advisory_lock(hashtext(%s))", [what])
    try:
        yield
    finally:
        server.execute("SELECT pg_advisory_unlock(hashtext(%s))", [what])


def _sql(template: str, *names: str):
    return sql.SQL(template).format(*(sql.Identifier(name) for name in names))


def _fingerprint() -> str:
    """Return a digest of every migration of every app, ours and the libraries'."""
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        for file in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(file.name.encode())
            if "moothall" in config.name:
                digest.update(file.read_bytes())
    digest.update((Path(__file__).parents[1] / "postgres" / "schema.py").read_bytes())
    digest.update((Path(__file__).parents[1] / "database_roles.py").read_bytes())
    return digest.hexdigest()[:12]
