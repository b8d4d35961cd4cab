"""Draw the tables of a Direct Debit's states into the documentation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from moothall.payments.direct_debit.workflow import diagram

PAGE = settings.CHECKOUT / "docs" / "payments" / "direct-debit-states.md"


class Command(BaseCommand):
    """Writes `docs/payments/direct-debit-states.md`; a test fails when it is stale."""

    help = "Draw the states of a Direct Debit into docs/payments/direct-debit-states.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page."""
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(diagram(), encoding="utf-8")
        self.stdout.write(f"Drew {PAGE.relative_to(settings.CHECKOUT)}.")
