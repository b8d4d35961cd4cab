"""Trying a form out: what is typed is kept for the designer alone, and is never sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from moothall.eforms.models import TrialRun
from moothall.eforms.policies import can_design_forms
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require


@transaction.atomic
def keep_trial(
    *,
    actor: Actor,
    council_id: int,
    form_id: UUID,
    answers: Mapping[str, Any] | None = None,
    typed: Mapping[str, Any] | None = None,
    now: datetime,
) -> TrialRun:
    """Keep what was answered, and what was typed and will not do, with what was kept before."""
    require(can_design_forms(actor, council_id))
    trial, _made = TrialRun.objects.select_for_update().get_or_create(
        council_id=council_id, form_id=form_id, by=actor.identifier, defaults={"changed_at": now}
    )
    trial.answers = {**trial.answers, **(answers or {})}
    trial.typed = {**trial.typed, **(typed or {})}
    trial.changed_at = now
    trial.save()
    found: TrialRun = trial
    return found


@transaction.atomic
def begin_trial_anew(*, actor: Actor, council_id: int, form_id: UUID) -> None:
    """Forget what was typed to try a form out."""
    require(can_design_forms(actor, council_id))
    TrialRun.objects.filter(council_id=council_id, form_id=form_id, by=actor.identifier).delete()
