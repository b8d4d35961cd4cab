"""A council's whole ledger as files that any program reads, for the years that it must be kept."""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Sum

from moothall.councils.queries import council_by_id
from moothall.kernel.errors import MoothallError
from moothall.payments.ledger.proof import prove_ledger
from moothall.payments.models import LedgerEntry

#: Rows that are held in memory at a time.
_AT_ONCE = 5_000
_FILES: Mapping[str, tuple[str, Sequence[str]]] = {
    "accounts.csv": (
        "payments_ledgeraccount",
        ("id", "kind", "code", "fund_code", "gl_code", "vat_code", "vat_rate", "balance_pence"),
    ),
    "transactions.csv": (
        "payments_ledgertransaction",
        (
            *("id", "key", "kind", "occurred_at", "booked_on", "posted_at", "about_type"),
            *("about_id", "external_reference", "reverses_id", "entry_count", "amount_pence"),
        ),
    ),
    "entries.csv": (
        "payments_ledgerentry",
        ("id", "transaction_id", "position", "account_id", "amount_pence", "line_id"),
    ),
}


class BooksNotSound(MoothallError):
    """A ledger does not add up, or there is something where it is to be written."""


@transaction.atomic
def write_books(council_id: int, folder: Path, *, now: datetime) -> Mapping[str, int]:
    """
    Write a council's ledger into a folder and return the rows of each file.

    `manifest.json` says whose it is, and for each file its rows and SHA-256. All is of one moment.

    :raises BooksNotSound: if the ledger does not add up, or the folder is not empty
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BooksNotSound(f"{folder} is not empty.")
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    if not prove_ledger(council_id=council_id, now=now).is_sound:
        raise BooksNotSound("The ledger does not add up: see the nightly check in the books.")
    counts: dict[str, int] = {}
    files: dict[str, dict[str, int | str]] = {}
    for name, (table, columns) in _FILES.items():
        rows = _write(folder / name, table, columns, council_id)
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        counts[name] = rows
        files[name] = {"rows": rows, "sha256": digest}
    total = LedgerEntry.objects.filter(council_id=council_id, amount_pence__gt=0).aggregate(
        total=Sum("amount_pence")
    )["total"]
    manifest = {
        "council": council_by_id(council_id).name,
        "made_at": now.isoformat(),
        "credits_pence": int(total or 0),
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return counts


def _write(file: Path, table: str, columns: Sequence[str], council_id: int) -> int:
    rows = 0
    statement = f"SELECT {', '.join(columns)} FROM {table} WHERE council_id = %s ORDER BY id"  # noqa: S608 - names of ours
    with (
        file.open("w", newline="", encoding="utf-8") as opened,
        connection.chunked_cursor() as cursor,
    ):
        writer = csv.writer(opened)
        writer.writerow(columns)
        cursor.execute(statement, [council_id])
        while some := cursor.fetchmany(_AT_ONCE):
            writer.writerows(some)
            rows += len(some)
    return rows
