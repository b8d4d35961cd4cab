"""How things stand, as a collector says when it is asked: one locked change, effects once."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit, outbox
from moothall.kernel.actors import system
from moothall.kernel.errors import GiveUp, TransitionNotAllowed
from moothall.payments.direct_debit.actions.answering import LONGEST_CODE, LONGEST_PROBLEM
from moothall.payments.direct_debit.actions.ending import end_mandate
from moothall.payments.direct_debit.days import LONDON
from moothall.payments.direct_debit.events import DebitCollected, DebitFailed, MandateActive
from moothall.payments.direct_debit.models import Collection, Mandate
from moothall.payments.direct_debit.ports import (
    Answers,
    CollectionOutcome,
    CollectionStatus,
    HintAbout,
    MandateOutcome,
    MandateStatus,
    collectors,
)
from moothall.payments.direct_debit.workflow import TAKEN, CollectionState, MandateState

#: A collector is asked again after these, the last for ever, until nothing more can happen.
_ASKED_AFTER = (timedelta(hours=4), timedelta(hours=12), timedelta(days=1))
_ENDINGS: Mapping[MandateOutcome, MandateState] = {
    MandateOutcome.CANCELLED: MandateState.CANCELLED,
    MandateOutcome.FAILED: MandateState.FAILED,
    MandateOutcome.EXPIRED: MandateState.EXPIRED,
}
#: A debit that was paid is asked about for so long: it may still be charged back.
PAID_IS_WATCHED = timedelta(days=60)


def ask_collector(*, about: HintAbout, row_id: UUID, now: datetime) -> None:
    """
    Ask how one mandate or collection stands, and write it down.

    :raises Retry: if the collector does not answer
    """
    model = Mandate if about is HintAbout.MANDATE else Collection
    row: Mandate | Collection | None = model.objects.filter(pk=row_id).first()
    if row is None or not row.collector_reference:
        return
    service = row.service if isinstance(row, Mandate) else row.mandate.service
    collector = collectors.get(service.collector)
    if not isinstance(collector, Answers):
        return
    options = collector.options.read(service.options)
    if isinstance(row, Mandate):
        hear_mandate(
            mandate_id=row.pk, status=collector.mandate(row.collector_reference, options), now=now
        )
    else:
        status = collector.collection(row.collector_reference, options)
        hear_collection(collection_id=row.pk, status=status, now=now)


@transaction.atomic
def hear_mandate(*, mandate_id: UUID, status: MandateStatus, now: datetime) -> Mandate:
    """Write down how a mandate stands; hearing the same twice, or late, changes nothing."""
    mandate = lock_mandate(mandate_id)
    if status.outcome is MandateOutcome.ACTIVE:
        _mandate_is_active(mandate, now)
    elif status.outcome is MandateOutcome.SUSPENDED:
        _mandate_is_paused(mandate, now)
    elif status.outcome in _ENDINGS and mandate.is_live:
        state = _ENDINGS[status.outcome]
        if mandate.state == MandateState.SUBMITTED and state is MandateState.EXPIRED:
            state = MandateState.CANCELLED
        end_mandate(
            mandate,
            actor=system("payments"),
            reason=status.code or status.outcome.value,
            tell_payer=True,
            now=now,
            state=state,
            bank_knows=True,
        )
    mandate.checks += 1
    mandate.check_at = _next_check(mandate.checks, now) if mandate.is_live else None
    mandate.save(update_fields=["checks", "check_at"])
    return mandate


@transaction.atomic
def hear_collection(*, collection_id: UUID, status: CollectionStatus, now: datetime) -> Collection:
    """
    Write down how a collection stands; hearing the same twice, or late, changes nothing.

    :raises GiveUp: if the collector speaks of another amount
    """
    collection = lock_collection(collection_id)
    if status.amount_pence != collection.amount_pence:
        raise GiveUp("The collector speaks of another amount.")
    on = status.on or now.astimezone(LONDON).date()
    # What was settled otherwise stays so, and a word older than what is known changes nothing.
    with suppress(TransitionNotAllowed):
        _hear(collection, status, on, now)
    collection.checks += 1
    collection.check_at = _collection_check(collection, now)
    collection.save(update_fields=["checks", "check_at"])
    return collection


def _hear(collection: Collection, status: CollectionStatus, on: date, now: datetime) -> None:
    match status.outcome:
        case CollectionOutcome.UNDER_WAY:
            if collection.state == CollectionState.FAILED and collection.run_id is None:
                collection.move_to(CollectionState.SUBMITTED, at=now)
                collection.attempts += 1
                collection.save()
        case CollectionOutcome.PAID:
            confirm(collection, on, now)
        case CollectionOutcome.FAILED:
            _failed(collection, status, on, now)
        case CollectionOutcome.CHARGED_BACK:
            _charged_back(collection, status, on, now)
        case CollectionOutcome.CANCELLED:
            collection.move_to(CollectionState.CANCELLED, at=now)
            collection.save()


def _failed(collection: Collection, status: CollectionStatus, on: date, now: datetime) -> None:
    from moothall.payments.direct_debit.actions.advising import (  # noqa: PLC0415 - uses us
        report_failure,
    )

    report_failure(collection, code=status.code, reason=status.reason, on=on, now=now)


def _charged_back(
    collection: Collection, status: CollectionStatus, on: date, now: datetime
) -> None:
    from moothall.payments.direct_debit.actions.claiming import open_claim  # noqa: PLC0415 - as above

    open_claim(
        council_id=collection.council_id,
        mandate=collection.mandate,
        collection=collection,
        claim_reference=f"{status.collector_reference}-{collection.attempts}",
        reference=collection.mandate.reference,
        reason=status.code,
        amount_pence=collection.amount_pence,
        taken_on=on,
        now=now,
    )


def presume_paid(collection: Collection, on: date, now: datetime) -> None:
    """Take the money of a locked collection for received: its day came."""
    collection.move_to(CollectionState.PRESUMED_PAID, at=now)
    _received(collection, on, now)


def confirm(collection: Collection, on: date, now: datetime) -> None:
    """Take the money of a locked collection for received and kept; told to the books once."""
    if collection.state == CollectionState.CONFIRMED:
        return
    is_new = collection.state == CollectionState.SUBMITTED
    if collection.state == CollectionState.FAILED and collection.taken_on is None:
        collection.move_to(CollectionState.SUBMITTED, at=now)
        is_new = True
    if collection.state == CollectionState.CHARGED_BACK:
        return  # a claim is taken back by its own action, never by a late word
    collection.move_to(CollectionState.CONFIRMED, at=now)
    if is_new:
        _received(collection, on, now)
    else:
        collection.save()


def fail(collection: Collection, *, code: str, reason: str, on: date, now: datetime) -> bool:
    """Write down that a locked collection came back unpaid; tell whether it was news."""
    if collection.state in {CollectionState.FAILED, CollectionState.LATE_FAILURE}:
        return False
    was_collected = collection.state in TAKEN
    late = collection.state == CollectionState.CONFIRMED
    collection.move_to(CollectionState.LATE_FAILURE if late else CollectionState.FAILED, at=now)
    collection.code, collection.problem = code[:LONGEST_CODE], reason[:LONGEST_PROBLEM]
    collection.taken_on = None
    collection.first_failed_on = collection.first_failed_on or on
    collection.run = None
    collection.save()
    audit.record(
        actor=system("payments"),
        verb="collection.failed",
        subject=collection,
        now=now,
        detail={"code": code, "attempt": collection.attempts, "late": late},
    )
    outbox.publish(
        DebitFailed(
            council_id=collection.council_id,
            collection_id=collection.pk,
            attempt=collection.attempts,
            amount_pence=collection.amount_pence,
            was_collected=was_collected,
            code=code,
            occurred_at=now,
        )
    )
    return True


def activate(mandate: Mandate, now: datetime) -> None:
    """Take a locked mandate for held by the bank."""
    mandate.move_to(MandateState.ACTIVE, at=now)
    mandate.save()
    audit.record(actor=system("payments"), verb="mandate.active", subject=mandate, now=now)
    outbox.publish(
        MandateActive(council_id=mandate.council_id, mandate_id=mandate.pk, occurred_at=now)
    )


def lock_mandate(mandate_id: UUID) -> Mandate:
    """Return a mandate with its service, locked."""
    return (
        Mandate.objects.select_for_update(of=("self",)).select_related("service").get(pk=mandate_id)
    )


def lock_collection(collection_id: UUID) -> Collection:
    """Return a collection, locked after its mandate, as everywhere."""
    found = Collection.objects.get(pk=collection_id)
    mandate = lock_mandate(found.mandate_id)
    collection = Collection.objects.select_for_update().get(pk=collection_id)
    collection.mandate = mandate
    return collection


def _mandate_is_active(mandate: Mandate, now: datetime) -> None:
    """A mandate that was paused here stays so, and one that ended does not come back by this."""
    if mandate.state == MandateState.SUBMITTED:
        activate(mandate, now)


def _mandate_is_paused(mandate: Mandate, now: datetime) -> None:
    if mandate.state in {MandateState.SUBMITTED, MandateState.ACTIVE}:
        mandate.move_to(MandateState.SUSPENDED, at=now)
        mandate.save()


def _received(collection: Collection, on: date, now: datetime) -> None:
    collection.taken_on, collection.code, collection.problem = on, "", ""
    collection.save()
    mandate = collection.mandate
    mandate.used_on(on)
    mandate.save(update_fields=["last_collected_on"])
    audit.record(
        actor=system("payments"),
        verb="collection.collected",
        subject=collection,
        now=now,
        detail={"attempt": collection.attempts},
    )
    outbox.publish(
        DebitCollected(
            council_id=collection.council_id,
            collection_id=collection.pk,
            attempt=collection.attempts,
            amount_pence=collection.amount_pence,
            on=on.isoformat(),
            occurred_at=now,
        )
    )


def _collection_check(collection: Collection, now: datetime) -> datetime | None:
    if collection.state in {CollectionState.SUBMITTED, CollectionState.PRESUMED_PAID}:
        return _next_check(collection.checks, now)
    confirmed_at = collection.finished_at
    if collection.state == CollectionState.CONFIRMED and confirmed_at is not None:
        watched = now - confirmed_at < PAID_IS_WATCHED
        return now + _ASKED_AFTER[-1] if watched else None
    return None


def _next_check(checks: int, now: datetime) -> datetime:
    return now + _ASKED_AFTER[min(checks, len(_ASKED_AFTER)) - 1]
