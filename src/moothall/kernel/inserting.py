"""Insert rows without the machinery of queries, where an action runs too often to pay for it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

R = TypeVar("R", bound=Model)

#: psycopg remembers how a statement is to be filled in, if it has no more values than these.
REMEMBERED_VALUES = 50


@dataclass
class _Gathered:
    """What is to be written when a block ends: rows, and items of other kinds with their writer."""

    rows: list[Model] = field(default_factory=list)
    others: dict[Callable[[list[Any]], object], list[Any]] = field(default_factory=dict)


#: What the block holds that is being gathered, if there is one.
_gathering: ContextVar[_Gathered | None] = ContextVar("what_is_being_gathered", default=None)


def insert(rows: Sequence[R]) -> list[R]:
    """
    Insert rows, in one statement as a rule, and return them; none at all costs none.

    Does what `bulk_create` does for rows that bring all their values, at half its use of a core.
    Within `gathered` they are written when the block ends.
    """
    waiting = _gathering.get()
    if waiting is not None:
        waiting.rows.extend(rows)
    elif rows:
        _write(rows)
    return list(rows)


def together(write: Callable[[list[Any]], object], items: Iterable[Any]) -> None:
    """Call `write` with the items; within `gathered` once at its end, with those of all calls."""
    waiting, given = _gathering.get(), list(items)
    if waiting is not None:
        waiting.others.setdefault(write, []).extend(given)
    elif given:
        write(given)


@contextmanager
def gathered() -> Iterator[None]:
    """
    Write all that is inserted within, of however many kinds, in a statement or two at the end.

    For actions that write much and read nothing of it back; a decorator too. Each statement costs
    a journey to the database and back, whatever it holds. Blocks may be nested, and the outermost
    writes. The rows may refer to each other in any order, since foreign keys are checked when the
    transaction ends. If the block fails nothing is written.
    """
    if _gathering.get() is not None:
        yield
        return
    found = _Gathered()
    token = _gathering.set(found)
    try:
        yield
    finally:
        _gathering.reset(token)
    if found.rows:
        _write(found.rows)
    for write, items in found.others.items():
        if items:
            write(items)


def _write(rows: Sequence[Model]) -> None:
    # The proxy that Django hands out looks the connection up at every touch: once is enough.
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        for part in _parts(sorted(rows, key=_kind)):
            values = [
                column.get_db_prep_save(getattr(row, column.attname), database)
                for row in part
                for column in _shape(type(row)).fields
            ]
            cursor.execute(_statement(tuple(Counter(map(type, part)).items())), values)
    for row in rows:
        row._state.adding = False
        row._state.db = database.alias


def _parts(rows: Sequence[Model]) -> Iterator[list[Model]]:
    """Part rows so that each statement is short enough to be remembered."""
    part: list[Model] = []
    values = 0
    for row in rows:
        count = len(_shape(type(row)).fields)
        if part and values + count > REMEMBERED_VALUES:
            yield part
            part, values = [], 0
        part.append(row)
        values += count
    yield part


def _kind(row: Model) -> str:
    return row._meta.db_table


@lru_cache(maxsize=256)
def _statement(kinds: tuple[tuple[type[Model], int], ...]) -> str:
    """Return an insertion into one table, preceded by those into others as parts of itself."""
    *others, last = [_insertion(kind, count) for kind, count in kinds]
    parts = ", ".join(f"part{number} AS ({part})" for number, part in enumerate(others))
    return f"WITH {parts} {last}" if parts else last


def _insertion(model: type[Model], count: int) -> str:
    shape = _shape(model)
    return f"INSERT INTO {shape.columns} VALUES {', '.join([shape.marks] * count)}"  # noqa: S608


@dataclass(frozen=True)
class _Shape:
    """Table and columns as a statement names them, a row of marks, and the fields."""

    columns: str
    marks: str
    fields: tuple["Field[Any, Any]", ...]


@cache
def _shape(model: type[Model]) -> _Shape:
    fields = tuple(one for one in model._meta.concrete_fields if not one.generated)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(one.column)) for one in fields)
    return _Shape(
        columns=f"{quote(model._meta.db_table)} ({columns})",
        marks=f"({', '.join(['%s'] * len(fields))})",
        fields=fields,
    )
