"""
Twenty councils with two million people and five million cases, by plain SQL in some minutes.

The same numbers make the same rows, on every machine: what looks drawn is a hash of a number. A
few surnames, streets, people and services have very much, most have little. Only some councils may
be filled, so that pages can be compared while all other councils stand empty.
"""

from collections.abc import Callable, Sequence

import psycopg

from bench import desk_sql as sql
from bench.desk_names import first_names, surnames

COUNCILS = 20
CASES_OF_A_PERSON = 2.5
FIRST_NAMES, SURNAMES = 700, 25_000
#: Rows are put into these without their indexes and references, which are made after.
FILLED = (
    "people_person",
    "people_contactpoint",
    "people_residence",
    "cases_case",
    "cases_interaction",
    "cases_timelineentry",
)

_INDEXES = """
    SELECT c.relname, pg_get_indexdef(x.indexrelid)
    FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
    WHERE x.indrelid = ANY(%s::regclass[])
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid)
    ORDER BY 1
"""
_REFERENCES = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY 1, 2
"""


def slug(number: int) -> str:
    """This will name one of the councils."""
    return f"borough-{number:02}"


def fill(
    connection: psycopg.Connection, *, filled: int, people: int, say: Callable[[str], None]
) -> None:
    """This will make the councils and give so many of them so many people each, and their cases."""
    connection.cursor_factory = psycopg.ClientCursor  # each statement has each value many times
    connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
    connection.execute("SET work_mem = '256MB'; SET hash_mem_multiplier = 4")
    for statement in sql.PREPARE:
        connection.execute(statement.encode())
    _take_names(connection, "bench_first", first_names(FIRST_NAMES))
    _take_names(connection, "bench_last", surnames(SURNAMES))
    ids = [_council(connection, number) for number in range(COUNCILS)]
    for number, council_id in enumerate(ids):
        for statement in sql.SET_UP:
            connection.execute(statement.encode(), _values(number, council_id, people))
    everybody = ",".join(map(str, ids))
    connection.execute("SELECT set_config('moothall.council_ids', %s, false)", [everybody])
    connection.execute("ANALYZE")
    indexes, references = _taken_away(connection)
    for number, council_id in list(enumerate(ids))[:filled]:
        values = _values(number, council_id, people)
        for statement in sql.FILL:
            connection.execute(statement.encode(), values)
        say(f"{slug(number)} has {people:,} people and {values['cases']:,} cases")
    for definition in indexes:
        connection.execute(definition.encode())
    say(f"{len(indexes)} indexes made again")
    for table, name, definition in references:
        added = f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
        connection.execute(added.encode())
    say(f"{len(references)} references checked")
    for statement in sql.TIDY:
        connection.execute(statement.encode())


def _values(number: int, council_id: int, people: int) -> dict[str, object]:
    return {
        "number": number,
        "council": council_id,
        "slug": slug(number),
        "people": people,
        "cases": int(people * CASES_OF_A_PERSON),
        "prefix": f"B{chr(ord('A') + number)}X",
        "area": f"Q{chr(ord('A') + number)}",
        "custodian": 8_000 + number,
        "moved": (number + 1) * 10_000_000_000,
    }


def _take_names(connection: psycopg.Connection, table: str, names: Sequence[str]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for place, name in enumerate(names):
            copy.write_row((place, name))


def _council(connection: psycopg.Connection, number: int) -> int:
    row = connection.execute(sql.COUNCIL.encode(), _values(number, 0, 0)).fetchone()
    assert row is not None, "the statement returns what it made"
    return int(row[0])


def _taken_away(
    connection: psycopg.Connection,
) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Drop indexes and references of the tables to be filled, and say how to make them again."""
    tables = list(FILLED)
    references = connection.execute(_REFERENCES.encode(), [tables]).fetchall()
    for table, name, _ in references:
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
    indexes = connection.execute(_INDEXES.encode(), [tables]).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"'.encode())
    return [definition for _, definition in indexes], references
