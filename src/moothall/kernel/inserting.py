"""Insert rows without the machinery of queries, where an action runs too often to pay for it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import NOT_PROVIDED, Field, Model

R = TypeVar("R", bound=Model)

#: A kind of row: its model, and which of its columns it leaves empty.
Kind = tuple[type[Model], tuple[str, ...]]

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
        for part in _parts(sorted(rows, key=_place)):
            values = [
                column.get_db_prep_save(getattr(row, column.attname), database)
                for row in part
                for column in _shape(*_kind(row)).fields
            ]
            cursor.execute(_statement(tuple(Counter(map(_kind, part)).items())), values)
    for row in rows:
        row._state.adding = False
        row._state.db = database.alias


def _parts(rows: Sequence[Model]) -> Iterator[list[Model]]:
    """Part rows so that each statement is short enough to be remembered."""
    part: list[Model] = []
    values = 0
    for row in rows:
        count = len(_shape(*_kind(row)).fields)
        if part and values + count > REMEMBERED_VALUES:
            yield part
            part, values = [], 0
        part.append(row)
        values += count
    yield part


def _kind(row: Model) -> Kind:
    """Return of what kind a row is, with the columns that it leaves empty and need not name."""
    model = type(row)
    return model, tuple(name for name in _may_be_left(model) if getattr(row, name) is None)


def _place(row: Model) -> tuple[str, tuple[str, ...]]:
    """Return where a row stands among others: those of one kind beside each other."""
    return row._meta.db_table, _kind(row)[1]


@cache
def _may_be_left(model: type[Model]) -> tuple[str, ...]:
    """Return the columns that the database itself leaves empty where nothing is said of them."""
    return tuple(
        one.attname
        for one in model._meta.concrete_fields
        if one.null and one.db_default is NOT_PROVIDED
    )


@lru_cache(maxsize=512)
def _statement(kinds: tuple[tuple[Kind, int], ...]) -> str:
    """Return an insertion into one table, preceded by those into others as parts of itself."""
    *others, last = [_insertion(kind, count) for kind, count in kinds]
    parts = ", ".join(f"part{number} AS ({part})" for number, part in enumerate(others))
    return f"WITH {parts} {last}" if parts else last


def _insertion(kind: Kind, count: int) -> str:
    shape = _shape(*kind)
    return f"INSERT INTO {shape.columns} VALUES {', '.join([shape.marks] * count)}"  # noqa: S608


@dataclass(frozen=True)
class _Shape:
    """Table and columns as a statement names them, a row of marks, and the fields."""

    columns: str
    marks: str
    fields: tuple["Field[Any, Any]", ...]


@cache
def _shape(model: type[Model], left: tuple[str, ...]) -> _Shape:
    fields = tuple(
        one for one in model._meta.concrete_fields if not one.generated and one.attname not in left
    )
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(one.column)) for one in fields)
    return _Shape(
        columns=f"{quote(model._meta.db_table)} ({columns})",
        marks=f"({', '.join(['%s'] * len(fields))})",
        fields=fields,
    )
