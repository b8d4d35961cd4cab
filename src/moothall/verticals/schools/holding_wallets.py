"""Pupils as wallets, cards and tills know them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from moothall.kernel.actors import Actor
from moothall.payments.wallets.holders import Face, Price
from moothall.verticals.schools.models import Guardian, MealPrice, Pupil, School
from moothall.verticals.schools.models.pupil import GuardianState
from moothall.verticals.schools.policies import looks_after

#: The kind of holder that a pupil is.
PUPIL = "schools.pupil"


class PupilHolder:
    """Pupils, whom their guardians pay for."""

    key: ClassVar[str] = PUPIL

    def may_use(self, actor: Actor, council_id: int, holder_id: UUID, /) -> bool:
        """Let the child's guardians."""
        return looks_after(actor, holder_id, council_id)

    def looked_after_by(self, person_id: UUID, /) -> Sequence[UUID]:
        """Return the children of a guardian."""
        rows = Guardian.objects.filter(person_id=person_id, state=GuardianState.APPROVED)
        return list(rows.values_list("pupil_id", flat=True))

    def told(self, holder_id: UUID, /) -> Sequence[UUID]:
        """Tell each guardian."""
        rows = Guardian.objects.filter(pupil_id=holder_id, state=GuardianState.APPROVED)
        return list(rows.order_by("asked_at").values_list("person_id", flat=True))

    def faces(self, holder_ids: Collection[UUID], /) -> Mapping[UUID, Face]:
        """Show names, and what a child must not eat."""
        rows = Pupil.objects.filter(pk__in=holder_ids).values_list("pk", "name", "allergens")
        return {pk: Face(name=name, allergens=allergens) for pk, name, allergens in rows}

    def holders_at(self, place_id: UUID | None, /) -> Sequence[UUID]:
        """Return the pupils of a school; there is no till for all schools."""
        if place_id is None:
            return []
        rows = Pupil.objects.filter(school_id=place_id, left_on=None)
        return list(rows.values_list("pk", flat=True))

    def prices(self, place_id: UUID | None, day: date, /) -> Sequence[Price]:
        """Return what meals cost on a day."""
        if place_id is None:
            return []
        rows = MealPrice.objects.filter(
            school_id=place_id, begins_on__lte=day, ends_on__gte=day
        ).order_by("pence", "pk")
        return [Price(name=row.name, pence=row.pence) for row in rows]

    def places(self, council_id: int, /) -> Mapping[UUID | None, str]:
        """Let tills stand at schools; one query."""
        rows = School.objects.filter(council_id=council_id).order_by("name", "pk")
        return {pk: str(name) for pk, name in rows.values_list("pk", "name")}
