"""
The run of a day: what is due is gathered, handed over outside of any transaction, and written down.

A run is committed with the ids of all its items before anybody is called, so that one that is
begun again after a crash asks for exactly the same; collectors know each item by its id.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound, Retry
from moothall.kernel.policies import require
from moothall.payments.direct_debit import policies, tasks
from moothall.payments.direct_debit.actions.answering import write_answers
from moothall.payments.direct_debit.actions.planning import earliest_day, tell_what_is_new
from moothall.payments.direct_debit.days import (
    DAYS_LATE_AT_MOST,
    LONDON,
    add_working_days,
    is_working_day,
    working_days_between,
)
from moothall.payments.direct_debit.models import Collection, DebitRun, DebitService, Mandate
from moothall.payments.direct_debit.ports import (
    Answers,
    Collect,
    DebitCollector,
    Later,
    Lodge,
    Run,
    Submitted,
    Turn,
    Withdraw,
    collectors,
)
from moothall.payments.direct_debit.sealing import details_of
from moothall.payments.direct_debit.workflow import CollectionState, MandateState
from moothall.people.sealing import seal, unseal

OPEN, DONE, LEFT = "open", "done", "left"


@transaction.atomic
def start_run(*, actor: Actor, service_id: UUID, now: datetime) -> DebitRun | None:
    """
    Gather what is due today, or return the run that is under way; nothing if nothing is due.

    Banks take nothing in on days on which the clearing does not work.
    """
    service = DebitService.objects.select_for_update().get(pk=service_id)
    require(policies.can_run(actor, service.council_id))
    today = now.astimezone(LONDON).date()
    under_way = DebitRun.objects.select_for_update().filter(service=service, state=OPEN).first()
    if under_way is not None and under_way.input_on == today:
        return under_way
    if under_way is not None:
        _leave(under_way, now)
    if not is_working_day(today):
        return None
    collector = collectors.get(service.collector)
    items = {
        "lodge": _ids(_to_lodge(service)),
        "withdraw": _ids(Mandate.objects.filter(service=service, cancel_due=True)),
        "collect": [str(one.pk) for one in _to_collect(service, collector, today, now)],
    }
    if not any(items.values()):
        return None
    run = DebitRun(
        council_id=service.council_id,
        service=service,
        input_on=today,
        number=_next_number(service, today),
        items=items,
        made_at=now,
    )
    run.save(force_insert=True)
    Collection.objects.filter(pk__in=items["collect"]).update(run=run)
    audit.record(
        actor=actor,
        verb="debit-run.started",
        subject=run,
        now=now,
        detail={name: len(ids) for name, ids in items.items()},
    )
    return run


def submit_run(*, actor: Actor, run_id: UUID, now: datetime) -> DebitRun:
    """
    Hand a run over and write down what became of each item; a run that is done stays as it is.

    :raises Retry: if some of it must be handed over again
    """
    run = DebitRun.objects.select_related("service").get(pk=run_id)
    require(policies.can_run(actor, run.council_id))
    if run.state != OPEN:
        return run
    collector = collectors.get(run.service.collector)
    options = collector.options.read(run.service.options)
    submitted = collector.submit(_as_value(run), options)
    run = _finish(actor=actor, run_id=run_id, submitted=submitted, now=now)
    if run.state == OPEN:
        raise Retry("Some of the run must be handed over again.")
    return run


@transaction.atomic
def begin_run(*, actor: Actor, service_id: UUID, now: datetime) -> DebitRun | None:
    """Start a run and leave it to a worker to hand over; raises as `start_run` does."""
    run = start_run(actor=actor, service_id=service_id, now=now)
    if run is not None:
        tasks.submit.defer_unless_waiting(
            {"council_id": run.council_id, "run_id": run.pk}, key=f"debit-run-{run.pk}"
        )
    return run


def start_due_runs(*, actor: Actor, council_id: int, now: datetime) -> None:
    """Start the day's runs of companies that are called; a file waits for an employee."""
    for service in DebitService.objects.filter(council_id=council_id):
        if isinstance(collectors.get(service.collector), Answers):
            begin_run(actor=actor, service_id=service.pk, now=now)


@transaction.atomic
def fetch_file(*, actor: Actor, run_id: UUID, now: datetime) -> tuple[str, bytes]:
    """
    Return the name and the bytes of a run's file, and write down who took it.

    :raises NotFound: if there is none, or it was forgotten
    """
    run = DebitRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None or not run.sealed_file:
        raise NotFound("There is no file.")
    require(policies.can_run(actor, run.council_id))
    run.fetched_at, run.fetched_by = now, actor.name
    run.save(update_fields=["fetched_at", "fetched_by"])
    audit.record(
        actor=actor, verb="debit-run.fetched", subject=run, now=now, detail={"file": run.file_name}
    )
    return run.file_name, b64decode(unseal(run.sealed_file))


@transaction.atomic
def _finish(*, actor: Actor, run_id: UUID, submitted: Submitted, now: datetime) -> DebitRun:
    run = DebitRun.objects.select_for_update().get(pk=run_id)
    if run.state != OPEN:
        return run
    collector = collectors.get(run.service.collector)
    counted = write_answers(
        run=run, answers=submitted.answers, asks=isinstance(collector, Answers), now=now
    )
    run.lodged += counted.lodged
    run.cancelled += counted.cancelled
    run.collected += counted.collected
    run.total_pence += counted.pence
    if submitted.file is not None:
        run.file_name = submitted.file.name
        run.sealed_file = seal(b64encode(submitted.file.content).decode())
        run.digest = hashlib.sha256(submitted.file.content).hexdigest()
    waiting = {item for item, said in submitted.answers.items() if isinstance(said, Later)}
    run.items = {
        name: [one for one in ids if UUID(one) in waiting] for name, ids in run.items.items()
    }
    if not waiting:
        run.state, run.finished_at = DONE, now
    run.save()
    audit.record(
        actor=actor,
        verb="debit-run.submitted",
        subject=run,
        now=now,
        detail={
            "lodged": counted.lodged,
            "cancelled": counted.cancelled,
            "collected": counted.collected,
            "pence": counted.pence,
            "waiting": len(waiting),
        },
    )
    return run


def _leave(run: DebitRun, now: datetime) -> None:
    """Close a run of an earlier day: what is left of it is gathered anew."""
    Collection.objects.filter(run=run, state=CollectionState.NOTIFIED).update(run=None)
    run.state, run.finished_at = LEFT, now
    run.save(update_fields=["state", "finished_at"])


def _to_lodge(service: DebitService) -> QuerySet[Mandate]:
    return Mandate.objects.filter(service=service, state=MandateState.PENDING_SUBMISSION)


def _to_collect(
    service: DebitService, collector: DebitCollector, today: date, now: datetime
) -> list[Collection]:
    """
    Return what must be handed over today, of all that the payer was told early enough.

    What is too late for the day that was told gets another day, and the payer is told again.
    """
    entry = add_working_days(today, collector.lead_days)
    states = [MandateState.ACTIVE]
    if isinstance(collector, Answers):
        states.append(MandateState.SUBMITTED)
    due = (
        Collection.objects.select_for_update(of=("self",))
        .select_related("mandate__service")
        .filter(
            mandate__service=service,
            mandate__state__in=states,
            state=CollectionState.NOTIFIED,
            run__isnull=True,
            collects_on__lte=entry,
        )
        .order_by("collects_on", "pk")
    )
    ready = []
    for collection in due:
        if _is_late(collection, today) or not _was_told_early(collection, service.days_of_notice):
            _move_on(collection, service, now)
        else:
            ready.append(collection)
    return ready


def _is_late(collection: Collection, today: date) -> bool:
    """Tell whether the day that was told can no longer be met within the days of grace."""
    soonest = add_working_days(
        today, collectors.get(collection.mandate.service.collector).lead_days
    )
    if soonest <= collection.collects_on:
        return False
    return working_days_between(collection.collects_on, soonest) > DAYS_LATE_AT_MOST


def _was_told_early(collection: Collection, days_of_notice: int) -> bool:
    if collection.attempts:
        return True  # presented again: the notice of the first time holds
    if collection.noticed_at is None:
        return False
    told_on = collection.noticed_at.astimezone(LONDON).date()
    return working_days_between(told_on, collection.collects_on) >= days_of_notice


def _move_on(collection: Collection, service: DebitService, now: datetime) -> None:
    collection.move_to(CollectionState.SCHEDULED, at=now)
    collection.collects_on = earliest_day(now, service.days_of_notice, is_lodged=True)
    collection.save(update_fields=["state", "noticed_at", "collects_on"])
    tell_what_is_new(collection.mandate, now)


def _next_number(service: DebitService, today: date) -> int:
    found = DebitRun.objects.filter(service=service, input_on=today).aggregate(last=Max("number"))
    return (found["last"] or 0) + 1


def _ids(rows: QuerySet[Mandate]) -> list[str]:
    return [str(pk) for pk in rows.order_by("created_at", "pk").values_list("pk", flat=True)]


def _as_value(run: DebitRun) -> Run:
    lodged = _mandates(run.items, "lodge")
    withdrawn = _mandates(run.items, "withdraw")
    collected = Collection.objects.filter(pk__in=run.items["collect"]).select_related("mandate")
    return Run(
        run_id=run.pk,
        input_on=run.input_on,
        number=run.number,
        statement_name=run.service.statement_name,
        lodge=[_lodge(one) for one in lodged],
        withdraw=[
            Withdraw(
                mandate_id=one.pk,
                reference=one.reference,
                details=details_of(one.sealed_details, one.account_name),
                collector_reference=one.collector_reference,
            )
            for one in withdrawn
        ],
        collect=[_collect(one) for one in collected.order_by("collects_on", "pk")],
    )


def _mandates(items: Mapping[str, Any], name: str) -> Sequence[Mandate]:
    return list(Mandate.objects.filter(pk__in=items[name]).order_by("created_at", "pk"))


def _lodge(mandate: Mandate) -> Lodge:
    return Lodge(
        mandate_id=mandate.pk,
        reference=mandate.reference,
        details=details_of(mandate.sealed_details, mandate.account_name),
        email=mandate.email,
        language=mandate.language,
        outcome_unknown=mandate.outcome_unknown,
    )


def _collect(collection: Collection) -> Collect:
    mandate = collection.mandate
    return Collect(
        collection_id=collection.pk,
        reference=f"{mandate.reference}-{collection.pk.hex[-6:].upper()}",
        mandate_reference=mandate.reference,
        mandate_collector_reference=mandate.collector_reference,
        details=details_of(mandate.sealed_details, mandate.account_name),
        amount_pence=collection.amount_pence,
        collects_on=collection.collects_on,
        turn=_turn(collection),
        attempt=collection.attempts + 1,
        collector_reference=collection.collector_reference,
        outcome_unknown=collection.outcome_unknown,
    )


def _turn(collection: Collection) -> Turn:
    if collection.attempts:
        return Turn.AGAIN
    if collection.mandate.last_collected_on is None:
        return Turn.FIRST
    return Turn.LAST if collection.is_last else Turn.REGULAR
