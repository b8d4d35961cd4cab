"""What is owed on a council's accounts, for whoever pays without having linked one."""

from typing import ClassVar

from moothall.kernel.errors import GiveUp, NotFound
from moothall.payments.lookup_ports import Owed, OwedQuestion
from moothall.people.linked_systems import summary_by_claim
from moothall.people.linking import Said
from moothall.people.linking_ports import Summary
from moothall.people.linking_words import LinkedKind


class LinkedAccountsLookup:
    """Asks the systems in which a council keeps the accounts that people link."""

    key: ClassVar[str] = "linked_accounts"

    def owed(self, question: OwedQuestion, /) -> Owed | None:
        """
        Return what is owed on an account, or nothing if what is said of it is not right.

        :raises Retry: if its system cannot be asked now
        :raises GiveUp: if the council has no such system, or its answer cannot be used
        """
        try:
            said = Said(
                kind=LinkedKind(question.kind),
                reference=question.reference,
                surname=question.surname,
                postcode=question.postcode,
            )
            claim = said.claim(given_name="")
            summary = summary_by_claim(council_id=question.council_id, claim=claim)
        except (NotFound, ValueError) as error:
            raise GiveUp(f"Nobody keeps such accounts: {error}") from error
        return owed_by(summary) if summary is not None else None


def owed_by(summary: Summary) -> Owed:
    """Return what an account owes: amounts and a day, and nobody's name."""
    due = summary.next_due
    open_pence = due.pence - due.paid_pence if due is not None else 0
    return Owed(
        balance_pence=summary.balance_pence,
        next_pence=open_pence if open_pence > 0 else None,
        next_on=due.due_on if due is not None and open_pence > 0 else None,
    )
