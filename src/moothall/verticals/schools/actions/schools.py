"""Schools, their offices, their prices, and what changes about a pupil."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import Conflict
from moothall.kernel.policies import require
from moothall.payments.wallets.actions import block_card, entitle, open_wallet
from moothall.payments.wallets.finding import one_of
from moothall.payments.wallets.models import ResidentCard
from moothall.people.policies import can_protect_person
from moothall.verticals.schools import policies
from moothall.verticals.schools.holding_wallets import PUPIL
from moothall.verticals.schools.models import MealPrice, Pupil, School, SchoolWorker

_ITSELF = system("schools")
_LEFT = "left school"


@transaction.atomic
def add_school(
    *,
    actor: Actor,
    council_id: int,
    name: str,
    number: str,
    scheme: str,
    free_meal_pence: int,
    now: datetime,
) -> School:
    """
    Add a school.

    :raises Conflict: if the council has one of this number
    """
    require(policies.can_manage_schools(actor, council_id))
    if School.objects.filter(council_id=council_id, number=number).exists():
        raise Conflict("There is a school of this number.")
    school = School(
        council_id=council_id,
        name=name,
        number=number,
        scheme=scheme,
        free_meal_pence=free_meal_pence,
        made_at=now,
    )
    school.save(force_insert=True)
    audit.record(actor=actor, verb="school.added", subject=school, now=now)
    return school


@transaction.atomic
def add_worker(
    *, actor: Actor, school_id: UUID, staff_identifier: str, name: str, now: datetime
) -> SchoolWorker:
    """Let an employee work in a school's office."""
    school = School.objects.get(pk=school_id)
    require(policies.can_manage_schools(actor, school.council_id))
    worker, _ = SchoolWorker.objects.get_or_create(
        council_id=school.council_id,
        school=school,
        staff_identifier=staff_identifier,
        defaults={"name": name, "added_at": now},
    )
    audit.record(actor=actor, verb="school.worker-added", subject=school, now=now,
                 detail={"staff": staff_identifier})  # fmt: skip
    return worker


@transaction.atomic
def remove_worker(*, actor: Actor, worker_id: UUID, now: datetime) -> UUID:
    """Let an employee see a school's pupils no more; return the school."""
    worker = one_of(SchoolWorker.objects.select_related("school"), worker_id)
    require(policies.can_manage_schools(actor, worker.council_id))
    audit.record(actor=actor, verb="school.worker-removed", subject=worker.school, now=now,
                 detail={"staff": worker.staff_identifier})  # fmt: skip
    school_id: UUID = worker.school_id
    worker.delete()
    return school_id


@transaction.atomic
def price_meal(
    *,
    actor: Actor,
    school_id: UUID,
    name: Mapping[str, str],
    pence: int,
    begins_on: date,
    ends_on: date,
    now: datetime,
) -> MealPrice:
    """Say what a meal costs on the days of a span."""
    school = School.objects.get(pk=school_id)
    require(policies.can_work_at(actor, school.pk, school.council_id))
    price = MealPrice(
        council_id=school.council_id,
        school=school,
        name=dict(name),
        pence=pence,
        begins_on=begins_on,
        ends_on=ends_on,
    )
    price.save(force_insert=True)
    audit.record(actor=actor, verb="school.meal-priced", subject=school, now=now,
                 detail={"pence": pence})  # fmt: skip
    return price


@transaction.atomic
def change_pupil(
    *,
    actor: Actor,
    pupil_id: UUID,
    has_free_meals: bool,
    is_protected: bool,
    left_on: date | None,
    now: datetime,
) -> Pupil:
    """
    Change what only the school knows of a pupil.

    Whether a child is protected is for those alone who protect people. One who has left keeps
    what their wallet holds, for their guardians to ask back, and loses card and free meals.
    """
    pupil = Pupil.objects.select_for_update().select_related("school").get(pk=pupil_id)
    require(policies.can_work_at(actor, pupil.school_id, pupil.council_id))
    if is_protected != pupil.is_protected:
        require(can_protect_person(actor, pupil.council_id))
    pupil.is_protected, pupil.left_on = is_protected, left_on
    pupil.has_free_meals = has_free_meals and left_on is None
    if left_on is not None:
        pupil.allergens = ""
        cards = ResidentCard.objects.filter(holder_type=PUPIL, holder_id=pupil.pk, blocked_at=None)
        for card in cards:
            block_card(actor=_ITSELF, card_id=card.pk, reason=_LEFT, now=now)
    pupil.save()
    set_meals(pupil, pupil.school, day=now.date(), now=now)
    audit.record(
        actor=actor, verb="pupil.changed", subject=pupil, now=now,
        detail={"protected": is_protected, "left": left_on is not None},
    )  # fmt: skip
    return pupil


def set_meals(pupil: Pupil, school: School, *, day: date, now: datetime) -> None:
    """Open the pupil's wallet, and let them eat without paying from a day on, or no more."""
    wallet = open_wallet(
        actor=_ITSELF,
        council_id=pupil.council_id,
        scheme=school.scheme,
        holder_type=PUPIL,
        holder_id=pupil.pk,
        now=now,
    )
    entitle(
        actor=_ITSELF,
        wallet_id=wallet.pk,
        pence=school.free_meal_pence if pupil.has_free_meals else 0,
        begins_on=day,
        now=now,
    )
