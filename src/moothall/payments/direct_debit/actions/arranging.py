"""Plans that a council makes itself: made, changed, stopped."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require
from moothall.payments.direct_debit import policies, tasks
from moothall.payments.direct_debit.actions.ending import cancel_mandate, locked_mandate
from moothall.payments.direct_debit.actions.signing_up import send_link
from moothall.payments.direct_debit.arrangements import Arrangements
from moothall.payments.direct_debit.days import LONDON
from moothall.payments.direct_debit.models import Arrangement, Mandate
from moothall.payments.direct_debit.plans import NothingToChange, TooLittle, plan_of
from moothall.payments.direct_debit.ports import Instalment
from moothall.payments.direct_debit.spreading import spread
from moothall.payments.direct_debit.workflow import LIVE_MANDATES
from moothall.payments.models.fund import Fund

OWNER = "arrangements"


@transaction.atomic
def make_arrangement(
    *,
    actor: Actor,
    council_id: int,
    reference: str,
    description: Mapping[str, str],
    instalments: Sequence[Instalment],
    person_id: UUID | None,
    fund_key: str = "",
    now: datetime,
) -> Arrangement:
    """
    Make a plan of instalments for what somebody owes.

    :raises Conflict: if there is a plan of this reference
    """
    require(policies.can_manage(actor, council_id))
    arrangement = Arrangement(
        council_id=council_id,
        reference=reference,
        person_id=person_id,
        description=dict(description),
        fund=Fund.objects.filter(council_id=council_id, key=fund_key).first(),
        instalments=_written(instalments),
        made_at=now,
        changed_at=now,
    )
    if not insert_once(arrangement, unique=("council", "reference")):
        raise Conflict("There is a plan of this reference already.")
    audit.record(actor=actor, verb="arrangement.made", subject=arrangement, now=now)
    return arrangement


@transaction.atomic
def offer_plan(
    *,
    actor: Actor,
    council_id: int,
    reference: str,
    description: Mapping[str, str],
    instalments: Sequence[Instalment],
    email: str,
    language: str,
    now: datetime,
) -> Arrangement:
    """Make a plan and send the link by which its payer sets up a Direct Debit; raises as that."""
    made = make_arrangement(
        actor=actor,
        council_id=council_id,
        reference=reference,
        description=description,
        instalments=instalments,
        person_id=None,
        now=now,
    )
    schedule = Arrangements().schedule(council_id, reference)
    if schedule is not None:
        send_link(
            actor=actor,
            council_id=council_id,
            owner=OWNER,
            schedule=schedule,
            email=email,
            language=language,
            now=now,
        )
    return made


@transaction.atomic
def change_arrangement(
    *, actor: Actor, arrangement_id: UUID, instalments: Sequence[Instalment], now: datetime
) -> Arrangement:
    """
    Replace the instalments; what was asked of the bank stays, and the payer is told the rest.

    :raises NotFound: if there is no such plan
    """
    arrangement = _locked(arrangement_id)
    require(policies.can_manage(actor, arrangement.council_id))
    arrangement.instalments, arrangement.changed_at = _written(instalments), now
    arrangement.save(update_fields=["instalments", "changed_at"])
    audit.record(actor=actor, verb="arrangement.changed", subject=arrangement, now=now)
    schedule_changed(council_id=arrangement.council_id, owner=OWNER, account=arrangement.reference)
    return arrangement


@transaction.atomic
def stop_arrangement(
    *, actor: Actor, arrangement_id: UUID, stops_on: date, now: datetime
) -> Arrangement:
    """
    Ask for nothing that falls due from a day on; twice is once.

    :raises NotFound: if there is no such plan
    """
    arrangement = _locked(arrangement_id)
    require(policies.can_manage(actor, arrangement.council_id))
    if arrangement.stopped_on is None:
        arrangement.stopped_on, arrangement.changed_at = stops_on, now
        arrangement.save(update_fields=["stopped_on", "changed_at"])
        audit.record(actor=actor, verb="arrangement.stopped", subject=arrangement, now=now)
        schedule_changed(
            council_id=arrangement.council_id, owner=OWNER, account=arrangement.reference
        )
    return arrangement


@transaction.atomic
def change_plan_total(
    *, actor: Actor, mandate_id: UUID, total_pence: int, now: datetime
) -> Arrangement:
    """
    Let the plan of a mandate come to another sum; what can still be changed bears the difference.

    The payer is told of every amount that is new, and nothing new is taken before the notice.

    :raises NotFound: if the mandate is for no plan
    :raises NothingToChange: if nothing is left that could bear it
    :raises TooLittle: if what stays comes to more
    """
    mandate = locked_mandate(mandate_id)
    require(policies.can_manage(actor, mandate.council_id))
    plan = plan_of(mandate.pk, now=now)
    if not plan.changing:
        raise NothingToChange("No payment is left that can be changed.")
    try:
        parts = spread(total_pence - sum(one.pence for one in plan.staying), len(plan.changing))
    except ValueError as error:
        raise TooLittle("This is less than what stays as it is.") from error
    changed = [
        Instalment(key=one.key, due_on=one.due_on, pence=pence)
        for one, pence in zip(plan.changing, parts, strict=True)
    ]
    return change_arrangement(
        actor=actor,
        arrangement_id=plan.arrangement_id,
        instalments=[*plan.staying, *changed],
        now=now,
    )


@transaction.atomic
def stop_plan(*, actor: Actor, mandate_id: UUID, now: datetime) -> Arrangement:
    """
    Stop a plan and end its mandate, of which the payer is told; stopping needs no notice.

    :raises NotFound: if the mandate is for no plan
    """
    mandate = locked_mandate(mandate_id)
    require(policies.can_manage(actor, mandate.council_id))
    plan = plan_of(mandate.pk, now=now)
    cancel_mandate(actor=actor, mandate_id=mandate_id, now=now)
    return stop_arrangement(
        actor=actor,
        arrangement_id=plan.arrangement_id,
        stops_on=now.astimezone(LONDON).date(),
        now=now,
    )


def schedule_changed(*, council_id: int, owner: str, account: str) -> None:
    """Have whatever is planned for an account brought in line with its owner's schedule."""
    live = Mandate.objects.filter(
        council_id=council_id, owner=owner, account=account, state__in=LIVE_MANDATES
    )
    tasks.plan.defer_many(
        {"council_id": council_id, "mandate_id": pk} for pk in live.values_list("pk", flat=True)
    )


def _locked(arrangement_id: UUID) -> Arrangement:
    found = Arrangement.objects.select_for_update().filter(pk=arrangement_id).first()
    if found is None:
        raise NotFound("There is no such plan.")
    return found


def _written(instalments: Sequence[Instalment]) -> list[dict[str, str | int]]:
    return [
        {"key": one.key, "due_on": one.due_on.isoformat(), "pence": one.pence}
        for one in instalments
    ]
