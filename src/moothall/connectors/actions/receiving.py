"""What a system tells us is stored first and then applied, each piece once."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.cases.actions import change_status
from moothall.connectors.models import ExternalReference, ReceivedUpdate, System
from moothall.connectors.models.received import Outcome
from moothall.connectors.ports import StatusUpdate
from moothall.connectors.status_words import NOTHING_TO_SAY, our_status
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import TransitionNotAllowed

logger = logging.getLogger(__name__)

#: How long an update waits for its case: a lost answer may be found out only at the next try.
LONGEST_WAIT = timedelta(days=14)


@transaction.atomic
def store_updates(
    *, system_id: UUID, updates: Sequence[StatusUpdate], until: datetime, now: datetime
) -> int:
    """
    Keep what was received, word for word, and how far we have asked; return how much was new.

    Asking overlaps, so most of it is usually known: the system's own key tells.
    """
    system = System.objects.select_for_update().get(pk=system_id)
    known = set(
        ReceivedUpdate.objects.filter(
            system=system, update_key__in=[update.update_key for update in updates]
        ).values_list("update_key", flat=True)
    )
    fresh = [update for update in updates if update.update_key not in known]
    ReceivedUpdate.objects.bulk_create(
        [
            ReceivedUpdate(
                council_id=system.council_id,
                system=system,
                update_key=update.update_key,
                reference=update.reference,
                status=update.status[:60],
                description=without_card_numbers(update.description),
                raw=without_card_numbers(update.raw),
                happened_at=update.happened_at,
                received_at=now,
            )
            for update in fresh
        ],
        ignore_conflicts=True,
    )
    system.polled_until = max(until, system.polled_until or until)
    system.save(update_fields=["polled_until"])
    return len(fresh)


def apply_waiting_updates(*, actor: Actor, system_id: UUID, now: datetime) -> int:
    """
    Apply every stored update whose case is known, in the order they happened; return how many.

    Each is a transaction of its own: one that cannot be applied is left to a person and does not
    hold up the rest.
    """
    waiting = ReceivedUpdate.objects.filter(system_id=system_id, outcome=Outcome.WAITING)
    applied = 0
    for update_id in waiting.order_by("happened_at", "id").values_list("pk", flat=True):
        applied += _apply_one(actor=actor, update_id=update_id, now=now)
    return applied


@transaction.atomic
def _apply_one(*, actor: Actor, update_id: UUID, now: datetime) -> bool:
    update = ReceivedUpdate.objects.select_for_update().get(pk=update_id)
    if update.outcome != Outcome.WAITING:
        return False
    reference = ExternalReference.objects.filter(
        system_id=update.system_id, reference=update.reference
    ).first()
    if reference is None:
        if now - update.received_at > LONGEST_WAIT:
            _close(update, Outcome.REFUSED, "We know no case of this reference.")
        return False
    status = our_status(update.status)
    if status is None:
        _close(update, Outcome.REFUSED, f"We know no status called {update.status!r}.")
        return False
    if status == NOTHING_TO_SAY:
        _close(update, Outcome.IGNORED, "This status says nothing to a resident.")
        return False
    try:
        with transaction.atomic():
            change_status(
                actor=actor,
                case_id=reference.case_id,
                status=status,
                public_note=update.description,
                source="back_office",
                source_key=f"{update.system_id}:{update.update_key}",
                now=now,
            )
    except TransitionNotAllowed as error:
        _close(update, Outcome.REFUSED, str(error))
        return False
    _close(update, Outcome.APPLIED, "")
    return True


def _close(update: ReceivedUpdate, outcome: Outcome, reason: str) -> None:
    update.outcome = outcome
    update.reason = reason[:300]
    update.save(update_fields=["outcome", "reason"])
    if outcome is Outcome.REFUSED:
        logger.warning("An update of %s needs a person: %s", update.system_id, reason)
