"""Proves every council's ledger at once, as after a restore."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moothall.councils.queries import council_by_id
from moothall.kernel import clock
from moothall.kernel.scope import acting_for, councils_in_force, crossing_councils
from moothall.payments.ledger.proof import prove_ledger


class Command(BaseCommand):
    """Looks through all ledgers anew and says what is wrong."""

    help = "Prove every council's ledger; ends with 1 if one does not add up."

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Prove each ledger.

        :raises CommandError: if anything is wrong
        """
        with crossing_councils():
            council_ids = councils_in_force()
        wrong = 0
        for council_id in council_ids:
            with acting_for(council_id):
                proof = prove_ledger(council_id=council_id, now=clock.now())
                words = "adds up" if proof.is_sound else "does not add up"
                slug = council_by_id(council_id).slug
                self.stdout.write(f"{slug}: {proof.transactions} transactions, {words}.")
                for one in proof.findings:
                    self.stdout.write(f"  {one['what']} {one['id']}")
                wrong += not proof.is_sound
        if wrong:
            raise CommandError(f"Ledgers that do not add up: {wrong}.")
