"""
The four roles of the database and what the application's may do.

The owner migrates. The application's role owns nothing and may select, insert, update and delete,
so it can neither truncate nor lift a policy. The search role owns reviewed functions. The backup
role passes row security, since `pg_dump` otherwise fails on fenced tables.
"""

from typing import Any

from django.conf import settings
from django.db import connection
from django.db.utils import ProgrammingError

SEARCH_ROLE = "moothall_search"
BACKUP_ROLE = "moothall_backup"
BACKUP_RIGHTS = "LOGIN BYPASSRLS IN ROLE pg_read_all_data"
VERSION_WITH_SET = 160_000
FROM_NOW_ON = "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
EXTENSIONS = ("btree_gist", "btree_gin", "pg_trgm", "unaccent", "citext")


def prepare_database() -> list[str]:
    """
    Create roles and extensions where they are absent, and grant; may be run at any time, again.

    Run it as the owner of the database. Return what could not be done for want of rights and must
    be done by the server's administrator (only the backup role, on most managed servers).
    """
    left_over: list[str] = []
    with connection.cursor() as cursor:
        for name in EXTENSIONS:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
        app = settings.APPLICATION_ROLE
        _create_role(cursor, app, "NOLOGIN")
        _create_role(cursor, SEARCH_ROLE, "NOLOGIN")
        left_over += _create_backup_role(cursor)
        cursor.execute("SELECT current_user, current_database()")
        owner, database = cursor.fetchone()
        # From version 16 on, whoever creates a role is its member but may not become it.
        cursor.execute("SELECT current_setting('server_version_num')::int")
        may_become = "SET" if cursor.fetchone()[0] >= VERSION_WITH_SET else "MEMBER"
        for role in (app, SEARCH_ROLE):
            cursor.execute("SELECT pg_has_role(current_user, %s, %s)", [role, may_become])
            if not cursor.fetchone()[0]:
                cursor.execute(f'GRANT {role} TO "{owner}"')
        for statement in (
            f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO {app}',
            f"GRANT USAGE ON SCHEMA public TO {app}, {SEARCH_ROLE}",
            # Whoever is to own a function must be allowed to make one there: so too in a restore.
            f"GRANT CREATE ON SCHEMA public TO {SEARCH_ROLE}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
            f"{FROM_NOW_ON} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
            f"{FROM_NOW_ON} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        ):
            cursor.execute(statement)
    return left_over


def _create_role(cursor: Any, name: str, options: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    if cursor.fetchone() is None:
        cursor.execute(f"CREATE ROLE {name} {options}")


def _create_backup_role(cursor: Any) -> list[str]:
    try:
        _create_role(cursor, BACKUP_ROLE, BACKUP_RIGHTS)
    except ProgrammingError:
        return [f"CREATE ROLE {BACKUP_ROLE} {BACKUP_RIGHTS}"]
    return []
