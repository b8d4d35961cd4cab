"""What is wrong with a form's document, each mistake with its place; empty means publishable."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from moothall.eforms import dictionary, wording
from moothall.eforms.appointments.mistakes import time_mistakes
from moothall.eforms.arrivals import NOWHERE, Offices, destination_mistakes
from moothall.eforms.at_least_one import at_least_one_mistakes
from moothall.eforms.compiling import compile_definition, condition, in_order
from moothall.eforms.definition import Question
from moothall.eforms.earlier_dates import dates_held_against
from moothall.eforms.fields import field_types
from moothall.eforms.joining import plan_mistakes
from moothall.eforms.logic import BadRule, compile_rule, names_in
from moothall.eforms.mistakes import Mistake
from moothall.eforms.ports import page_checks
from moothall.eforms.prefilling import can_be_given
from moothall.eforms.reaching import never_reached

SCHEMA = Path(__file__).with_name("form-definition.schema.json")

#: Words of our own addresses and inputs, which no page and no question may be called.
RESERVED = frozenset(
    {
        *(
            "check",
            "done",
            "item",
            "items",
            "later",
            "payment",
            "reveal",
            "save",
            "signature",
            "start",
            "tasks",
        ),
        *("action", "drawn", "figures", "return", "revision", "where"),
    }
)
PLACES = frozenset({"address", "map_location"})
#: Nobody declares, signs or hands in for somebody else.
NOT_PREFILLED = frozenset(
    {"upload", "declaration", "calculated", "repeat", "bank_account", "booking"}
)
#: Which questions may say who signs.
SIGNERS = {"name": frozenset({"name", "text"}), "email": frozenset({"email"})}
#: Parts of a document that hold rules, not words.
_RULES = frozenset({"show_when", "when", "calculate", "amount", "category", "priority"})


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What a document is held against: the council's languages, and what it has where known."""

    languages: Collection[str] = ("en",)
    services: Collection[str] | None = None
    offices: Offices | None = NOWHERE
    #: What can be booked in the council's diary, by key.
    activities: Collection[str] | None = None


def mistakes(document: Any, circumstances: Circumstances) -> list[Mistake]:
    """Return every mistake found; those of shape first, since the others need a sound shape."""
    if found := mistakes_of_shape(document):
        return found
    found += _texts(document, "", circumstances.languages)
    found += _keys(document)
    found += _conditions(document)
    found += _questions(document)
    found += _parts(document)
    if not found:
        found += _uses(document, circumstances)
    return found


def mistakes_of_shape(document: Any) -> list[Mistake]:
    """Return where a document is none of the published schema."""
    errors = sorted(_validator().iter_errors(document), key=lambda e: list(map(str, e.path)))
    return [
        Mistake("/".join(map(str, error.absolute_path)) or "the top", error.message)
        for error in errors
    ]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _texts(part: Any, place: str, languages: Collection[str]) -> Iterator[Mistake]:
    """Find texts that lack a language of the council, or lead to where a form may not."""
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from _texts(one, f"{place}/{number}", languages)
    elif isinstance(part, dict) and "en" in part and set(part) <= set(wording.LANGUAGES):
        yield from _text(part, place.strip("/"), languages)
    elif isinstance(part, dict):
        for key, one in part.items():
            if key not in _RULES:
                yield from _texts(one, f"{place}/{key}", languages)


def _text(part: Mapping[str, str], place: str, languages: Collection[str]) -> Iterator[Mistake]:
    for language in languages:
        if language not in part:
            yield Mistake(place, f"has no text in {language!r}")
    for language, text in part.items():
        for href in wording.bad_links(text):
            yield Mistake(f"{place}/{language}", f"may not link to {href!r}")


def _pages(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, page in enumerate(document["pages"]):
        yield f"pages/{number}", page


def _asked(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for place, page in _pages(document):
        for number, question in enumerate(page.get("questions", ())):
            yield f"{place}/questions/{number}", question


def _keys(document: Mapping[str, Any]) -> Iterator[Mistake]:
    everything = [*_pages(document), *_asked(document)]
    counted = Counter(part["key"] for _, part in _pages(document))
    asked = Counter(part["key"] for _, part in _asked(document))
    for place, part in everything:
        key, is_page = part["key"], "/questions/" not in place
        if (counted if is_page else asked)[key] > 1:
            yield Mistake(f"{place}/key", f"{key!r} is the key of another one too")
        if key in RESERVED:
            yield Mistake(f"{place}/key", f"{key!r} is a word of the product's own")
    for place, page in _pages(document):
        if page.get("kind") in ("information", "repeat") and page["key"] in asked:
            yield Mistake(f"{place}/key", f"{page['key']!r} is the key of a question too")
    names: dict[str, str] = {}
    for place, page in _pages(document):
        for question in page.get("questions", ()):
            field_type = field_types.get(question["type"])
            for name in field_type.inputs(_bare(question)):
                if names.setdefault(f"{place} {name}", question["key"]) != question["key"]:
                    yield Mistake(place, f"two questions of the page share the input {name!r}")


def _bare(question: Mapping[str, Any]) -> Question:
    return Question(
        key=question["key"], type=question["type"], label=wording.wording(question["label"])
    )


def _conditions(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Find rules that are none, and those that look at what is not asked before."""
    figures = {f"figures.{one['key']}" for one in document.get("figures", ())}
    before: set[str] = set()
    for place, page in _pages(document):
        yield from _rule(page.get("show_when"), f"{place}/show_when", before, figures)
        questions = page.get("questions", ())
        here = before | {question["key"] for question in questions}
        sound = True
        for number, question in enumerate(questions):
            where = f"{place}/questions/{number}"
            for name in ("show_when", "calculate"):
                others = here - {question["key"]}
                found = list(_rule(question.get(name), f"{where}/{name}", others, figures))
                sound = sound and not found
                yield from found
        if sound:
            yield from _circles(page, place)
        before = before | {page["key"]} if page.get("kind") == "repeat" else here
    yield from _rules_of_outcome(document, before, figures)


def _circles(page: Mapping[str, Any], place: str) -> Iterator[Mistake]:
    """Find questions of a page that wait for each other."""
    try:
        in_order([_with_rules(question) for question in page.get("questions", ())])
    except CycleError as error:
        circle = ", ".join(repr(key) for key in error.args[1])
        yield Mistake(f"{place}/questions", f"these wait for each other: {circle}")


def _with_rules(question: Mapping[str, Any]) -> Question:
    return Question(
        key=question["key"],
        type=question["type"],
        label=wording.wording(question["label"]),
        show_when=condition(question.get("show_when")),
        calculate=condition(question["calculate"]) if "calculate" in question else None,
    )


def _rules_of_outcome(
    document: Mapping[str, Any], asked: Collection[str], figures: Collection[str]
) -> Iterator[Mistake]:
    """Find mistakes in the rules that stand behind the last page."""
    outcome, needs = document["outcome"], document.get("needs", {})
    rules = [(f"outcome/{name}", outcome.get(name)) for name in ("category", "priority")]
    for part in ("service_types", "destinations"):
        rules += [
            (f"outcome/{part}/{number}/when", one.get("when"))
            for number, one in enumerate(outcome.get(part, ()))
        ]
    for name, need in needs.items():
        rules += [(f"needs/{name}/{rule}", need.get(rule)) for rule in ("amount", "when")]
    for place, rule in rules:
        yield from _rule(rule, place, asked, figures)


def _rule(
    rule: Any, place: str, before: Collection[str], figures: Collection[str]
) -> Iterator[Mistake]:
    if rule is None:
        return
    try:
        compile_rule(rule)
    except BadRule as error:
        yield Mistake(place, str(error))
        return
    for name in names_in(rule):
        if name.split(".")[0] not in before and name not in figures:
            yield Mistake(place, f"looks at {name!r}, which no earlier page asks for")


def _parts(document: Mapping[str, Any]) -> Iterator[Mistake]:
    """Find pages outside the parts of a form that has some, and what several cannot ask."""
    sections = {section["key"] for section in document.get("sections", ())}
    last, begun = None, set()
    for place, page in _pages(document):
        yield from _repeats(page, place)
        section = page.get("section")
        if section is not None and section != last and section in begun:
            yield Mistake(f"{place}/section", f"the pages of the part {section!r} stand apart")
        last = section or last
        begun.add(section)
        if section is not None and section not in sections:
            yield Mistake(f"{place}/section", f"the form has no part {section!r}")
        if sections and section is None and page.get("kind") != "exit":
            yield Mistake(f"{place}/section", "say to which part of the form this page belongs")


def _repeats(page: Mapping[str, Any], place: str) -> Iterator[Mistake]:
    """Find what a page that asks for several things cannot ask, or not say."""
    if page.get("kind") != "repeat":
        return
    asked = {question["key"] for question in page["questions"]}
    for number, question in enumerate(page["questions"]):
        if question["type"] == "upload":
            where = f"{place}/questions/{number}/type"
            yield Mistake(where, "files are asked for on a page of their own")
    repeat = page["repeat"]
    for name in wording.placeholders(repeat["summary"]["en"]):
        if name not in asked:
            yield Mistake(f"{place}/repeat/summary", f"no question of the page is called {name!r}")
    if repeat.get("least", 1) > repeat.get("most", 10):
        yield Mistake(f"{place}/repeat/least", "is more than the most")


def _questions(document: Mapping[str, Any]) -> Iterator[Mistake]:
    named: Counter[str] = Counter(q["name"] for _, q in _asked(document) if q.get("name"))
    for place, question in _asked(document):
        name = question.get("name", "")
        if name and not dictionary.is_local(name):
            types = dictionary.types_of(name)
            if not types:
                yield Mistake(f"{place}/name", f"the data dictionary has no {name!r}")
            elif question["type"] not in types:
                kinds = ", ".join(sorted(types))
                yield Mistake(f"{place}/name", f"{name!r} is answered by {kinds}")
        if named[name] > 1:
            yield Mistake(f"{place}/name", f"{name!r} is asked for twice")
        values = Counter(option["value"] for option in question.get("options", ()))
        for value, times in values.items():
            if times > 1:
                yield Mistake(f"{place}/options", f"{value!r} stands there twice")
        yield from _settings(question.get("settings", {}), f"{place}/settings")


def _settings(settings: Mapping[str, Any], place: str) -> Iterator[Mistake]:
    """Find settings that cannot be used, or not together."""
    if settings.get("abroad") and not settings.get("not_listed", True):
        yield Mistake(f"{place}/abroad", "addresses abroad are in no list: let them be typed")
    if pattern := settings.get("pattern"):
        try:
            re.compile(pattern)
        except re.error as error:
            yield Mistake(f"{place}/pattern", str(error))


def _uses(document: Mapping[str, Any], circumstances: Circumstances) -> Iterator[Mistake]:
    """Find uses of questions, checks and services that are not there."""
    asked = {
        question["key"]: question["type"]
        for _, page in _pages(document)
        for question in page.get("questions", ())
        if page.get("kind") != "repeat"
    } | {page["key"]: "repeat" for _, page in _pages(document) if page.get("kind") == "repeat"}
    outcome = document["outcome"]
    services = circumstances.services
    if services is not None and outcome["service_type"] not in services:
        yield Mistake(
            "outcome/service_type", f"the council has no service {outcome['service_type']!r}"
        )
    for number, choice in enumerate(outcome.get("service_types", ())):
        if services is not None and choice["service_type"] not in services:
            yield Mistake(
                f"outcome/service_types/{number}",
                f"the council has no service {choice['service_type']!r}",
            )
    for name in wording.placeholders(outcome["summary"]):
        if name not in asked:
            yield Mistake("outcome/summary", f"no question is called {name!r}")
    for number, key in enumerate(outcome.get("details", ())):
        if key not in asked:
            yield Mistake(f"outcome/details/{number}", f"no question is called {key!r}")
    location = outcome.get("location")
    if location and asked.get(location) not in PLACES:
        yield Mistake("outcome/location", f"{location!r} asks for no address and no place")
    yield from destination_mistakes(outcome, circumstances.offices)
    yield from _prefills(document, asked)
    yield from _signers(document, asked)
    yield from plan_mistakes(document, asked)
    yield from time_mistakes(document, circumstances.activities)
    yield from _check_uses(document)
    yield from dates_held_against(document)
    yield from at_least_one_mistakes(document)
    if all(page.get("kind") == "exit" for _, page in _pages(document)):
        yield Mistake("pages", "no page asks anything")
    yield from never_reached(compile_definition(document))


def _prefills(document: Mapping[str, Any], asked: Mapping[str, str]) -> Iterator[Mistake]:
    """Find questions that an address or a partner cannot fill in."""
    for way, keys in document.get("prefill", {}).items():
        for number, key in enumerate(keys):
            kind = asked.get(key)
            cannot = kind in (None, *NOT_PREFILLED)
            if cannot or (way == "token" and not can_be_given(kind or "")):
                place = f"prefill/{way}/{number}"
                yield Mistake(place, f"{key!r} is no question that can be filled in beforehand")


def _signers(document: Mapping[str, Any], asked: Mapping[str, str]) -> Iterator[Mistake]:
    """Find a signature whose signer, or whose asker, cannot be written to."""
    signature = document.get("needs", {}).get("signature")
    if signature is None:
        return
    for part, types in SIGNERS.items():
        if asked.get(signature[part]) not in types:
            words = " or ".join(sorted(types))
            yield Mistake(
                f"needs/signature/{part}", f"{signature[part]!r} is no question of type {words}"
            )
    questions = [one for _, page in _pages(document) for one in page.get("questions", ())]
    if not any(one.get("name") == "person.email" for one in questions):
        yield Mistake(
            "needs/signature",
            "ask for the email address of the person (person.email), so that they can be told",
        )
    signers = [one for one in questions if one["key"] == signature["email"]]
    if any(one.get("name") == "person.email" or not one.get("required", True) for one in signers):
        yield Mistake(
            "needs/signature/email",
            "this must be a question of its own that has to be answered",
        )


def _check_uses(document: Mapping[str, Any]) -> Iterator[Mistake]:
    before: dict[str, str] = {}
    for place, page in _pages(document):
        before |= {question["key"]: question["type"] for question in page.get("questions", ())}
        for number, use in enumerate(page.get("checks", ())):
            where = f"{place}/checks/{number}"
            if use["check"] not in page_checks:
                yield Mistake(f"{where}/check", f"there is no check {use['check']!r}")
                continue
            wants, inputs = page_checks.get(use["check"]).wants, use.get("with", {})
            for wanted, types in wants.items():
                if before.get(inputs.get(wanted, "")) not in types:
                    yield Mistake(
                        f"{where}/with",
                        f"{wanted!r} must name a question of this or an earlier page that is "
                        f"answered by {', '.join(sorted(types))}",
                    )
            for strange in set(inputs) - set(wants):
                yield Mistake(f"{where}/with", f"the check knows no {strange!r}")
