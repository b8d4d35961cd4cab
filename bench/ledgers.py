"""The ledger: posting through its one function, against the same inserts without any of it."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psycopg

from bench.figures import Figure
from bench.ground import Ground

CLIENTS = 8
#: Into so many turns each round is split: a neighbour that comes and goes disturbs few of them.
TURNS = 3
WALLETS = 1_000
#: What a wallet holds at first: enough for any measurement.
#: How many were posted before it counts.
BEFORE, A_LITTLE = 10_000, 200
PENCE = 1_000_000_000

#: Twins of the ledger's tables, with their columns, indexes, checks and foreign keys, and nothing
#: else: no policy, no trigger of ours.
_RAW = f"""
    CREATE TABLE raw_account (LIKE payments_ledgeraccount INCLUDING ALL);
    CREATE TABLE raw_transaction (LIKE payments_ledgertransaction INCLUDING ALL);
    CREATE TABLE raw_entry (LIKE payments_ledgerentry INCLUDING ALL);
    ALTER TABLE raw_transaction ADD FOREIGN KEY (council_id) REFERENCES councils_council (id)
        DEFERRABLE INITIALLY DEFERRED;
    ALTER TABLE raw_entry ADD FOREIGN KEY (council_id) REFERENCES councils_council (id)
        DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (council_id, transaction_id) REFERENCES raw_transaction (council_id, id)
        DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (council_id, account_id) REFERENCES raw_account (council_id, id)
        DEFERRABLE INITIALLY DEFERRED;
    GRANT SELECT, INSERT ON raw_account, raw_transaction, raw_entry TO moothall_app;
    INSERT INTO payments_ledgeraccount (id, council_id, kind, code, fund_code, gl_code, vat_code,
            vat_rate, balance_pence, min_balance_pence)
        SELECT md5(n::text)::uuid, {{council}}, 'wallet', n::text, '', '', '', 0, {PENCE}, 0
        FROM generate_series(1, {WALLETS}) n
        UNION ALL
        SELECT md5('income')::uuid, {{council}}, 'income', '', 'F', 'G', 'STD', 2000, NULL, NULL;
    INSERT INTO raw_account SELECT * FROM payments_ledgeraccount;
"""

_OURS = f"""\
\\set wallet random(1, {WALLETS})
SELECT payments_post({{council}}, gen_random_uuid(), gen_random_uuid()::text, 'wallet_spend', now(),
    current_date, now(), 'payments.wallet', gen_random_uuid(), '', NULL,
    ('[{{{{"id": "' || gen_random_uuid() || '", "kind": "wallet", "code": "' || :wallet || '",
    "fund": "", "gl": "", "vat": "", "rate": 0, "least": 0, "pence": -100, "line": null}}}},
    {{{{"id": "' || gen_random_uuid() || '", "kind": "income", "code": "", "fund": "F", "gl": "G",
    "vat": "STD", "rate": 2000, "least": null, "pence": 100, "line": null}}}}]')::jsonb);
"""

_RAW_INSERTS = f"""\
\\set wallet random(1, {WALLETS})
\\set event random(0, 9223372036854775806)
BEGIN;
INSERT INTO raw_transaction (id, council_id, key, kind, occurred_at, booked_on, posted_at,
    about_type, about_id, external_reference, reverses_id, entry_count, amount_pence)
    VALUES (md5(:event::text)::uuid, {{council}},
    gen_random_uuid()::text, 'wallet_spend', now(), current_date, now(), 'payments.wallet',
    gen_random_uuid(), '', NULL, 2, 100);
INSERT INTO raw_entry
    (id, council_id, transaction_id, position, account_id, amount_pence, line_id)
    VALUES (gen_random_uuid(), {{council}},
    md5(:event::text)::uuid, 1,
    md5(:wallet::text)::uuid, -100, NULL),
    (gen_random_uuid(), {{council}},
    md5(:event::text)::uuid, 2,
    md5('income')::uuid, 100, NULL);
COMMIT;
"""

#: A ledger that has been in use, since plans for empty tables are made differently.
_BEFORE = f"""
    SELECT payments_post({{council}}, gen_random_uuid(), gen_random_uuid()::text, 'wallet_spend',
        now(), current_date, now(), 'payments.wallet', gen_random_uuid(), '', NULL,
        jsonb_build_array(
            jsonb_build_object('id', gen_random_uuid(), 'kind', 'wallet', 'code',
                (n % {WALLETS} + 1)::text, 'fund', '', 'gl', '', 'vat', '', 'rate', 0,
                'pence', -100),
            jsonb_build_object('id', gen_random_uuid(), 'kind', 'income', 'code', '', 'fund', 'F',
                'gl', 'G', 'vat', 'STD', 'rate', 2000, 'pence', 100)))
        FROM generate_series(1, {{count}}) n;
"""


def measure(ground: Ground) -> Iterator[Figure]:
    """
    This will let pgbench post and insert, turn by turn, and count what is there after.

    :raises RuntimeError: if what was posted does not add up
    """
    with ground.clone("demonstration") as database:
        with ground.server.council_scope(database) as connection:
            row = connection.execute("SELECT min(id) FROM councils_council").fetchone()
            council = int(row[0]) if row else 0
            connection.execute(_RAW.format(council=council).encode())
            use_a_little(connection, council)
            connection.execute(_BEFORE.format(council=council, count=BEFORE).encode())
            connection.execute(
                "INSERT INTO raw_transaction SELECT * FROM payments_ledgertransaction"
            )
            connection.execute("INSERT INTO raw_entry SELECT * FROM payments_ledgerentry")
            connection.execute("VACUUM ANALYZE")
        scripts = {
            name: _script(ground, name, text.format(council=council))
            for name, text in (("post", _OURS), ("raw", _RAW_INSERTS))
        }
        rates: dict[str, list[float]] = {"post": [], "raw": []}
        for turn in range(ground.effort.rounds * TURNS):
            for name in ("post", "raw") if turn % 2 else ("raw", "post"):
                rates[name].append(_pgbench(ground, database, council, scripts[name]))
        with ground.server.council_scope(database) as connection:
            count, wrong = connection.execute(
                "SELECT (SELECT count(*) FROM payments_ledgertransaction), (SELECT count(*) FROM "
                "payments_ledgeraccount a WHERE balance_pence <> %s + (SELECT coalesce(sum("
                "amount_pence), 0) FROM payments_ledgerentry e WHERE e.account_id = a.id))",
                [PENCE],
            ).fetchone() or (0, 1)
    if wrong or not count:
        raise RuntimeError(f"{count} were posted, and {wrong} balances are wrong.")
    posted, raw = median(rates["post"]), median(rates["raw"])
    ratios = [ours / theirs for ours, theirs in zip(rates["post"], rates["raw"], strict=True)]
    yield Figure(
        name="ledger_post_ratio",
        value=median(ratios),
        unit="ratio",
        floor=1.0,
        n=count,
        note=f"{posted:,.0f} posted a second from {WALLETS:,} wallets that cannot be overspent, "
        f"{raw:,.0f} inserted raw, {CLIENTS} clients each",
    )


def use_a_little(connection: psycopg.Connection, council: int) -> None:
    """
    This will post a little, and let the server look at the tables.

    A data set's tables were looked at while they were empty; what is planned for such tables reads
    them by any index. A ledger in use is looked at by the server itself.
    """
    connection.execute(_BEFORE.format(council=council, count=A_LITTLE).encode())
    connection.execute("VACUUM ANALYZE")
    connection.execute("DISCARD PLANS")


def _script(ground: Ground, name: str, text: str) -> Path:
    script = ground.folder / f"ledger_{name}.sql"
    script.write_text(text)
    return script


def _pgbench(ground: Ground, database: str, council: int, script: Path) -> float:
    """
    Let clients run a script with the application's role, and return how often in a second.

    :raises RuntimeError: if pgbench fails
    """
    done = subprocess.run(
        [
            str(ground.server.pgbench()),
            f"--client={CLIENTS}",
            "--jobs=2",
            f"--time={max(1, round(ground.effort.seconds / TURNS))}",
            "--no-vacuum",
            "--protocol=prepared",
            f"--file={script}",
            ground.server.url(database),
        ],
        env={
            **os.environ,
            "PGOPTIONS": f"-c role=moothall_app -c moothall.council_ids={council}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if found is None or "failed" in done.stderr:
        raise RuntimeError(f"pgbench failed:\n{done.stdout}{done.stderr}")
    return float(found[1])
