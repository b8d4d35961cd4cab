"""
Answers that a partner's program gives before a person begins: their shapes, and what they become.

The shapes are those of `prefill.openapi.json`, which is also what partners read; an answer has the
shape in which submissions and exports give it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator

from moothall.eforms.definition import Definition, Question
from moothall.eforms.fields import AnswerProblem, Reading, field_types
from moothall.eforms.fields.countries import HOME
from moothall.eforms.fields.placing import COUNTRY, NONE_OF_THESE, NOT_LISTED

OPENAPI = Path(__file__).with_name("prefill.openapi.json")


@dataclass(frozen=True)
class Confirmed:
    """An answer that somebody else vouches for, in its stored form, and their name."""

    answer: Any
    by: str

    def as_json(self) -> dict[str, Any]:
        """Return it as a draft keeps it."""
        return {"answer": self.answer, "by": self.by}


@dataclass(frozen=True)
class Refused:
    """One answer that cannot be taken: under which name it was given, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Taken:
    """What a form takes of the answers that a partner gave."""

    answers: Mapping[str, Any]
    refused: tuple[Refused, ...]


@cache
def openapi() -> Mapping[str, Any]:
    """Return the description of the interface by which partners fill in forms."""
    described: dict[str, Any] = json.loads(OPENAPI.read_text(encoding="utf-8"))
    return described


def can_be_given(kind: str) -> bool:
    """Tell whether a partner can answer questions of this type."""
    return kind in _shapes()


def shape_of(question: Question) -> dict[str, Any]:
    """Return the JSON Schema of a question's answer, with its own choices."""
    shape = dict(_shapes()[question.type])
    if question.options and shape["type"] == "array":
        return {**shape, "items": {"enum": [one.value for one in question.options]}}
    if question.options:
        return {**shape, "enum": [one.value for one in question.options]}
    return shape


def to_be_given(definition: Definition) -> Iterator[Question]:
    """Give the questions that a partner may answer, in the order in which the form names them."""
    for key in definition.prefill_token:
        yield definition.questions[key]


def take(definition: Definition, given: Mapping[str, Any], reading: Reading) -> Taken:
    """
    Return what a form takes of answers given by question or by name in the data dictionary.

    An answer goes through the same reading and judging as if it had been typed.
    """
    answers: dict[str, Any] = {}
    refused: list[Refused] = []
    for name, value in given.items():
        question = next(
            (one for one in to_be_given(definition) if name in {one.key, one.name}), None
        )
        if question is None:
            refused.append(Refused(name, "this form lets no partner answer this question"))
            continue
        problem = next(Draft202012Validator(shape_of(question)).iter_errors(value), None)
        if problem is not None:
            refused.append(Refused(name, problem.message))
            continue
        try:
            answers[question.key] = _read(question, value, reading)
        except AnswerProblem as error:
            refused.append(Refused(name, error.message))
    return Taken(answers, tuple(refused))


def confirmed_facts(
    definition: Definition, proven: Mapping[str, Any], reading: Reading
) -> dict[str, Any]:
    """
    Return the answers, by question, that facts proven elsewhere give; names as in the dictionary.

    A fact that a question would not take from the person is left to them.
    """
    answers: dict[str, Any] = {}
    for key, question in definition.questions.items():
        if question.name not in proven or question.repeat is not None:
            continue
        try:
            answers[key] = _read(question, proven[question.name], reading)
        except AnswerProblem:
            continue
    return answers


def _read(question: Question, value: Any, reading: Reading) -> Any:
    """
    Return a value in its stored form.

    :raises AnswerProblem: if a person could not have given it
    """
    is_abroad = question.type == "address" and value.get("country", HOME) != HOME
    if is_abroad and not question.settings.get("abroad"):
        raise AnswerProblem(_("This form asks for an address in the United Kingdom"))
    field_type = field_types.get(question.type)
    answer = field_type.read(question, _as_typed(question, value), reading)
    if answer is None:
        raise AnswerProblem("this is no answer")
    field_type.judge(question, answer, reading)
    return answer


def _as_typed(question: Question, value: Any) -> Mapping[str, list[str]]:
    """Return what would have to be typed to give this value."""
    key = question.key
    match question.type:
        case "address" if "uprn" in value:
            return {key: [str(value["uprn"])]}
        case "address":
            lines = {"line-1": value["line_1"], "town": value["town"]}
            lines |= {"line-2": value.get("line_2", ""), "postcode": value.get("postcode", "")}
            lines |= {COUNTRY: value.get("country", HOME)}
            return {key: [NOT_LISTED], **{f"{key}-{part}": [line] for part, line in lines.items()}}
        case "date":
            parts = dict(zip(("year", "month", "day"), value.split("-"), strict=True))
            return {f"{key}-{part}": [figures] for part, figures in parts.items()}
        case "map_location":
            place = {
                f"{key}_{part}": [str(value.get(part, ""))]
                for part in ("description", "latitude", "longitude")
            }
            return {**place, f"{key}-near": [NONE_OF_THESE]}
        case _:
            return field_types.get(question.type).typed(question, value)


@cache
def _shapes() -> Mapping[str, dict[str, Any]]:
    schemas = openapi()["components"]["schemas"]
    return {name.removeprefix(_ANSWER): shape for name, shape in schemas.items()}


#: What stands before the type of question in the names of the description's shapes.
_ANSWER: Final = "answer_"
