"""What schools hold about the people who look after pupils, and of the pupils to them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.money import pounds
from moothall.people.held_tables import SECRET, SHOWN_ELSEWHERE, HeldTable
from moothall.people.personal_data import Fate, Section, Whose
from moothall.verticals.schools.models import (
    ActivityPlace,
    Guardian,
    GuardianInvitation,
    Instalment,
    Pupil,
)
from moothall.verticals.schools.models.pupil import GuardianState

GUARDIAN = Guardian._meta.label_lower

_THEMSELVES = "it is the person themselves"
_SCHOOL = "which school it is stands on its own list; of a child in danger it would say too much"


def _pounds(row: Any, whose: Whose) -> str:
    return pounds(row.pence)


GUARDIANS = HeldTable(
    key="schools.guardians",
    model=Guardian,
    title=gettext_lazy("Children you look after"),
    explanation=gettext_lazy("When you asked to pay for a child, and what the school said."),
    columns={
        "state": gettext_lazy("What became of it"),
        "asked_at": gettext_lazy("Asked"),
        "decided_at": gettext_lazy("Decided"),
    },
    left_out={"pupil_id": SHOWN_ELSEWHERE, "person_id": _THEMSELVES},
)
PUPILS = HeldTable(
    key="schools.pupils",
    model=Pupil,
    title=gettext_lazy("What the school told us of the child"),
    explanation=gettext_lazy("Of each child for whom the school lets you pay."),
    columns={
        "number": gettext_lazy("Number at the school"),
        "name": gettext_lazy("Name"),
        "class_name": gettext_lazy("Class"),
        "born_on": gettext_lazy("Date of birth"),
        "allergens": gettext_lazy("What they must not eat"),
        "has_free_meals": gettext_lazy("Free school meals"),
        "left_on": gettext_lazy("Left the school"),
    },
    left_out={
        "school_id": _SCHOOL,
        "is_protected": "children of whom it is said are not shown at all",
        "emptied_at": "who is emptied has no guardians any more",
    },
)
INVITATIONS = HeldTable(
    key="schools.invitations",
    model=GuardianInvitation,
    title=gettext_lazy("Invitations from schools"),
    explanation=gettext_lazy("Links that a school sent you so that you can pay for a child."),
    columns={
        "sent_to": gettext_lazy("Sent to"),
        "made_at": gettext_lazy("Made"),
        "expires_at": gettext_lazy("Works until"),
    },
    left_out={
        "pupil_id": SHOWN_ELSEWHERE,
        "secret_digest": SECRET,
        "accepted_by_id": SHOWN_ELSEWHERE,
    },
)
PLACES = HeldTable(
    key="schools.places",
    model=ActivityPlace,
    title=gettext_lazy("Trips and clubs"),
    explanation=gettext_lazy("Places on trips and in clubs that you asked for."),
    columns={
        "state": gettext_lazy("What became of it"),
        "asked_at": gettext_lazy("Asked"),
    },
    left_out={
        "activity_id": "the trip or club, which the school offers to everybody",
        "pupil_id": SHOWN_ELSEWHERE,
        "person_id": _THEMSELVES,
    },
)
INSTALMENTS = HeldTable(
    key="schools.instalments",
    model=Instalment,
    title=gettext_lazy("What is due for trips and clubs"),
    explanation=gettext_lazy("Each part that you paid or have to pay."),
    columns={
        "number": gettext_lazy("Part"),
        "pence": gettext_lazy("Amount"),
        "due_on": gettext_lazy("Due"),
        "paid_at": gettext_lazy("Paid"),
        "reminded_at": gettext_lazy("We reminded you"),
        "chased_at": gettext_lazy("We told you that it was late"),
    },
    left_out={"place_id": SHOWN_ELSEWHERE},
    shown={"pence": _pounds},
)


class Schools:
    """
    The holder of guardians and the places they asked for.

    Pupils are the school's own records: erasing a guardian leaves the child where it is.
    """

    key: ClassVar[str] = "schools"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the person's own rows as a guardian."""
        rows = Guardian.objects.filter(person_id=person_id)
        return {GUARDIAN: list(rows.values_list("pk", flat=True))}

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return what they asked for, and of the children what a guardian may know."""
        own = Guardian.objects.filter(person_id=whose.person_id)
        approved = own.filter(state=GuardianState.APPROVED)
        pupils = Pupil.objects.filter(pk__in=approved.values("pupil_id"), is_protected=False)
        places = _places(whose)
        return [
            GUARDIANS.section(whose, own.order_by("asked_at", "pk")),
            PUPILS.section(whose, pupils.order_by("pk")),
            INVITATIONS.section(whose, _invitations(whose).order_by("made_at", "pk")),
            PLACES.section(whose, places.order_by("asked_at", "pk")),
            INSTALMENTS.section(
                whose,
                Instalment.objects.filter(place__in=places.values("pk")).order_by(
                    "place_id", "number"
                ),
            ),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Say how much goes: the child's place and what is paid for stay with the school."""
        guardians = Guardian.objects.filter(person_id=whose.person_id)
        return [
            Fate(what=_("Children you look after"), count=guardians.count()),
            Fate(what=_("Trips and clubs"), count=_places(whose).count()),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Take the person off the children and their places."""
        fates = self.foresee(whose, now)
        _invitations(whose).delete()
        _places(whose).update(person=None)
        Guardian.objects.filter(person_id=whose.person_id).delete()
        return fates


def _places(whose: Whose) -> QuerySet[ActivityPlace]:
    return ActivityPlace.objects.filter(person_id=whose.person_id)


def _invitations(whose: Whose) -> QuerySet[GuardianInvitation]:
    own = Guardian.objects.filter(person_id=whose.person_id)
    return GuardianInvitation.objects.filter(Q(accepted_by__in=own.values("pk")))
