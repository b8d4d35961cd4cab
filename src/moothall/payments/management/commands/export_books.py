"""Writes a council's whole ledger into a folder, to be handed over when it leaves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moothall.councils.queries import council_by_slug
from moothall.kernel import clock
from moothall.kernel.errors import MoothallError
from moothall.kernel.scope import acting_for
from moothall.payments.finance.archive import BooksNotSound, write_books


class Command(BaseCommand):
    """Writes accounts, transactions and entries as CSV, with counts, sums and digests."""

    help = "Write a council's whole ledger into an empty folder, as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the council and the folder."""
        parser.add_argument("council", help="the council's slug")
        parser.add_argument("--to", type=Path, required=True, help="a folder that is empty or new")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Write the files.

        :raises CommandError: if there is no such council, its ledger does not add up, or the folder
            has something in it
        """
        try:
            council = council_by_slug(options["council"])
            with acting_for(council.id):
                written = write_books(council.id, options["to"], now=clock.now())
        except (BooksNotSound, MoothallError, LookupError, OSError) as error:
            raise CommandError(str(error)) from error
        for name, rows in written.items():
            self.stdout.write(f"{name}: {rows} rows")
