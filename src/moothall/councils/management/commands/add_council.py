"""Bring a council to life from its file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moothall.councils.council_file import add_council
from moothall.councils.setup import SetupError
from moothall.kernel import clock


class Command(BaseCommand):
    """Reads FILE.yaml and applies every section; may be run again after a change of the file."""

    help = "Create or update a council, its services, forms, brand and site from a YAML file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one or more files."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.yaml")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """
        Apply the files in order; a file with a mistake changes nothing at all.

        :raises CommandError: saying what is wrong and where
        """
        for file in files:
            try:
                council = add_council(file, now=clock.now())
            except SetupError as error:
                raise CommandError(f"{file}: {error}") from error
            self.stdout.write(f"{council.name} is ready at {council.url}/")
