"""Writes the addresses and boundaries of a made-up land."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from moothall.places.demonstration.generator import generate
from moothall.places.demonstration.settings import read_settings


class Command(BaseCommand):
    """Lay out a made-up land from a seed; the same seed gives the same land."""

    help = "Write made-up addresses (AddressBase Premium CSV) and boundaries (GeoJSON)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--addresses", type=int, default=20_000)
        parser.add_argument("--out", type=Path, required=True, help="the folder to write into")
        parser.add_argument(
            "--settings-file",
            type=Path,
            default=settings.CHECKOUT / "demo" / "gazetteer" / "border.yaml",
            help="names, codes and shape of the land",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and name them."""
        generated = generate(
            settings=read_settings(options["settings_file"]),
            seed=options["seed"],
            addresses=options["addresses"],
            folder=options["out"],
        )
        self.stdout.write(
            f"{generated.addresses:,} addresses on {generated.streets:,} streets, written to:"
        )
        for path in (
            *generated.address_files,
            generated.council_boundaries,
            generated.ward_boundaries,
        ):
            self.stdout.write(f"  {path}")
