"""Make the database ready for migration: roles, extensions, rights."""

from typing import Any

from django.core.management.base import BaseCommand

from moothall.kernel.database_roles import prepare_database


class Command(BaseCommand):
    """Runs as the owner of the database, before every migration; changes nothing twice."""

    help = "Create the roles and extensions that the product needs, and grant rights."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, and say what only the server's administrator can do."""
        for statement in prepare_database():
            self.stdout.write(f"For backups, let the server's administrator run: {statement};")
