"""
Django's cache in the database, each change of it one statement.

Django counts all rows before each change, to throw some away if they are too many, looks whether
the row is there, and only then writes: libraries that count tries of signing in do so several times
a request. Here what is over goes at night, so that a change is one statement and counts nothing.
"""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

_SET = """
    INSERT INTO {table} AS there (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires
"""
_FORGET = "DELETE FROM {table} WHERE expires < %s"
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_ADD = _SET + " WHERE there.expires < %s"


class CacheOfLastResort(DatabaseCache):
    """A table of values that end by themselves, for the installation without another cache."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self.quoted_table = connection.ops.quote_name(table)

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = None) -> bool:
        if mode == "touch":
            touched: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
            return touched
        ends = self.get_backend_timeout(timeout)
        expires = NEVER if ends is None else datetime.fromtimestamp(ends, tz=UTC)
        packed = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode()
        only_if_over = [datetime.now(tz=UTC)] if mode == "add" else []
        statement = _ADD if mode == "add" else _SET
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(table=self.quoted_table),
                [key, packed, expires, *only_if_over],
            )
            return bool(cursor.rowcount)

    def forget_what_is_over(self) -> int:
        """Delete what has ended and return how much that was."""
        with connection.cursor() as cursor:
            cursor.execute(
                _FORGET.format(table=self.quoted_table),
                [datetime.now(tz=UTC)],
            )
            return int(cursor.rowcount)


def forget_what_is_over() -> int:
    """Delete what has ended in the installation's cache, if that is in the database."""
    cache = caches["default"]
    return cache.forget_what_is_over() if isinstance(cache, CacheOfLastResort) else 0
