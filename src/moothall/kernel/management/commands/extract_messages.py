"""Gathers what the code says, for translators."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from moothall.kernel.translations import untranslated, update


class Command(BaseCommand):
    """Brings new strings into each catalogue and names what residents cannot read yet."""

    help = "Bring the strings of code and templates into the translators' catalogues."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let one look without writing."""
        parser.add_argument("--check", action="store_true", help="only say what is missing")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        """Update each language but the one the code is written in."""
        package = Path(settings.PACKAGE)
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            if not check:
                self.stdout.write(f"{language}: {update(package, language)} new strings")
            for line in untranslated(package, language):
                self.stdout.write(f"{language} lacks {line}")
