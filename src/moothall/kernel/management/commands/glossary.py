"""Write the glossary anew."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from moothall.kernel.glossary import glossary


class Command(BaseCommand):
    """Writes GLOSSARY.md from the models' docstrings."""

    help = "Write GLOSSARY.md from the first sentence of each model's docstring."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file at the root of the checkout."""
        file = Path(__file__).resolve().parents[5] / "GLOSSARY.md"
        file.write_text(glossary(), encoding="utf-8")
        self.stdout.write(f"{file.name} is fresh.")
