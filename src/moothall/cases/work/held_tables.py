"""What the work on cases holds about people: tasks, and notes that nobody has saved yet."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from moothall.cases.work.models import CaseDraft, CaseTask
from moothall.people.held_tables import MACHINERY, NUMBER_OF_ACTOR, HeldTable, who
from moothall.people.personal_data import Section, Whose


def _reference(row: Any, whose: Whose) -> str:
    return str(row.case.reference)


TASKS = HeldTable(
    key="cases.tasks",
    model=CaseTask,
    title=gettext_lazy("What staff had to do for your requests"),
    explanation=gettext_lazy("Tasks that staff set each other, in their words."),
    columns={
        "case_id": gettext_lazy("Request"),
        "title": gettext_lazy("Task"),
        "due_at": gettext_lazy("To be done by"),
        "team_id": gettext_lazy("Team"),
        "blocks_closing": gettext_lazy("Needed before the request is closed"),
        "made_at": gettext_lazy("Set"),
        "made_by_name": gettext_lazy("Set by"),
        "done_at": gettext_lazy("Done"),
        "done_by_name": gettext_lazy("Done by"),
        "escalated_at": gettext_lazy("Found to be late"),
    },
    left_out={
        "holder_id": NUMBER_OF_ACTOR,
        "made_by_kind": NUMBER_OF_ACTOR,
        "made_by_identifier": NUMBER_OF_ACTOR,
    },
    shown={
        "case_id": _reference,
        "team_id": lambda row, whose: row.team.name if row.team_id else "",
        "made_by_name": who("made_by"),
    },
)
DRAFTS = HeldTable(
    key="cases.drafts",
    model=CaseDraft,
    title=gettext_lazy("Notes about your requests that staff have begun"),
    explanation=gettext_lazy("What staff have typed and not saved yet."),
    columns={
        "case_id": gettext_lazy("Request"),
        "fields": gettext_lazy("Words"),
        "begun_at": gettext_lazy("Begun"),
        "saved_at": gettext_lazy("Last typed"),
    },
    left_out={"employee_id": NUMBER_OF_ACTOR, "form": MACHINERY},
    shown={"case_id": _reference},
)


def sections_of_work(whose: Whose, cases: Collection[UUID]) -> Sequence[Section]:
    """Return the tasks of somebody's cases, and what staff have begun to write on them."""
    tasks = CaseTask.objects.filter(case_id__in=cases).select_related("case", "team")
    drafts = CaseDraft.objects.filter(case_id__in=cases).select_related("case")
    return [
        TASKS.section(whose, tasks.order_by("made_at", "pk")),
        DRAFTS.section(whose, drafts.order_by("begun_at", "pk")),
    ]
