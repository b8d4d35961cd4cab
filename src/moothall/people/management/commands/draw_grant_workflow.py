"""Draw the table of a grant's states into the documentation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from moothall.people.grant_workflow import diagram

PAGE = settings.CHECKOUT / "docs" / "people" / "grants.md"


class Command(BaseCommand):
    """Writes `docs/people/grants.md`; a test fails when it is stale."""

    help = "Draw the states of a grant into docs/people/grants.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(diagram(), encoding="utf-8")
        self.stdout.write(f"Drew {PAGE.relative_to(settings.CHECKOUT)}.")
