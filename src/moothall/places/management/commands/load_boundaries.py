"""Takes in a file of boundaries."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moothall.kernel import clock
from moothall.kernel.errors import Conflict
from moothall.places import actions
from moothall.places.gazetteers.record import SupplyRefused
from moothall.places.loading.boundaries import BoundaryOptions
from moothall.places.loading.report import QualityReport


class Command(BaseCommand):
    """Load areas from GeoJSON in degrees, valid from a day on; older ones end, none is lost."""

    help = "Load boundaries such as wards and councils from a GeoJSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, help="what the areas are: ward, council, ...")
        parser.add_argument("--valid-from", required=True, type=date.fromisoformat)
        parser.add_argument("--valid-to", type=date.fromisoformat, help="first day no longer valid")
        parser.add_argument("--code-property", default="gss_code")
        parser.add_argument("--name-property", default="name")
        parser.add_argument("--name-cy-property", default="", help="where the Welsh name stands")
        parser.add_argument(
            "--council-property", default="", help="where the code of an area's council stands"
        )
        parser.add_argument(
            "--council", default="", metavar="GSS", help="all areas are of this council"
        )
        parser.add_argument(
            "--complete",
            action="store_true",
            help="the file holds every area of its kind: end those that it lacks",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Load the file and print the quality report.

        :raises CommandError: if it is refused or another load is running
        """
        try:
            loaded = actions.load_boundaries(
                path=options["file"],
                options=BoundaryOptions(
                    kind=options["kind"],
                    valid_from=options["valid_from"],
                    valid_to=options["valid_to"],
                    code_property=options["code_property"],
                    name_property=options["name_property"],
                    name_cy_property=options["name_cy_property"],
                    council_property=options["council_property"],
                    council_gss_code=options["council"],
                    is_complete=options["complete"],
                ),
                now=clock.now(),
            )
        except (SupplyRefused, Conflict) as error:
            raise CommandError(str(error)) from error
        if loaded.was_loaded_before:
            self.stdout.write("These boundaries were loaded before. Nothing has changed.")
            return
        for line in QualityReport.from_json(loaded.load.report).lines():
            self.stdout.write(line)
