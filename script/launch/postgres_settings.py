"""What the embedded PostgreSQL is told: its configuration, who may connect, and its roles."""

from __future__ import annotations

from pathlib import Path

#: The locale is built into the server, so that sorting never changes with the machine's library.
INITDB = (
    "--username=postgres",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C.UTF-8",
    "--auth-local=peer",
    "--auth-host=reject",
    "--no-instructions",
)

MAP = "moothall"

#: The roles that a user of the machine may take through the socket; never the superuser.
LOGIN_ROLES = ("moothall_owner", "moothall_app", "moothall_backup")

HOST_BASED_ACCESS = f"local all all peer map={MAP}\n"


def map_of_names(user_of_machine: str) -> str:
    """This will let one user of the machine take each of the login roles."""
    return "".join(f'{MAP} "{user_of_machine}" {role}\n' for role in LOGIN_ROLES)


def server(*, socket_folder: Path, port: int, durable: bool) -> str:
    """
    This will write the configuration for two cores and a few gigabytes of memory.

    Neither queries nor their values are logged: they hold what residents told the council.
    """
    settings = {
        "listen_addresses": "",
        "port": str(port),
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "max_connections": "120",
        "shared_buffers": "256MB",
        "effective_cache_size": "1GB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "2GB",
        "checkpoint_completion_target": "0.9",
        "random_page_cost": "1.1",
        "jit": "off",
        "fsync": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
        "synchronous_commit": "on",  # else a server killed in a test forgets what it promised
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_destination": "stderr",
        "logging_collector": "off",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_checkpoints": "off",
        "log_lock_waits": "on",
    }
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())


def roles(*, creates_databases: bool) -> tuple[str, ...]:
    """
    This will list statements that create or correct the roles; running them twice does no harm.

    Each is one line, which is how single-user mode reads.
    """
    databases = "CREATEDB" if creates_databases else "NOCREATEDB"
    plain = "NOSUPERUSER NOCREATEROLE NOREPLICATION"
    attributes = {
        "moothall_owner": f"LOGIN {plain} NOBYPASSRLS {databases}",
        "moothall_app": f"LOGIN {plain} NOBYPASSRLS NOCREATEDB",
        "moothall_search": f"NOLOGIN {plain} NOBYPASSRLS NOCREATEDB",
        "moothall_backup": f"LOGIN {plain} BYPASSRLS NOCREATEDB",
    }
    created = (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f"THEN CREATE ROLE {role}; END IF; END $$;"
        for role in attributes
    )
    corrected = (f"ALTER ROLE {role} {words};" for role, words in attributes.items())
    granted = (
        "GRANT moothall_app, moothall_search TO moothall_owner;",
        "GRANT pg_read_all_data TO moothall_backup;",
    )
    return (*created, *corrected, *granted)


def database(name: str) -> tuple[str, ...]:
    """This will list the statements that create the database, once, for its owner."""
    return (
        f"CREATE DATABASE {name} OWNER moothall_owner;",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;",
        f"GRANT CONNECT ON DATABASE {name} TO moothall_app, moothall_backup;",
    )


def _quoted(value: str) -> str:
    return value.replace("'", "''")
