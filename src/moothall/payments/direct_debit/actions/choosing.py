"""How a council collects."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.payments.direct_debit.models import DebitService
from moothall.payments.direct_debit.ports import collectors
from moothall.payments.direct_debit.suppliers.standard18.records import words


@transaction.atomic
def choose_collector(
    *,
    actor: Actor,
    council_id: int,
    collector: str,
    options: Mapping[str, Any],
    statement_name: str,
    days_of_notice: int,
    bank_agreed: bool,
    days: Sequence[int],
    now: datetime,
) -> DebitService:
    """
    Collect in this way from now on; mandates that exist stay with the one they began with.

    :raises LookupError: if there is no such collector
    :raises ValueError: if it cannot be used so
    """
    collectors.get(collector).options.read(options)
    if words(statement_name).strip() != statement_name.upper():
        raise ValueError("the statement name has 18 characters at most, without accents")
    wanted = {
        "collector": collector,
        "options": dict(options),
        "statement_name": statement_name.upper(),
        "days_of_notice": days_of_notice,
        "bank_agreed": bank_agreed,
        "days": list(days),
    }
    living = DebitService.objects.select_for_update().filter(
        council_id=council_id, replaced_at=None
    )
    current = living.first()
    if current is not None:
        if all(getattr(current, name) == value for name, value in wanted.items()):
            return current
        current.replaced_at = now
        current.save(update_fields=["replaced_at"])
    service = DebitService(council_id=council_id, chosen_at=now, **wanted)
    service.save(force_insert=True)
    audit.record(
        actor=actor,
        verb="debit-service.chosen",
        subject=service,
        now=now,
        detail={"collector": collector, "days_of_notice": days_of_notice},
    )
    return service
