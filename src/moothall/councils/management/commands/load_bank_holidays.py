"""Load bank holidays from the published JSON of the three divisions."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moothall.councils import actions


class Command(BaseCommand):
    """Reads a file in the government's published shape: divisions, each with its events."""

    help = "Replace the bank holidays of every division that the file names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """
        Read the file whole, then replace.

        :raises CommandError: if it is not in the published shape
        """
        try:
            divisions = {
                division: {
                    date.fromisoformat(event["date"]): event["title"] for event in body["events"]
                }
                for division, body in json.loads(file.read_text(encoding="utf-8")).items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"{file} is not a list of bank holidays: {error!r}") from error
        count = actions.replace_bank_holidays(divisions)
        self.stdout.write(f"{count} bank holidays of {', '.join(divisions)}.")
