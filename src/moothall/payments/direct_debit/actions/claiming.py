"""Claims under the Guarantee: what banks paid back to payers and take from the council."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.payments.direct_debit import policies
from moothall.payments.direct_debit.actions.answering import LONGEST_CODE
from moothall.payments.direct_debit.actions.hearing import (
    confirm,
    lock_collection,
    lock_mandate,
)
from moothall.payments.direct_debit.days import (
    DAYS_UNTIL_INDEMNITY_IS_TAKEN,
    LONDON,
    add_working_days,
)
from moothall.payments.direct_debit.events import DebitIndemnified, DebitReinstated
from moothall.payments.direct_debit.models import Collection, IndemnityClaim, Mandate
from moothall.payments.direct_debit.models.advice import ClaimState
from moothall.payments.direct_debit.reasons import CLAIMS_AGAINST_MANDATE
from moothall.payments.direct_debit.workflow import CollectionState, MandateState


def open_claim(
    *,
    council_id: int,
    mandate: Mandate | None,
    collection: Collection | None,
    claim_reference: str,
    reference: str,
    reason: str,
    amount_pence: int,
    taken_on: date | None,
    now: datetime,
) -> IndemnityClaim | None:
    """
    Write a claim down, once, within the transaction of whoever read of it.

    The collection counts as paid back at once; a mandate that the payer says they never gave is
    paused, so that nothing more is taken until an employee has looked.
    """
    if IndemnityClaim.objects.filter(claim_reference=claim_reference).exists():
        return None
    today = now.astimezone(LONDON).date()
    claim = IndemnityClaim(
        council_id=council_id,
        collection=collection,
        mandate=mandate,
        claim_reference=claim_reference,
        reference=reference,
        reason=reason[:LONGEST_CODE],
        amount_pence=amount_pence,
        claimed_on=today,
        taken_on=taken_on or add_working_days(today, DAYS_UNTIL_INDEMNITY_IS_TAKEN),
        received_at=now,
    )
    claim.save(force_insert=True)
    if collection is not None and collection.state != CollectionState.CHARGED_BACK:
        _paid_back(collection, now)
    if mandate is not None and reason in CLAIMS_AGAINST_MANDATE and _can_pause(mandate):
        mandate.move_to(MandateState.SUSPENDED, at=now)
        mandate.save()
    audit.record(
        actor=system("payments"), verb="indemnity.received", subject=claim, now=now,
        detail={"reason": reason},
    )  # fmt: skip
    outbox.publish(
        DebitIndemnified(
            council_id=council_id,
            claim_id=claim.pk,
            collection_id=None if collection is None else collection.pk,
            amount_pence=amount_pence,
            on=claim.taken_on.isoformat(),
            occurred_at=now,
        )
    )
    return claim


@transaction.atomic
def settle_claim(
    *, actor: Actor, claim_id: UUID, state: ClaimState, note: str, now: datetime
) -> IndemnityClaim:
    """
    Accept a claim, challenge it, or write down that the bank took it back.

    :raises NotFound: if there is none
    :raises TransitionNotAllowed: if it was settled otherwise
    """
    found = IndemnityClaim.objects.filter(pk=claim_id).first()
    if found is None:
        raise NotFound("There is no such claim.")
    require(policies.can_manage(actor, found.council_id))
    collection = None if found.collection_id is None else lock_collection(found.collection_id)
    if collection is None and found.mandate_id is not None:
        lock_mandate(found.mandate_id)
    claim = IndemnityClaim.objects.select_for_update().get(pk=claim_id)
    if claim.state == state:
        return claim
    claim.move_to(state, at=now)
    claim.settled_by, claim.note = actor.name, note
    claim.save()
    audit.record(actor=actor, verb=f"indemnity.{state.value}", subject=claim, now=now)
    if state is ClaimState.WITHDRAWN:
        _stays(claim, collection, now)
    return claim


def _stays(claim: IndemnityClaim, collection: Collection | None, now: datetime) -> None:
    if collection is not None and collection.state == CollectionState.CHARGED_BACK:
        collection.move_to(CollectionState.CONFIRMED, at=now)
        collection.save()
    outbox.publish(
        DebitReinstated(
            council_id=claim.council_id,
            claim_id=claim.pk,
            collection_id=claim.collection_id,
            amount_pence=claim.amount_pence,
            occurred_at=now,
        )
    )


def _paid_back(collection: Collection, now: datetime) -> None:
    """Count it as paid back: what the bank pays back was collected, heard of or not."""
    if collection.state in {CollectionState.SUBMITTED, CollectionState.FAILED}:
        confirm(collection, collection.collects_on, now)
    collection.move_to(CollectionState.CHARGED_BACK, at=now)
    collection.save()


def _can_pause(mandate: Mandate) -> bool:
    return mandate.state in {MandateState.SUBMITTED, MandateState.ACTIVE}
