"""From a schedule to collections: planned, told, changed, cancelled."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.payments.direct_debit import notices, policies
from moothall.payments.direct_debit.days import (
    DAYS_FROM_INPUT_TO_ENTRY,
    DAYS_TO_REFUSE_MANDATE,
    LONDON,
    add_working_days,
    next_on_day,
    on_or_after,
)
from moothall.payments.direct_debit.models import Collection, Mandate
from moothall.payments.direct_debit.ports import Instalment, Schedule, schedule_owners
from moothall.payments.direct_debit.workflow import (
    OPEN_COLLECTIONS,
    CollectionState,
    MandateState,
)

#: What was asked of a bank, and may have come in: it is not asked for again under another mandate.
_ASKED = (
    CollectionState.SUBMITTED,
    CollectionState.PRESUMED_PAID,
    CollectionState.CONFIRMED,
)
_CHANGED = ["amount_pence", "falls_on", "collects_on", "is_last", "state", "noticed_at"]


@dataclass(frozen=True, kw_only=True)
class Dated:
    """An instalment with the day of the schedule and the day on which it is collected."""

    key: str
    pence: int
    falls_on: date
    collects_on: date


def plan_mandate(*, actor: Actor, mandate_id: UUID, now: datetime) -> None:
    """
    Ask the owner of the schedule what is owed, and plan it.

    :raises Retry: if the owner cannot say now
    """
    mandate = Mandate.objects.filter(pk=mandate_id).first()
    if mandate is None or not mandate.is_live:
        return
    owner = schedule_owners.get(mandate.owner)
    schedule = owner.schedule(mandate.council_id, mandate.account)
    plan_collections(actor=actor, mandate_id=mandate_id, schedule=schedule, now=now)


@transaction.atomic
def plan_collections(
    *, actor: Actor, mandate_id: UUID, schedule: Schedule | None, now: datetime
) -> None:
    """
    Bring the collections in line with a schedule, and tell the payer whatever is new to them.

    What was asked of the bank stays as it is. A schedule that is no more cancels what is planned.
    """
    mandate = _locked(mandate_id)
    require(policies.can_speak_for_banks(actor) or policies.can_change_mandate(actor, mandate))
    if not mandate.is_live:
        return
    dated = dated_instalments(mandate, schedule, now)
    existing = {
        one.instalment: one
        for one in Collection.objects.select_for_update().filter(mandate=mandate)
    }
    asked_before = _asked_under_others(mandate)
    wanted = {one.key: one for one in dated if one.key not in asked_before}
    last = max(dated, key=lambda one: one.collects_on).key if dated and _ends(schedule) else ""
    for key, one in wanted.items():
        _apply(mandate, existing.get(key), one, is_last=key == last, now=now)
    _cancel_missing(existing, wanted, now)
    tell_what_is_new(mandate, now)
    audit.record(
        actor=actor,
        verb="mandate.planned",
        subject=mandate,
        now=now,
        detail={"instalments": len(wanted)},
    )


def dated_instalments(mandate: Mandate, schedule: Schedule | None, now: datetime) -> list[Dated]:
    """Return what a schedule asks for with the days on which it can be collected."""
    if schedule is None:
        return []
    earliest = earliest_day(
        now, mandate.service.days_of_notice, is_lodged=mandate.state == MandateState.ACTIVE
    )
    return [
        _dated(one, None if schedule.days_are_fixed else mandate.day, earliest)
        for one in sorted(schedule.instalments, key=lambda one: (one.due_on, one.key))
        if one.pence > 0
    ]


def earliest_day(now: datetime, days_of_notice: int, *, is_lodged: bool) -> date:
    """
    Return the first day on which something that is told today may be collected.

    The bank must hold the instruction by then: it is lodged by the next run, takes the days of
    the clearing, and may be sent back for some days after.
    """
    today = now.astimezone(LONDON).date()
    noticed = add_working_days(today, days_of_notice)
    if is_lodged:
        return noticed
    lodged = add_working_days(today, 1 + DAYS_FROM_INPUT_TO_ENTRY + DAYS_TO_REFUSE_MANDATE)
    return max(noticed, lodged)


def tell_what_is_new(mandate: Mandate, now: datetime) -> bool:
    """Tell the payer all that is planned and was not told; tell whether they could be told."""
    untold = list(
        Collection.objects.filter(mandate=mandate, state=CollectionState.SCHEDULED).order_by(
            "collects_on", "instalment"
        )
    )
    if not untold:
        return True
    said = "|".join(f"{one.pk} {one.amount_pence} {one.collects_on}" for one in untold)
    key = f"plan-{now.date()}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"
    if not notices.tell_plan(mandate, untold, is_first=mandate.told_at is None, key=key, now=now):
        return False
    mandate.told_at = mandate.told_at or now
    mandate.save(update_fields=["told_at"])
    for collection in untold:
        collection.move_to(CollectionState.NOTIFIED, at=now)
        collection.save(update_fields=["state", "noticed_at"])
    return True


def _dated(one: Instalment, day: int | None, earliest: date) -> Dated:
    falls_on = one.due_on
    if day is not None:
        falls_on = next_on_day(one.due_on - timedelta(days=1), day)
    collects_on = max(on_or_after(falls_on), earliest)
    return Dated(key=one.key, pence=one.pence, falls_on=falls_on, collects_on=collects_on)


def _apply(
    mandate: Mandate, found: Collection | None, one: Dated, *, is_last: bool, now: datetime
) -> None:
    if found is None or found.state == CollectionState.CANCELLED:
        _plan(mandate, found, one, is_last=is_last, now=now)
        return
    if found.state not in OPEN_COLLECTIONS or found.run_id is not None:
        return
    same_day = found.falls_on == one.falls_on and found.amount_pence == one.pence
    must_tell = found.change(
        amount_pence=one.pence,
        falls_on=one.falls_on,
        # What was told, or is waiting, keeps its day: time that passed is no change.
        collects_on=found.collects_on if same_day else one.collects_on,
    )
    found.is_last = is_last
    if must_tell and found.state == CollectionState.NOTIFIED:
        found.move_to(CollectionState.SCHEDULED, at=now)
    found.save(update_fields=_CHANGED)


def _plan(
    mandate: Mandate, gone: Collection | None, one: Dated, *, is_last: bool, now: datetime
) -> None:
    """Write a new collection, also in place of one that was cancelled and comes back."""
    if gone is not None:
        gone.instalment = f"{gone.instalment[:20]}~{gone.pk.hex[-12:]}"
        gone.save(update_fields=["instalment"])
    Collection(
        council_id=mandate.council_id,
        mandate=mandate,
        instalment=one.key,
        amount_pence=one.pence,
        falls_on=one.falls_on,
        collects_on=one.collects_on,
        is_last=is_last,
        planned_at=now,
    ).save(force_insert=True)


def _cancel_missing(
    existing: Mapping[str, Collection], wanted: Mapping[str, Dated], now: datetime
) -> None:
    for key, found in existing.items():
        if key not in wanted and found.state in OPEN_COLLECTIONS and found.run_id is None:
            found.move_to(CollectionState.CANCELLED, at=now)
            found.save(update_fields=["state", "finished_at", "check_at"])


def _asked_under_others(mandate: Mandate) -> set[str]:
    """Return the instalments that were asked for under earlier mandates for the same account."""
    rows = Collection.objects.filter(
        council_id=mandate.council_id,
        mandate__owner=mandate.owner,
        mandate__account=mandate.account,
        state__in=_ASKED,
    ).exclude(mandate=mandate)
    return set(rows.values_list("instalment", flat=True))


def _ends(schedule: Schedule | None) -> bool:
    return schedule is not None and schedule.is_whole


def _locked(mandate_id: UUID) -> Mandate:
    return (
        Mandate.objects.select_for_update(of=("self",)).select_related("service").get(pk=mandate_id)
    )
