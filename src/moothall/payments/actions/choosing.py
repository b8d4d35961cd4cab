"""Choosing the company that takes a council's cards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.payments.models import GatewayChoice
from moothall.payments.ports import CardEntry, gateways


@transaction.atomic
def choose_gateway(
    *,
    actor: Actor,
    council_id: int,
    entry: CardEntry,
    gateway: str,
    options: Mapping[str, Any],
    now: datetime,
) -> GatewayChoice:
    """
    Use a gateway for all payments to come; those that are under way stay where they began.

    :raises LookupError: if there is no such gateway
    :raises ValueError: if it cannot be used with these options, or not for this entry
    """
    chosen = gateways.get(gateway)
    chosen.options.read(options)
    if entry not in chosen.entries:
        raise ValueError(f"{chosen.label} takes no cards that are typed {entry.value}")
    living = GatewayChoice.objects.select_for_update().filter(
        council_id=council_id, entry=entry.value, replaced_at=None
    )
    current = living.first()
    if current is not None:
        if (current.gateway, current.options) == (gateway, dict(options)):
            return current
        current.replaced_at = now
        current.save(update_fields=["replaced_at"])
    choice = GatewayChoice(
        council_id=council_id,
        entry=entry.value,
        gateway=gateway,
        options=dict(options),
        chosen_at=now,
    )
    choice.save(force_insert=True)
    audit.record(
        actor=actor,
        verb="gateway.chosen",
        subject=choice,
        now=now,
        detail={"entry": entry.value, "gateway": gateway},
    )
    return choice
