"""Takes what was handed in with a form out into a file, as by night for another system."""

import os
import tempfile
from argparse import ArgumentParser
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from moothall.councils.queries import council_by_slug
from moothall.councils.rows import CouncilRow
from moothall.eforms.actions import export_submissions
from moothall.eforms.data_out.exports import Export, Layout, Wanted
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.errors import MoothallError
from moothall.kernel.scope import acting_for


class Command(BaseCommand):
    """Writes one file of some days, whole or not at all; without days, of yesterday."""

    help = "Write what was handed in with a form to a file, as CSV or JSON lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the council, the form, the days and the file."""
        parser.add_argument("council", help="the council's slug")
        parser.add_argument("form", help="the form's slug")
        for name, field, text in (
            ("--from", "since", "first day; yesterday if nothing is said"),
            ("--to", "until", "last day; the same as the first if nothing is said"),
        ):
            parser.add_argument(
                name, dest=field, type=date.fromisoformat, metavar="YYYY-MM-DD", help=text
            )
        parser.add_argument("--format", dest="layout", choices=list(Layout), default=Layout.CSV)
        parser.add_argument("--version-number", type=int, action="append", default=[],
                            metavar="N", help="only this version; may be given again")  # fmt: skip
        parser.add_argument("--sensitive", action="store_true",
                            help="include answers marked sensitive")  # fmt: skip
        parser.add_argument("--out", type=Path, required=True,
                            help="a file, or a folder for one of the usual name")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Write the file.

        :raises CommandError: if something named is not there, or the file cannot be written
        """
        try:
            council = council_by_slug(options["council"])
            with acting_for(council.id):
                export = export_submissions(
                    actor=system("export_submissions"),
                    council_id=council.id,
                    wanted=_wanted(council, options),
                    now=clock.now(),
                )
            out: Path = options["out"]
            file = out / export.name if out.is_dir() else out
            _write(file, export)
        except (MoothallError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{export.count} submissions are in {file}.")


def _wanted(council: CouncilRow, options: dict[str, Any]) -> Wanted:
    today = clock.now().astimezone(ZoneInfo(council.time_zone)).date()
    since = options["since"] or today - timedelta(days=1)
    until = options["until"] or since
    if until < since:
        raise CommandError("The last day must not be before the first day.")
    return Wanted(
        form=options["form"],
        since=since,
        until=until,
        layout=Layout(options["layout"]),
        versions=frozenset(options["version_number"]),
        with_sensitive=options["sensitive"],
    )


def _write(file: Path, export: Export) -> None:
    """Write beside the file and then put it in place: nobody ever finds half of one."""
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as unfinished:
            unfinished.writelines(export.pieces)
            unfinished.flush()
            os.fsync(unfinished.fileno())
        Path(beside).replace(file)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(beside).unlink()
        raise
