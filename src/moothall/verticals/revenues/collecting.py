"""
What is due on taxes and rents, for Direct Debits that the council collects itself.

A council says for each kind of account whether its own system collects, or we do
(`collected_here`). Where we do, the instalments are the system's, days and all: those of council
tax are fixed by law (SI 1992/613, Schedule 1). What is overdue is collected with the next.
"""

from collections.abc import Collection, Sequence
from typing import ClassVar
from uuid import UUID

from django.utils import translation
from django.utils.timezone import localdate

from moothall.councils.queries import council_by_id
from moothall.kernel import clock
from moothall.kernel.errors import GiveUp, NotFound, Retry
from moothall.kernel.secrets import SecretMissing
from moothall.payments.catalogue.queries import payable_of_account
from moothall.payments.direct_debit.ports import Instalment, Schedule
from moothall.people.linked_queries import is_collected_here, references_of
from moothall.people.linked_systems import summary_of_reference
from moothall.people.linking_words import LinkedKind


class BilledInParts:
    """The owner of the schedules of one kind of account."""

    #: The kind, as `council_tax`.
    key: ClassVar[str]

    def accounts_of(self, council_id: int, person_id: UUID, /) -> Sequence[str]:
        """Return the accounts that a person proved to be theirs, where we collect for them."""
        kind = LinkedKind(self.key)
        if not is_collected_here(council_id, kind):
            return []
        return references_of(council_id, person_id, kind)

    def names_of(self, council_id: int, accounts: Collection[str], /) -> dict[str, dict[str, str]]:
        """Return the name of the kind of account."""
        return dict.fromkeys(accounts, _named(council_id, LinkedKind(self.key)))

    def schedule(self, council_id: int, account: str, /) -> Schedule | None:
        """
        Ask the system what is still to be paid on an account, and when.

        :raises Retry: if it cannot be asked now
        """
        kind = LinkedKind(self.key)
        if not is_collected_here(council_id, kind):
            return None
        try:
            summary = summary_of_reference(council_id=council_id, kind=kind, reference=account)
        except (NotFound, GiveUp, SecretMissing) as error:
            raise Retry(f"The system that keeps the account cannot say: {error}") from error
        if summary is None:
            return None
        payable = payable_of_account(
            council_id, kind.value, on=localdate(clock.now()), language="en"
        )
        return Schedule(
            account=account,
            description=_named(council_id, kind),
            instalments=[
                Instalment(
                    key=one.due_on.isoformat(), due_on=one.due_on, pence=one.pence - one.paid_pence
                )
                for one in summary.instalments
                if one.pence > one.paid_pence
            ],
            fund_key=payable.fund if payable else "",
        )


class CouncilTaxSchedules(BilledInParts):
    """What is due of council tax."""

    key: ClassVar[str] = LinkedKind.COUNCIL_TAX.value


class BusinessRatesSchedules(BilledInParts):
    """What is due of business rates."""

    key: ClassVar[str] = LinkedKind.BUSINESS_RATES.value


class RentSchedules(BilledInParts):
    """What is due of rents."""

    key: ClassVar[str] = LinkedKind.RENT.value


def _named(council_id: int, kind: LinkedKind) -> dict[str, str]:
    named = {}
    for language in council_by_id(council_id).languages:
        with translation.override(language):
            named[language] = str(kind.label)
    return named
