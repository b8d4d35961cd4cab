#!/usr/bin/env python3
"""Run a management command; those that change the schema connect as its owner."""

import os
import sys
from pathlib import Path

#: Commands that need the right to create tables; every other one runs as the application.
COMMANDS_OF_THE_OWNER = {
    "createcachetable",
    "makemigrations",
    "migrate",
    "lintmigrations",
    "prepare_database",
    "sqlmigrate",
}


def main() -> None:
    """Hand the command line to Django."""
    sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moothall.config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in COMMANDS_OF_THE_OWNER:
        os.environ.setdefault("MOOTHALL_DATABASE_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
