"""What a collector said to each item of a run, written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from moothall.kernel.actors import system
from moothall.payments.direct_debit.actions.ending import end_mandate
from moothall.payments.direct_debit.days import LONDON
from moothall.payments.direct_debit.models import Collection, DebitRun, Mandate
from moothall.payments.direct_debit.ports import Answer, Later, Refused, Taken
from moothall.payments.direct_debit.workflow import CollectionState, MandateState

#: When a collector that can be asked is asked first; hints come sooner.
FIRST_CHECK = timedelta(hours=4)
LONGEST_PROBLEM = 300
LONGEST_CODE = 20


@dataclass
class Counted:
    """How much of a run was taken on."""

    lodged: int = 0
    cancelled: int = 0
    collected: int = 0
    pence: int = 0


def write_answers(
    *, run: DebitRun, answers: Mapping[UUID, Answer], asks: bool, now: datetime
) -> Counted:
    """Write down what became of each item of a run that the caller has locked, and count."""
    counted = Counted()
    check_at = now + FIRST_CHECK if asks else None
    items = {name: [UUID(one) for one in ids] for name, ids in run.items.items()}
    mandates = _locked_mandates([*items["lodge"], *items["withdraw"]])
    for item in items["lodge"]:
        _lodged(mandates[item], answers[item], counted, run=run, check_at=check_at, now=now)
    for item in items["withdraw"]:
        _withdrawn(mandates[item], answers[item], counted)
    found = (
        Collection.objects.select_for_update(of=("self",))
        .select_related("mandate__service")
        .filter(pk__in=items["collect"])
    )
    collections = {one.pk: one for one in found}
    for item in items["collect"]:
        _collected(collections[item], answers[item], check_at, counted, now)
    return counted


def _locked_mandates(ids: list[UUID]) -> dict[UUID, Mandate]:
    rows = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("service")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    return {one.pk: one for one in rows}


def _lodged(
    mandate: Mandate,
    answer: Answer,
    counted: Counted,
    *,
    run: DebitRun,
    check_at: datetime | None,
    now: datetime,
) -> None:
    mandate.outcome_unknown = isinstance(answer, Later) and answer.outcome_unknown
    mandate.problem = "" if isinstance(answer, Taken) else answer.reason[:LONGEST_PROBLEM]
    if isinstance(answer, Taken):
        mandate.collector_reference = answer.collector_reference or mandate.collector_reference
        mandate.lodged_on = run.input_on
        counted.lodged += 1
        if mandate.state == MandateState.PENDING_SUBMISSION:
            mandate.move_to(MandateState.SUBMITTED, at=now)
            mandate.check_at = check_at
        else:
            # It ended while it was on its way: the bank has it now, and must be told.
            mandate.cancel_due = True
    mandate.save()
    if isinstance(answer, Refused) and mandate.state == MandateState.PENDING_SUBMISSION:
        end_mandate(
            mandate,
            actor=system("payments"),
            reason=answer.code,
            tell_payer=True,
            now=now,
            state=MandateState.FAILED,
        )


def _withdrawn(mandate: Mandate, answer: Answer, counted: Counted) -> None:
    if isinstance(answer, Later):
        return
    # A collector that refuses knows no such mandate, or has ended it: there is nothing to tell.
    mandate.cancel_due = False
    mandate.save(update_fields=["cancel_due"])
    counted.cancelled += isinstance(answer, Taken)


def _collected(
    collection: Collection,
    answer: Answer,
    check_at: datetime | None,
    counted: Counted,
    now: datetime,
) -> None:
    if collection.state != CollectionState.NOTIFIED:
        return
    collection.outcome_unknown = isinstance(answer, Later) and answer.outcome_unknown
    collection.problem = "" if isinstance(answer, Taken) else answer.reason[:LONGEST_PROBLEM]
    if isinstance(answer, Refused):
        _refused(collection, answer, now)
        return
    if isinstance(answer, Taken):
        collection.move_to(CollectionState.SUBMITTED, at=now)
        collection.collector_reference = (
            answer.collector_reference or collection.collector_reference
        )
        collection.attempts += 1
        collection.check_at = check_at
        counted.collected += 1
        counted.pence += collection.amount_pence
    collection.save()


def _refused(collection: Collection, answer: Refused, now: datetime) -> None:
    from moothall.payments.direct_debit.actions.advising import (  # noqa: PLC0415 - uses us
        report_failure,
    )

    today = now.astimezone(LONDON).date()
    report_failure(collection, code=answer.code, reason=answer.reason, on=today, now=now)
