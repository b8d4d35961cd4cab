"""What front desks keep of visitors, in words for those whom it is about."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from moothall.cases.reception.models import HandOver, Visit
from moothall.kernel.actors import ActorKind
from moothall.people.held_tables import MACHINERY, NUMBER_OF_ACTOR, HeldTable, who_in_words
from moothall.people.personal_data import Section, Whose


def _employee(name: str) -> Any:
    def words(row: HandOver, whose: Whose) -> str:
        known = getattr(row, name)
        return who_in_words(ActorKind.STAFF, "", known, whose) if known else ""

    return words


VISITS = HeldTable(
    key="cases.visits",
    model=Visit,
    title=gettext_lazy("Your visits"),
    explanation=gettext_lazy("When you came to one of our front desks, and where you waited."),
    columns={
        "arrived_at": gettext_lazy("Came"),
        "place": gettext_lazy("Place"),
        "desk": gettext_lazy("Desk"),
        "label": gettext_lazy("Ticket"),
    },
    left_out={
        "interaction_id": "it is one of the touches",
        "ticket_key": MACHINERY,
        "site_key": MACHINERY,
    },
)
HAND_OVERS = HeldTable(
    key="cases.hand-overs",
    model=HandOver,
    title=gettext_lazy("Whom we asked to see you"),
    explanation=gettext_lazy("When you visited us and the front desk called somebody."),
    columns={
        "asked_at": gettext_lazy("Asked"),
        "asked_by_name": gettext_lazy("Asked by"),
        "employee_name": gettext_lazy("Who was asked"),
        "team_id": gettext_lazy("Team"),
        "answer": gettext_lazy("Answer"),
        "note": gettext_lazy("Words"),
        "answered_at": gettext_lazy("Answered"),
        "answered_by_name": gettext_lazy("Answered by"),
    },
    left_out={
        "visit_id": "it is one of the visits",
        "employee_id": NUMBER_OF_ACTOR,
        "asked_by_id": NUMBER_OF_ACTOR,
        "answered_by_id": NUMBER_OF_ACTOR,
    },
    shown={
        "team_id": lambda row, whose: row.team.name if row.team_id else "",
        "employee_name": _employee("employee_name"),
        "asked_by_name": _employee("asked_by_name"),
        "answered_by_name": _employee("answered_by_name"),
    },
)


def sections_of_visits(whose: Whose, contacts: Collection[UUID]) -> Sequence[Section]:
    """Return the visits of these contacts, and to whom they were handed over."""
    visits = Visit.objects.filter(interaction_id__in=contacts)
    asked = HandOver.objects.filter(visit__in=visits).select_related("team")
    return [
        VISITS.section(whose, visits.order_by("arrived_at", "pk")),
        HAND_OVERS.section(whose, asked.order_by("asked_at", "pk")),
    ]
