"""
The staging tables: filled by COPY, grouped by subject, emptied at the end.

Records are grouped by the number of the thing that they are about. Streets have theirs negated:
they come before every address, and a USRN that happens to be somebody's UPRN is kept apart.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from moothall.places.gazetteers.premium import OF_STREETS
from moothall.places.gazetteers.record import SEPARATOR, Record, RowRefused

TABLES = ("places_stagedrecord", "places_stagedstreet", "places_stagedaddress")
#: A record that only says: put this address together again, its street has another name now.
TOUCH = 0

_COPY = "COPY places_stagedrecord (line, subject, kind, change, fields) FROM STDIN"
_SPACES = str.maketrans({"\n": " ", "\r": " ", "\t": " ", "\\": "\\\\"})


def copy_line(ordinal: int, record: Record) -> str:
    """
    Return a record as COPY takes it; a line break within a field becomes a space.

    :raises RowRefused: if it holds a character that no text has
    """
    kind, change, subject, key, fields = record
    text = SEPARATOR.join((key, *fields))
    if text.count(SEPARATOR) != len(fields) or "\x00" in text:
        raise RowRefused("a control character in the text")
    if "\\" in text or "\n" in text or "\r" in text or "\t" in text:
        text = text.translate(_SPACES)
    sign = "-" if kind in OF_STREETS else ""
    return f"{ordinal}\t{sign}{subject}\t{kind}\t{change}\t{text}\n"


def copy_records(lines: Sequence[str]) -> None:
    """Put records into staging."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write("".join(lines))


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Put rows into one of the staging tables."""
    if table not in TABLES:
        raise ValueError(table)
    names = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def count_records() -> int:
    """Return how many records are staged; fewer than were put there means the server crashed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM places_stagedrecord")
        return int(cursor.fetchone()[0])


def empty() -> None:
    """Empty the staging tables."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
