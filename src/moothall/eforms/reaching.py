"""
Pages and questions that nobody can ever come to: their conditions contradict themselves or others.

Answers are tried one combination after the other, those first that the conditions name. Where there
are too many combinations to try all, nothing is said: a form is never refused on a guess.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from moothall.eforms.definition import Condition, Definition, Page, PageKind, Question
from moothall.eforms.journey import FIGURES
from moothall.eforms.mistakes import Mistake

#: So many combinations of answers are tried for one condition.
MOST_TRIED = 3_000
#: Each question has at least so many answers to try: one, and none.
_FEWEST = 2
_CHOSEN = frozenset({"radios", "select"})
_COUNTED = frozenset({"number", "money"})
_WRITTEN = frozenset({"text", "textarea", "date", "time", "postcode_area"})
_BEYOND = ("", "~")


@dataclass(frozen=True)
class _Asked:
    """A question with all that must hold for it to be asked."""

    question: Question
    conditions: tuple[Condition, ...]


def never_reached(definition: Definition) -> Iterator[Mistake]:
    """Find pages and questions that no answers lead to, each with its place."""
    asked = _asked(definition)
    exits: list[Condition] = []
    for number, page in enumerate(definition.pages):
        place = f"pages/{number}"
        if not _can_hold(definition, asked, (page.show_when,), exits):
            yield Mistake(
                f"{place}/show_when" if page.show_when.run else place,
                "nobody can ever come to this page: no answers fit its condition, or the journey "
                "always ends before it",
            )
        elif page.kind is PageKind.QUESTIONS:
            yield from _questions(definition, asked, page, place)
        if page.kind is PageKind.EXIT:
            exits.append(page.show_when)


def _questions(
    definition: Definition, asked: Mapping[str, _Asked], page: Page, place: str
) -> Iterator[Mistake]:
    for number, question in enumerate(page.questions):
        conditions = (page.show_when, question.show_when)
        if question.show_when.run and not _can_hold(definition, asked, conditions, ()):
            yield Mistake(
                f"{place}/questions/{number}/show_when",
                "nobody can ever be asked this: no answers fit its condition",
            )


def _asked(definition: Definition) -> dict[str, _Asked]:
    return {
        question.key: _Asked(question, (page.show_when, question.show_when))
        for page in definition.pages
        for question in page.settling
    }


def _can_hold(
    definition: Definition,
    asked: Mapping[str, _Asked],
    wanted: Sequence[Condition],
    unwanted: Sequence[Condition],
) -> bool:
    """Tell whether some answers make all that is wanted hold, and nothing that is not."""
    names = _names(asked, [*wanted, *unwanted])
    if _FEWEST ** len(names) >= MOST_TRIED:
        return True
    rules = [*wanted, *unwanted, *(one for name in names for one in asked[name].conditions)]
    if any(FIGURES in rule.names for rule in rules):
        return True
    constants = _constants(rules)
    choices, combinations = [], 1
    for name in names:
        found = _choices(asked[name].question, constants.get(name, []))
        if found is None:
            return True
        choices.append(found)
        combinations *= len(found)
        if combinations >= MOST_TRIED:  # not all would be tried, so that nothing could be said
            return True
    for values in product(*choices):
        known = _settled(definition, asked, dict(zip(names, values, strict=True)))
        if all(one.holds(known) for one in wanted) and not any(
            one.holds(known) for one in unwanted
        ):
            return True
    return False


def _names(asked: Mapping[str, _Asked], rules: Sequence[Condition]) -> list[str]:
    """Return the questions that rules look at, and those these depend on, in their order."""
    found: set[str] = set()
    waiting = [name for rule in rules for name in rule.names]
    while waiting:
        name = waiting.pop()
        if name in asked and name not in found:
            found.add(name)
            waiting += [one for rule in asked[name].conditions for one in rule.names]
    return [name for name in asked if name in found]


def _settled(
    definition: Definition, asked: Mapping[str, _Asked], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is known of these answers: what is not asked has none."""
    known: dict[str, Any] = {FIGURES: definition.figure_values}
    for name, value in given.items():
        if all(one.holds(known) for one in asked[name].conditions):
            known[name] = value
    return known


def _choices(question: Question, named: list[Any]) -> list[Any] | None:
    """Return the answers to try, those that the rules name first; nothing if they are endless."""
    if question.type in ("yes_no", "declaration"):
        return [True, False, None]
    if question.type in _CHOSEN:
        values = [one.value for one in question.options]
        return [*sorted(values, key=lambda value: value not in named), None]
    if question.type in _COUNTED:
        numbers = [one for one in named if isinstance(one, int | float)]
        return [*(near for one in numbers for near in (one, one + 1, one - 1)), 0, 1, None]
    if question.type in _WRITTEN:
        texts = [one for one in named if isinstance(one, str)]
        return [*texts, *(f"{one}~" for one in texts), *_BEYOND, None]
    return None


def _constants(rules: Sequence[Condition]) -> dict[str, list[Any]]:
    """Return the plain values that stand in rules, by the questions that the rules look at."""
    found: dict[str, list[Any]] = {}
    for rule in rules:
        values = list(_plain(rule.rule))
        for name in rule.names:
            found.setdefault(name, []).extend(values)
    return found


def _plain(rule: Any) -> Iterator[Any]:
    if isinstance(rule, dict):
        for operator, arguments in rule.items():
            if operator != "var":
                yield from _plain(arguments)
    elif isinstance(rule, list):
        for one in rule:
            yield from _plain(one)
    elif rule is not None:
        yield rule
