"""What is held of what staff know of somebody: warnings, and who is what to whom."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.people.held_tables import NUMBER_OF_ACTOR, SHOWN_ELSEWHERE, HeldTable
from moothall.people.keeping_reasons import NEEDED
from moothall.people.merging.actions import forget_merges_of
from moothall.people.models import PersonWarning, Tie
from moothall.people.personal_data import Fate, Section, Whose

_OURSELVES = "it is the person themselves"
_STAFF = "the name of an employee is the employee's own data"


def _kind(row: Any, whose: Whose) -> str:
    return str(row.get_kind_display())


WARNINGS = HeldTable(
    key="people.warnings",
    model=PersonWarning,
    title=gettext_lazy("What our staff are told to heed"),
    explanation=gettext_lazy("So that staff are safe, and speak with you as you need."),
    columns={
        "kind": gettext_lazy("What about"),
        "reason": gettext_lazy("Why"),
        "advice": gettext_lazy("What staff should do"),
        "single_contact": gettext_lazy("Who answers you"),
        "allowed_channels": gettext_lazy("How you can be in touch"),
        "given_at": gettext_lazy("Since"),
        "expires_on": gettext_lazy("Until"),
        "reviewed_at": gettext_lazy("Looked at again"),
        "ended_at": gettext_lazy("Ended"),
    },
    left_out={
        "person_id": _OURSELVES,
        "uprn": "a warning about an address names nobody, and is none of a person's",
        "given_by_identifier": NUMBER_OF_ACTOR,
        "given_by_name": _STAFF,
        "reviewed_by_name": _STAFF,
        "ended_by_name": _STAFF,
    },
    shown={"kind": _kind},
)
TIES = HeldTable(
    key="people.ties",
    model=Tie,
    title=gettext_lazy("Who is what to you"),
    explanation=gettext_lazy("As you or others told us, so that we speak with the right people."),
    columns={
        "kind": gettext_lazy("What they are to you"),
        "other_name": gettext_lazy("Name, as it was given to us"),
        "note": gettext_lazy("Note"),
        "noted_at": gettext_lazy("Since"),
        "ended_at": gettext_lazy("Ended"),
    },
    left_out={
        "person_id": _OURSELVES,
        "other_id": SHOWN_ELSEWHERE,
        "noted_by_identifier": NUMBER_OF_ACTOR,
        "noted_by_name": _STAFF,
    },
    shown={"kind": _kind},
)


class Heeding:
    """The holder of warnings, of who is what to whom, and of what records said before a merge."""

    key: ClassVar[str] = "people.heeding"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the person's warnings and ties, of which the audit has lines."""
        return {
            PersonWarning._meta.label_lower: _ids(_warnings(person_id)),
            Tie._meta.label_lower: _ids(Tie.objects.filter(person_id=person_id)),
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return warnings and what was said of the person; what others said is theirs."""
        own = Tie.objects.filter(person_id=whose.person_id)
        return [
            WARNINGS.section(whose, _warnings(whose.person_id).order_by("given_at", "pk")),
            TIES.section(whose, own.order_by("noted_at", "pk")),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return what goes; a warning that is in force stays until its last day."""
        going, staying = _warnings_by_fate(whose.person_id, now)
        ties = _ties(whose.person_id).count()
        words = _("Warnings for our staff")
        kept = [Fate(what=words, count=1, reason=NEEDED.key) for _one in staying]
        return [
            Fate(what=words, count=going.count()),
            Fate(what=_("Who is what to you"), count=ties),
            *kept,
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Delete them, and what is kept to take a merge back."""
        fates = self.foresee(whose, now)
        going, _staying = _warnings_by_fate(whose.person_id, now)
        going.delete()
        _ties(whose.person_id).delete()
        forget_merges_of(person_id=whose.person_id)
        return fates


def _warnings(person_id: UUID) -> "QuerySet[PersonWarning]":
    return PersonWarning.objects.filter(person_id=person_id)


def _ties(person_id: UUID) -> "QuerySet[Tie]":
    return Tie.objects.filter(Q(person_id=person_id) | Q(other_id=person_id))


def _warnings_by_fate(
    person_id: UUID, now: datetime
) -> tuple["QuerySet[PersonWarning]", "QuerySet[PersonWarning]"]:
    in_force = Q(ended_at__isnull=True, expires_on__gte=localdate(now))
    found = _warnings(person_id)
    return found.exclude(in_force), found.filter(in_force)


def _ids(rows: "QuerySet[Any]") -> list[UUID]:
    return list(rows.values_list("pk", flat=True))
