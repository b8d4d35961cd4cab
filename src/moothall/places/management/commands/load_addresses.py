"""Takes in a supply of addresses."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moothall.kernel import clock
from moothall.kernel.errors import Conflict
from moothall.places import actions
from moothall.places.gazetteers.record import SupplyRefused
from moothall.places.loading.report import QualityReport


class Command(BaseCommand):
    """Load AddressBase Premium, Plus or Core; killed on the way, it goes on when run again."""

    help = "Load addresses from AddressBase Premium, Plus or Core CSV files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("files", nargs="+", type=Path, help="the files of one supply")
        parser.add_argument(
            "--complete-for",
            type=int,
            action="append",
            default=[],
            metavar="CUSTODIAN",
            help="the supply holds every address of this council: remove those that it lacks",
        )
        parser.add_argument("--batch", type=int, default=actions.BATCH, help="rows a commit")
        parser.add_argument("--quiet", action="store_true", help="show no progress")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Load the files and print the quality report.

        :raises CommandError: if the supply is refused whole or another load is running
        """
        started = time.monotonic()
        try:
            loaded = actions.load_addresses(
                paths=options["files"],
                complete_for=options["complete_for"],
                now=clock.now(),
                progress=actions.silently if options["quiet"] else self._progress,
                batch=options["batch"],
            )
        except (SupplyRefused, Conflict) as error:
            raise CommandError(str(error)) from error
        load = loaded.load
        if loaded.was_loaded_before:
            finished = load.finished_at
            when = f" on {finished:%d %B %Y at %H:%M}" if finished else ""
            self.stdout.write(f"This supply was loaded{when}. Nothing has changed.")
            return
        for line in QualityReport.from_json(load.report).lines():
            self.stdout.write(line)
        self.stdout.write(f"Done in {time.monotonic() - started:.1f} seconds.")

    def _progress(self, step: str, done: int, of: int) -> None:
        share = min(100, 100 * done // of) if of else 100
        end = "\r" if sys.stderr.isatty() and share < 100 else "\n"  # noqa: PLR2004 - per cent
        self.stderr.write(f"{step}: {share}%", ending=end)
        self.stderr.flush()
