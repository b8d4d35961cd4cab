"""Create the demonstration's data, or say what was created."""

import json
import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from moothall.councils.queries import all_councils
from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.surfaces.demonstration import (
    calls,
    causes,
    councils,
    diary,
    knowing,
    knowledge,
    letters,
    parking,
    reception,
    register,
    residents,
    websites,
    working,
)
from moothall.surfaces.demonstration.money import filling


class Command(BaseCommand):
    """Loads addresses and boundaries, adds the councils, and fills their registers; idempotent."""

    help = "Create the demonstration's data; run again, it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument(
            "--describe",
            action="store_true",
            help="print what there is, as JSON, and change nothing",
        )

        parser.add_argument(
            "--without-register", action="store_true", help="open no cases: councils alone"
        )
        parser.add_argument(
            "--only",
            choices=("places", "councils", "money"),
            default="",
            help="only addresses and boundaries, which need no tables but their own; or the rest; "
            "or money, which asks the simulated card companies and is never made without this",
        )

    def handle(
        self,
        *args: Any,
        describe: bool,
        without_register: bool,
        only: str,
        **options: Any,
    ) -> None:
        """Create, or describe."""
        if describe:
            self.stdout.write(json.dumps(councils.described(), ensure_ascii=False))
            return
        if only in {"", "places"}:
            self._load_places()
        if only in {"", "councils"}:
            self._add_councils(without_register=without_register)
        if only == "money":
            self._move_money()

    def _add_councils(self, *, without_register: bool) -> None:
        now = clock.now()
        call_command(
            "load_bank_holidays", councils.FOLDER / "bank-holidays.json", stdout=self.stdout
        )
        councils.make_secrets()
        for council in councils.add_councils(now=now):
            if without_register:
                continue
            with acting_for(council.id):
                count = register.fill(council, now=now)
                working.settle(council, now=now)
                residents.settle(council, now=now)
                parking.settle(council, now=now)
                diary.settle(council, now=now)
                knowledge.settle(council, now=now)
                calls.settle(council, now=now)
                knowing.settle(council, now=now)
                letters.settle(council, now=now)
                causes.settle(council, now=now)
                reception.settle(council, now=now)
                if library := os.environ.get("MOOTHALL_DEMO_LIBRARY_URL", ""):
                    websites.register_library(council, at=library, now=now)
            self.stdout.write(f"{council.name}: {count} cases opened.")

    def _move_money(self) -> None:
        now, govuk_pay = clock.now(), os.environ["MOOTHALL_DEMO_GOVUK_PAY_URL"]
        for council in all_councils():
            with acting_for(council.id):
                filling.fill(council, govuk_pay=govuk_pay, now=now)

    def _load_places(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            call_command("generate_gazetteer", "--out", str(folder), stdout=self.stdout)
            supplies = sorted(folder.glob("*.csv"))
            call_command("load_addresses", *map(str, supplies), "--quiet", stdout=self.stdout)
            for kind, file in (("council", "councils"), ("ward", "wards")):
                call_command(
                    "load_boundaries",
                    str(folder / f"{file}.geojson"),
                    f"--kind={kind}",
                    "--valid-from=2024-01-01",
                    "--name-cy-property=name_cy",
                    "--council-property=council",
                    stdout=self.stdout,
                )
