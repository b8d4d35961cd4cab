"""
The columns of an export as CSV, and what stands in them.

A column is known by the question's key, which stays when its words change. Keys hold no dot, so
that the columns about the submission itself, and those of several things, are no question's.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from moothall.eforms.becoming import OFFICE_LANGUAGE, words_of
from moothall.eforms.definition import Definition, Question, Repeat
from moothall.eforms.handing_over import to_hand_over

ABOUT: Final = (
    "submission.reference",
    "submission.handed-in-at",
    "submission.version",
    "submission.language",
    "submission.channel",
)
#: Of a form that somebody else may have to sign.
SIGNED: Final = ("submission.signed-by", "submission.signed-at")
#: Between several words of one cell, such as the chosen options.
_BETWEEN = "; "
_PENCE_IN_A_POUND = 100


def about(definitions: Iterable[Definition]) -> tuple[str, ...]:
    """Return the columns about the submission itself, for these versions of its form."""
    is_signed = any(definition.needs.signature is not None for definition in definitions)
    return (*ABOUT, *SIGNED) if is_signed else ABOUT


def columns_of(
    chosen: Iterable[Definition], every: Iterable[Definition], *, with_sensitive: bool
) -> tuple[str, ...]:
    """
    Return the columns for the answers of the chosen versions, the newest first.

    Questions come in the order of the newest version, then those that only older ones ask. Where a
    page asks for several things its own column says how many there are; what they are stands in
    numbered columns at the end: as many as any of the form's versions allows, for a draft may have
    come over from another.
    """
    questions: dict[str, None] = {}
    parts: dict[str, dict[str, None]] = {}
    for definition in chosen:
        for question in _asked(definition, with_sensitive=with_sensitive):
            questions[question.key] = None
            if question.repeat is not None:
                asked = _asked_of_each(question.repeat, with_sensitive=with_sensitive)
                parts.setdefault(question.key, {}).update((one.key, None) for one in asked)
    most = _most_things(every)
    numbered = (
        _numbered(key, number, part)
        for key, asked_of_each in parts.items()
        for number in range(1, most[key] + 1)
        for part in asked_of_each
    )
    return (*questions, *numbered)


def cells_of(
    definition: Definition, answers: Mapping[str, Any], *, with_sensitive: bool
) -> dict[str, str]:
    """Return the answers of a submission by column, as far as they may leave."""
    found = {}
    for question, answer in to_hand_over(definition, answers, with_sensitive=with_sensitive):
        if question.repeat is None or answer is None:
            found[question.key] = cell_of(question, answer)
            continue
        found[question.key] = str(len(answer))
        for number, thing in enumerate(answer, 1):
            for one in question.repeat.page.questions:
                column = _numbered(question.key, number, one.key)
                found[column] = cell_of(one, thing.get(one.key))
    return found


def cell_of(question: Question, answer: Any) -> str:
    """
    Return an answer as it stands in a cell; empty where the question was left blank.

    What spreadsheets count and sort with is given bare (2026-11-18, 14:30, 45.50 for pounds);
    everything else in the words that staff read.
    """
    if answer is None:
        return ""
    match question.type:
        case "date" | "time" | "number":
            return str(answer)
        case "money":
            return _in_pounds(answer)
        case "calculated" if question.settings.get("as") == "money":
            return _in_pounds(answer)
        case _:
            return _BETWEEN.join(words_of(question, answer, OFFICE_LANGUAGE))


def labels_of(definitions: Iterable[Definition], language: str) -> dict[str, str]:
    """Return what each column is called in a form's words, those of the newest version first."""
    found: dict[str, str] = {}
    for definition in definitions:
        for key, question in definition.questions.items():
            found.setdefault(key, question.called(language))
            for one in question.repeat.page.questions if question.repeat else ():
                found.setdefault(_numbered(key, 1, one.key), one.called(language))
    return found


def holds_sensitive(definition: Definition) -> bool:
    """Tell whether a form marks any of its questions as sensitive."""
    every = (
        one
        for question in definition.questions.values()
        for one in (question.repeat.page.questions if question.repeat else (question,))
    )
    return any(one.wipe_after_days is not None for one in every)


def _asked(definition: Definition, *, with_sensitive: bool) -> Iterator[Question]:
    for page in definition.pages:
        for question in page.questions:
            if with_sensitive or question.wipe_after_days is None:
                yield question


def _asked_of_each(repeat: Repeat, *, with_sensitive: bool) -> Iterator[Question]:
    for question in repeat.page.questions:
        if with_sensitive or question.wipe_after_days is None:
            yield question


def _most_things(definitions: Iterable[Definition]) -> dict[str, int]:
    most: dict[str, int] = {}
    for definition in definitions:
        for key, question in definition.questions.items():
            if question.repeat is not None:
                most[key] = max(most.get(key, 0), question.repeat.most)
    return most


def _numbered(key: str, number: int, part: str) -> str:
    return f"{key}.{number}.{part}"


def _in_pounds(pence: float) -> str:
    return f"{round(pence) / _PENCE_IN_A_POUND:.2f}"
