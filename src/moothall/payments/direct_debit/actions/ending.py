"""The end of a mandate, its pause, and what that means for what was planned."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit, outbox
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.payments.direct_debit import notices, policies, tasks
from moothall.payments.direct_debit.events import MandateEnded
from moothall.payments.direct_debit.models import Collection, Mandate
from moothall.payments.direct_debit.workflow import (
    OPEN_COLLECTIONS,
    CollectionState,
    MandateState,
)


@transaction.atomic
def cancel_mandate(*, actor: Actor, mandate_id: UUID, now: datetime) -> Mandate:
    """
    End a mandate because its payer, or an employee for them, says so; twice is once.

    What was asked of the bank already may still be taken.

    :raises NotFound: if there is none
    """
    mandate = locked_mandate(mandate_id)
    require(policies.can_change_mandate(actor, mandate))
    if not mandate.is_live:
        return mandate
    end_mandate(mandate, actor=actor, reason="payer", tell_payer=True, now=now)
    return mandate


def end_mandate(
    mandate: Mandate,
    *,
    actor: Actor,
    reason: str,
    tell_payer: bool,
    now: datetime,
    state: MandateState = MandateState.CANCELLED,
    bank_knows: bool = False,
) -> None:
    """
    End a mandate that the caller has locked, and all that was planned under it.

    The bank is told by the next run (0C) unless it told us, or never had the instruction.
    """
    was_lodged = mandate.lodged_on is not None
    mandate.move_to(state, at=now, reason=reason)
    mandate.cancel_due = was_lodged and not bank_knows and state is MandateState.CANCELLED
    mandate.save(
        update_fields=["state", "ended_at", "end_reason", "cancel_due", "check_at", "problem"]
    )
    _cancel_open(mandate, now)
    audit.record(
        actor=actor,
        verb=f"mandate.{state.value}",
        subject=mandate,
        now=now,
        detail={"reason": reason},
    )
    outbox.publish(
        MandateEnded(council_id=mandate.council_id, mandate_id=mandate.pk, occurred_at=now)
    )
    if tell_payer:
        notices.tell_ended(mandate, now)


@transaction.atomic
def change_day(*, actor: Actor, mandate_id: UUID, day: int, now: datetime) -> Mandate:
    """
    Collect on another day of the month; the payer is told before it happens.

    :raises NotFound: if there is none
    :raises ValueError: if the council does not collect on that day
    """
    mandate = locked_mandate(mandate_id)
    require(policies.can_change_mandate(actor, mandate) and mandate.is_live)
    if day not in mandate.service.days:
        raise ValueError("The council does not collect on this day.")
    if day != mandate.day:
        mandate.day = day
        mandate.save(update_fields=["day"])
        audit.record(
            actor=actor, verb="mandate.day-changed", subject=mandate, now=now, detail={"day": day}
        )
        tasks.plan.defer(council_id=mandate.council_id, mandate_id=mandate.pk)
    return mandate


@transaction.atomic
def pause_mandate(*, actor: Actor, mandate_id: UUID, is_paused: bool, now: datetime) -> Mandate:
    """
    Hold a mandate back, or put it in force again; nothing is submitted while it is paused.

    :raises NotFound: if there is none
    """
    mandate = locked_mandate(mandate_id)
    require(policies.can_manage(actor, mandate.council_id))
    state = MandateState.SUSPENDED if is_paused else MandateState.ACTIVE
    if mandate.state == state:
        return mandate
    mandate.move_to(state, at=now)
    mandate.save(
        update_fields=["state", "active_at", "ended_at", "end_reason", "cancel_due", "check_at"]
    )
    audit.record(actor=actor, verb=f"mandate.{state.value}", subject=mandate, now=now)
    return mandate


def locked_mandate(mandate_id: UUID) -> Mandate:
    """
    Return a mandate that nobody else changes until the transaction ends, with its service.

    :raises NotFound: if there is none
    """
    mandate = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("service")
        .filter(pk=mandate_id)
        .first()
    )
    if mandate is None:
        raise NotFound("There is no such Direct Debit.")
    return mandate


def _cancel_open(mandate: Mandate, now: datetime) -> None:
    """Cancel what is planned and not in a run that is being submitted at this moment."""
    planned = Collection.objects.select_for_update().filter(
        mandate=mandate, state__in=OPEN_COLLECTIONS, run__isnull=True
    )
    for collection in planned:
        collection.move_to(CollectionState.CANCELLED, at=now)
        collection.save(update_fields=["state", "finished_at", "check_at"])
