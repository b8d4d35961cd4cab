"""Draw the table of a case's statuses into the documentation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from moothall.cases.workflow import diagram

PAGE = settings.CHECKOUT / "docs" / "cases" / "workflow.md"


class Command(BaseCommand):
    """Writes `docs/cases/workflow.md`; a test fails when it is stale."""

    help = "Draw the statuses of a case into docs/cases/workflow.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(diagram(), encoding="utf-8")
        self.stdout.write(f"Drew {PAGE.relative_to(settings.CHECKOUT)}.")
