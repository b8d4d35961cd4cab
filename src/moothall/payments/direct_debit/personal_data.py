"""What Direct Debit holds about people: their mandates, what was collected, and what banks told."""

from collections.abc import Collection as Ids
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.payments.direct_debit.models import (
    Arrangement,
    BankAdvice,
    Collection,
    DebitLink,
    IndemnityClaim,
    Mandate,
)
from moothall.payments.direct_debit.workflow import MandateState
from moothall.people.held_tables import (
    MACHINERY,
    NUMBER_OF_ACTOR,
    SECRET,
    SHOWN_ELSEWHERE,
    HeldTable,
    who,
)
from moothall.people.personal_data import Fate, Section, Whose

_THEMSELVES = "it is the person themselves"
_SEALED = "bank details, sealed; their last figures are shown"
#: Money that was taken is kept with the books, and claims under the Guarantee have no last day.
_KEPT = "accounting"

MANDATES = HeldTable(
    key="payments.mandates",
    model=Mandate,
    title=gettext_lazy("Direct Debits"),
    explanation=gettext_lazy("What you agreed to pay by Direct Debit, and from which account."),
    columns={
        "reference": gettext_lazy("Reference"),
        "account": gettext_lazy("Account or plan"),
        "description": gettext_lazy("What it is for"),
        "account_name": gettext_lazy("Name on the bank account"),
        "account_ending": gettext_lazy("Last figures of the bank account"),
        "email": gettext_lazy("Email address"),
        "day": gettext_lazy("Day of the month"),
        "language": gettext_lazy("Language"),
        "state": gettext_lazy("Where it stands"),
        "actor_name": gettext_lazy("Set up by"),
        "created_at": gettext_lazy("Begun"),
        "agreed_at": gettext_lazy("Agreed"),
        "told_at": gettext_lazy("Told you the payments"),
        "lodged_on": gettext_lazy("Sent to the bank"),
        "active_at": gettext_lazy("Active since"),
        "ended_at": gettext_lazy("Ended"),
        "end_reason": gettext_lazy("Why it ended"),
        "last_collected_on": gettext_lazy("Last used"),
        "problem": gettext_lazy("What went wrong"),
    },
    left_out={
        "person_id": _THEMSELVES,
        "sealed_details": _SEALED,
        "service_id": MACHINERY,
        "owner": MACHINERY,
        "fund_id": MACHINERY,
        "replaces_id": SHOWN_ELSEWHERE,
        "actor_kind": MACHINERY,
        "actor_identifier": NUMBER_OF_ACTOR,
        "collector_reference": MACHINERY,
        "hosted_reference": MACHINERY,
        "outcome_unknown": MACHINERY,
        "cancel_due": MACHINERY,
        "check_at": MACHINERY,
        "checks": MACHINERY,
    },
    shown={"actor_name": who("actor")},
)
COLLECTIONS = HeldTable(
    key="payments.collections",
    model=Collection,
    title=gettext_lazy("Payments by Direct Debit"),
    explanation=gettext_lazy(
        "What was taken from your account or is planned, and what became of it."
    ),
    columns={
        "instalment": gettext_lazy("Instalment"),
        "amount_pence": gettext_lazy("Amount in pence"),
        "falls_on": gettext_lazy("Due"),
        "collects_on": gettext_lazy("Day of the payment"),
        "state": gettext_lazy("What became of it"),
        "noticed_at": gettext_lazy("We told you"),
        "submitted_at": gettext_lazy("Asked of your bank"),
        "taken_on": gettext_lazy("Taken"),
        "finished_at": gettext_lazy("Finished"),
        "first_failed_on": gettext_lazy("First came back"),
        "attempts": gettext_lazy("How often it was asked for"),
        "code": gettext_lazy("The bank’s code"),
        "problem": gettext_lazy("What went wrong"),
        "planned_at": gettext_lazy("Planned"),
    },
    left_out={
        "mandate_id": SHOWN_ELSEWHERE,
        "is_last": MACHINERY,
        "run_id": MACHINERY,
        "collector_reference": MACHINERY,
        "outcome_unknown": MACHINERY,
        "check_at": MACHINERY,
        "checks": MACHINERY,
    },
)
ADVICES = HeldTable(
    key="payments.bank-advices",
    model=BankAdvice,
    title=gettext_lazy("What banks told us"),
    explanation=gettext_lazy("What your bank told us about your Direct Debits."),
    columns={
        "kind": gettext_lazy("Kind of report"),
        "reference": gettext_lazy("Reference"),
        "code": gettext_lazy("The bank’s code"),
        "amount_pence": gettext_lazy("Amount in pence"),
        "effective_on": gettext_lazy("Day"),
        "outcome": gettext_lazy("What we did"),
        "act_by": gettext_lazy("To be dealt with by"),
        "read_at": gettext_lazy("Read"),
        "settled_at": gettext_lazy("Dealt with"),
        "settled_note": gettext_lazy("Note"),
    },
    left_out={
        "service_id": MACHINERY,
        "fingerprint": MACHINERY,
        "mandate_id": SHOWN_ELSEWHERE,
        "collection_id": SHOWN_ELSEWHERE,
        "to_do": MACHINERY,
        "settled_by": "names an employee",
    },
)
CLAIMS = HeldTable(
    key="payments.indemnity-claims",
    model=IndemnityClaim,
    title=gettext_lazy("Claims under the Direct Debit Guarantee"),
    explanation=gettext_lazy("What your bank paid back to you and asked us for."),
    columns={
        "claim_reference": gettext_lazy("The bank’s reference"),
        "reference": gettext_lazy("Reference"),
        "reason": gettext_lazy("Reason"),
        "amount_pence": gettext_lazy("Amount in pence"),
        "claimed_on": gettext_lazy("Claimed"),
        "taken_on": gettext_lazy("Taken from us"),
        "state": gettext_lazy("Where it stands"),
        "received_at": gettext_lazy("Read"),
        "settled_at": gettext_lazy("Dealt with"),
        "note": gettext_lazy("Note"),
    },
    left_out={
        "collection_id": SHOWN_ELSEWHERE,
        "mandate_id": SHOWN_ELSEWHERE,
        "settled_by": "names an employee",
    },
)
ARRANGEMENTS = HeldTable(
    key="payments.arrangements",
    model=Arrangement,
    title=gettext_lazy("Plans of instalments"),
    explanation=gettext_lazy("What we agreed that you pay in parts."),
    columns={
        "reference": gettext_lazy("Reference"),
        "description": gettext_lazy("What it is for"),
        "instalments": gettext_lazy("Instalments"),
        "made_at": gettext_lazy("Made"),
        "changed_at": gettext_lazy("Changed"),
        "stopped_on": gettext_lazy("Stopped"),
    },
    left_out={"person_id": _THEMSELVES, "fund_id": MACHINERY},
)
LINKS = HeldTable(
    key="payments.debit-links",
    model=DebitLink,
    title=gettext_lazy("Links to set up a Direct Debit"),
    explanation=gettext_lazy("Links that we sent, by which a Direct Debit could be set up."),
    columns={
        "account": gettext_lazy("Account or plan"),
        "sent_to": gettext_lazy("Sent to"),
        "language": gettext_lazy("Language"),
        "made_at": gettext_lazy("Sent"),
        "expires_at": gettext_lazy("Runs out"),
        "used_at": gettext_lazy("Used"),
    },
    left_out={"secret_digest": SECRET, "owner": MACHINERY, "mandate_id": SHOWN_ELSEWHERE},
)


class DirectDebits:
    """The holder of mandates and of what hangs on them."""

    key: ClassVar[str] = "payments.direct-debit"

    def things(self, person_id: UUID, /) -> Mapping[str, Ids[UUID]]:
        """Return the ids of everything that is a person's."""
        return {
            rows.model._meta.label_lower: list(rows.values_list("pk", flat=True))
            for rows in _all_rows(person_id)
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return everything that is held."""
        tables = (MANDATES, COLLECTIONS, ADVICES, CLAIMS, ARRANGEMENTS, LINKS)
        return [
            table.section(whose, rows.order_by("pk"))
            for table, rows in zip(tables, _all_rows(whose.person_id), strict=True)
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Say that bank details of ended Direct Debits go, and what was paid stays."""
        mandates = Mandate.objects.filter(person_id=whose.person_id)
        drafts = mandates.filter(state=MandateState.DRAFT)
        return [
            Fate(what=_("Direct Debits you did not confirm"), count=drafts.count()),
            Fate(
                what=_("Direct Debits and what was paid by them"),
                count=mandates.exclude(state=MandateState.DRAFT).count(),
                reason=_KEPT,
            ),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Forget the drafts; what banks may still ask about is kept with the books."""
        fates = self.foresee(whose, now)
        drafts = Mandate.objects.filter(person_id=whose.person_id, state=MandateState.DRAFT)
        DebitLink.objects.filter(mandate__in=drafts).update(mandate=None)
        drafts.delete()
        return fates


def _all_rows(person_id: UUID) -> Sequence[QuerySet[Any]]:
    own = Q(mandate__person_id=person_id)
    accounts = Arrangement.objects.filter(person_id=person_id).values("reference")
    return (
        Mandate.objects.filter(person_id=person_id),
        Collection.objects.filter(own),
        BankAdvice.objects.filter(own),
        IndemnityClaim.objects.filter(own),
        Arrangement.objects.filter(person_id=person_id),
        DebitLink.objects.filter(own | Q(owner="arrangements", account__in=accounts)),
    )
