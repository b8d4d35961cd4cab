"""
Data sets: databases that are made once and cloned or read for each measurement.

    migrated            tables and nothing in them
    demonstration       the two councils of the demonstration, their addresses and some cases
    cases-N             the demonstration with N cases in each council
    desk-NxM            the demonstration beside twenty councils, of which N have M people each and
                        two and a half cases for each of them
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from bench import desk_land

if TYPE_CHECKING:
    from bench.ground import Ground

PREFIX = "moothall_bench_"
CLONE = f"{PREFIX}run_"
_READY = "ready"


def ready(ground: Ground, name: str) -> str:
    """
    This will give the database of a data set, after making it where it is missing or stale.

    :raises LookupError: if there is no such data set
    """
    kind, _, size = name.partition("-")
    makers = {
        "migrated": _migrate,
        "demonstration": _demonstrate,
        "cases": _fill,
        "desk": _fill_desk,
    }
    if kind not in makers:
        raise LookupError(f"There is no data set {name!r}.")
    stem = f"{PREFIX}{name.replace('-', '_')}_"
    database = stem + _fingerprint(ground.checkout.root, kind)
    if ground.server.description_of(database) == _READY:
        return database
    for stale in ground.server.databases(stem):
        ground.server.drop(stale)
    ground.say(f"making the data set {name} …")
    makers[kind](ground, database, size)
    with ground.server.connect(database) as connection:
        connection.execute("VACUUM ANALYZE")
    ground.server.describe(database, _READY)
    return database


def _migrate(ground: Ground, database: str, _size: str) -> None:
    ground.server.create(database)
    for command in ("prepare_database", "migrate", "createcachetable"):
        ground.run(database, "manage.py", command, as_owner=True)


def _demonstrate(ground: Ground, database: str, _size: str) -> None:
    ground.server.create(database, ready(ground, "migrated"))
    ground.run(database, "manage.py", "create_demo")


def _fill(ground: Ground, database: str, size: str) -> None:
    ground.server.create(database, ready(ground, "demonstration"))
    ground.inside(database, "cases", size)


def _fill_desk(ground: Ground, database: str, size: str) -> None:
    filled, _, people = size.partition("x")
    ground.server.create(database, ready(ground, "demonstration"))
    with ground.server.connect(database) as connection:
        desk_land.fill(connection, filled=int(filled), people=int(people), say=ground.say)


def _fingerprint(root: Path, kind: str) -> str:
    """Name the state of the sources that a data set is made from."""
    package = root / "src" / "moothall"
    sources = [
        *package.rglob("migrations/*.py"),
        package / "kernel" / "postgres" / "schema.py",
        package / "kernel" / "database_roles.py",
        root / "requirements" / "base.txt",
    ]
    if kind != "migrated":
        sources += [*(root / "demo").rglob("*"), *package.rglob("demonstration/*.py")]
    if kind == "cases":
        sources.append(root / "bench" / "inside" / "cases.py")
    if kind == "desk":
        sources += (root / "bench").glob("desk_*.py")
    digest = hashlib.sha256()
    for source in sorted(sources):
        if source.is_file():
            digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()[:8]
