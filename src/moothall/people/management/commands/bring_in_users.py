"""Brings in the users of a council's older site from a file, as before a site is switched off."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moothall.councils.queries import council_by_slug
from moothall.kernel import clock
from moothall.kernel.actors import system
from moothall.kernel.errors import MoothallError
from moothall.kernel.scope import acting_for
from moothall.people import actions
from moothall.people.models import ListState
from moothall.people.user_lists.lists import user_list


class Command(BaseCommand):
    """Brings the whole file in or nothing of it, and says what is wrong with which line."""

    help = "Bring in the users of an older site from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the council, the file and the site of lines that name none."""
        parser.add_argument("council", help="the council's slug")
        parser.add_argument("file", type=Path, help="CSV with the columns email, name, id and site")
        parser.add_argument("--site", default="", help="the site's name, as people know it")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Bring it in here and now.

        :raises CommandError: if the file cannot be read or a line of it cannot be used
        """
        file: Path = options["file"]
        try:
            council = council_by_slug(options["council"])
            with acting_for(council.id):
                kept = actions.keep_user_list(
                    actor=system("bring_in_users"), council_id=council.id, file_name=file.name,
                    site=options["site"], content=file.read_bytes(), now=clock.now(),
                )  # fmt: skip
                actions.bring_in_user_list(user_list_id=kept.pk, now=clock.now())
                row = user_list(council.id, kept.pk)
        except (MoothallError, OSError) as error:
            raise CommandError(str(error)) from error
        if row.state == ListState.REFUSED:
            told = [row.refusal] if row.refusal else []
            told += [f"line {line}: {reason}" for line, reason in row.mistakes]
            if row.mistake_count > len(row.mistakes):
                told.append(f"and {row.mistake_count - len(row.mistakes)} lines more")
            raise CommandError("\n".join(["Nothing was brought in.", *told]))
        self.stdout.write(
            f"{row.added} users are new, {row.changed} changed, {row.unchanged} were there already."
        )
