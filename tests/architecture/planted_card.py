"""A card number that tests plant at every door, and the search for it in all that is kept."""

import io
import logging
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection

from moothall.kernel.card_numbers_in_logs import MaskedFormatter

CARD = "4242424242424242"
#: As somebody would write it, in the middle of other words.
TYPED = "Take it from 4242 4242-4242 4242 please"
PLANTED = re.compile(r"4242\D{0,3}4242\D{0,3}4242\D{0,3}4242")

_COLUMNS = """
    SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND c.table_schema = 'public' AND (c.data_type IN
    ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea', 'tsvector', 'numeric')
    OR c.udt_name = 'citext')
"""


def everything_stored():
    """Return each column of every table, and of every session, that holds the number."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(
                f'SELECT count(*) FROM "{table}" '
                f"WHERE {text} ~ '4242[^0-9]{{0,3}}4242[^0-9]{{0,3}}4242'"
            )
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    # What stands in them is packed, so that no search of the column would find it.
    packed = (str(session.get_decoded()) for session in Session.objects.iterator())
    return [*found, *("django_session" for text in packed if PLANTED.search(text))]


def everything_in_files():
    """Return the stored files whose name or content holds the number."""
    root = Path(default_storage.location)
    files = [file for file in root.rglob("*") if file.is_file()] if root.exists() else []
    return [file for file in files if PLANTED.search(f"{file}\n{file.read_text('latin-1')}")]


@pytest.fixture
def log():
    """The lines that the installation's own handler would write."""
    assert settings.LOGGING["formatters"]["line"]["()"].endswith(".MaskedFormatter")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskedFormatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)
