"""Row security: the product's reads with it, and the same on a copy that has no policy."""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import geometric_mean, median
from typing import Any

import psycopg
from psycopg import sql

from bench.figures import Figure
from bench.ground import Ground

PLAIN = "bench_plain"
#: Below it a table is read whole by any plan, and rightly.
LARGE = 1_000
#: A scan may pass over this many rows for each that it hands on, and a page of others.
PASSED_OVER = 2
A_PAGE = 50


@dataclass(frozen=True)
class Read:
    """One statement of the product in one scope."""

    councils: tuple[int, ...]
    name: str
    sql: str


def measure(ground: Ground) -> Iterator[Figure]:
    """This will run every read on both sides, in turn, and look at every plan."""
    database = ground.dataset(f"cases-{ground.effort.cases[1]}")
    reads = [
        Read(tuple(told["councils"]), told["name"], told["sql"])
        for told in ground.inside(database, "reads")
    ]
    _copy_without_policies(ground, database)
    with (
        ground.server.connect_as_application(database) as fenced,
        ground.server.connect_as_application(database) as plain,
    ):
        plain.execute(sql.SQL("SET search_path = {}, public").format(sql.Identifier(PLAIN)))
        wrong = _plans_without_index(fenced, reads)
        if wrong:
            raise RuntimeError("Plans that filter without an index:\n" + "\n".join(wrong))
        ratios: dict[int, list[float]] = defaultdict(list)
        notes, count = [], 0
        for read in reads:
            ratio, turns = _ratio(fenced, plain, read, turns=ground.effort.requests)
            ratios[len(read.councils)].append(ratio)
            count += turns
            notes.append((ratio, f"{read.name} ({len(read.councils)}) {ratio:.2f}"))
    means = {councils: geometric_mean(found) for councils, found in ratios.items()}
    slowest = ", ".join(words for _, words in sorted(notes)[:3])
    yield Figure(
        name="row_security_ratio",
        value=min(means.values()),
        unit="ratio",
        floor=1.0,
        n=count,
        note="; ".join(f"councils in force {n}: {mean:.3f}" for n, mean in means.items())
        + f"; {len(reads)} reads, lowest: {slowest}",
    )


def _ratio(
    fenced: psycopg.Connection, plain: psycopg.Connection, read: Read, *, turns: int
) -> tuple[float, int]:
    """Return the speed with row security over the speed without, of medians taken in turn."""
    took: dict[int, list[float]] = {id(fenced): [], id(plain): []}
    scope = ",".join(map(str, read.councils))
    for connection in (fenced, plain):
        connection.execute("SELECT set_config('moothall.council_ids', %s, false)", [scope])
    for turn in range(turns):
        for connection in (fenced, plain) if turn % 2 else (plain, fenced):
            began = time.perf_counter()
            connection.execute(read.sql.encode(), prepare=True).fetchall()  # as the product does
            took[id(connection)].append(time.perf_counter() - began)
    return median(took[id(plain)]) / median(took[id(fenced)]), turns


def _plans_without_index(connection: psycopg.Connection, reads: Sequence[Read]) -> list[str]:
    """Describe each scan of a large table that passes over rows which an index would not show."""
    sizes = {
        name: int(rows)
        for name, rows in connection.execute(
            "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'"
        ).fetchall()
    }
    wrong = []
    for read in reads:
        scope = ",".join(map(str, read.councils))
        connection.execute("SELECT set_config('moothall.council_ids', %s, false)", [scope])
        row = connection.execute(
            b"EXPLAIN (ANALYZE, FORMAT JSON) " + read.sql.encode(), prepare=False
        ).fetchone()
        plans = row[0] if row else []
        plan = (json.loads(plans) if isinstance(plans, str) else plans)[0]["Plan"]
        wrong += [
            f"{read.name}, {len(read.councils)} councils: {node['Node Type']} on "
            f"{node['Relation Name']} {node.get('Filter', '')}"
            for node in _nodes(plan)
            if sizes.get(node.get("Relation Name", ""), 0) >= LARGE and _is_wasteful(node)
        ]
    return wrong


def _is_wasteful(node: Mapping[str, Any]) -> bool:
    removed, shown = int(node.get("Rows Removed by Filter", 0)), int(node["Actual Rows"])
    return node["Node Type"] == "Seq Scan" or removed > PASSED_OVER * shown + A_PAGE


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def _copy_without_policies(ground: Ground, database: str) -> None:
    """Copy every fenced table with its indexes into a schema of its own, unless it is there."""
    with ground.server.council_scope(database) as connection:
        if connection.execute("SELECT to_regnamespace(%s)", [PLAIN]).fetchone() != (None,):
            return
        ground.say("copying tables without their policies …")
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        with connection.transaction():
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(PLAIN)))
            connection.execute(
                sql.SQL("GRANT USAGE ON SCHEMA {} TO moothall_app").format(sql.Identifier(PLAIN))
            )
            for (table,) in tables:
                names = (sql.Identifier(PLAIN, table), sql.Identifier("public", table))
                for statement in (
                    "CREATE TABLE {} (LIKE {} INCLUDING ALL EXCLUDING GENERATED)",
                    "INSERT INTO {} SELECT * FROM {}",
                ):
                    connection.execute(sql.SQL(statement).format(*names))
                connection.execute(sql.SQL("GRANT SELECT ON {} TO moothall_app").format(names[0]))
        connection.execute("VACUUM ANALYZE")
