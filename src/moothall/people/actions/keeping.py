"""For how long a council keeps things although somebody asks for their erasure."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.kernel.scope import current_council_id
from moothall.people.models import RetentionRule


@transaction.atomic
def set_keeping(*, actor: Actor, days: Mapping[str, int], now: datetime) -> None:
    """
    Set for how many days the one council in force keeps things, by reason.

    :raises NotPermitted: if the actor may not change the council's settings
    """
    council_id = current_council_id()
    require(actor.may("settings.edit", council_id))
    for reason, number in days.items():
        rule, is_new = RetentionRule.objects.get_or_create(
            council_id=council_id, reason=reason, defaults={"days": number}
        )
        if not is_new and rule.days == number:
            continue
        rule.days = number
        rule.save(update_fields=["days"])
        detail = {"reason": reason, "days": number}
        audit.record(actor=actor, verb="keeping.set", subject=rule, now=now, detail=detail)
