"""What a service asks beyond the standard's own fields: the choices of its form."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from moothall.eforms.definition import Question
from moothall.eforms.queries import definition_of, forms_of

#: Question types that a program can answer with a plain value. Contact, place and photographs
#: have fields of their own in the standard.
ANSWERABLE = frozenset({"radios", "select", "checkboxes", "number", "date"})


@dataclass(frozen=True)
class OfferedQuestion:
    """A question of a form, as an attribute of a service."""

    key: str
    kind: str
    label: str
    label_cy: str
    hint: str
    is_required: bool
    options: tuple[tuple[str, str], ...]


def questions_offered(council_id: int, service_type: str) -> list[OfferedQuestion]:
    """Return what the form of a service asks that a program can answer; nothing without a form."""
    return [
        _offered(question)
        for form in forms_of(council_id)
        if form.service_type == service_type
        for question in _answerable(form.version_id)
    ]


def _answerable(version_id: UUID) -> Sequence[Question]:
    questions = definition_of(version_id).questions.values()
    return [question for question in questions if question.type in ANSWERABLE]


def _offered(question: Question) -> OfferedQuestion:
    return OfferedQuestion(
        key=question.name or question.key,
        kind=question.type,
        label=question.label.en,
        label_cy=question.label.cy,
        hint=question.hint.en,
        # What is asked only after certain answers cannot be asked of everybody here.
        is_required=question.is_required and question.show_when.run is None,
        options=tuple((option.value, option.label.en) for option in question.options),
    )
