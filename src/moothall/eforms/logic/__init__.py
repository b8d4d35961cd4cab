"""
Conditions and calculations: JsonLogic (jsonlogic.com), compiled once and run on the server alone.

Every operator of JsonLogic is understood but `log` and `method`, which reach outside the data. A
rule is checked when it is compiled: an unknown operator or a wrong number of arguments is refused
then, with its place, and never met by a resident. Running a rule cannot fail: arithmetic on what
is no number, and division by nought, give nothing (null), which is false.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from moothall.eforms.logic.operators import ANY_NUMBER, LISTS, OPERATORS, Run
from moothall.eforms.logic.values import truthy

__all__ = ["BadRule", "Run", "compile_rule", "names_in", "truthy"]

#: Deeper rules are refused: nobody can read them, and each level costs a call.
DEEPEST = 40


class BadRule(ValueError):
    """A rule that cannot be used; `place` says where in it."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{message} (at {place})" if place else message)


def compile_rule(rule: Any) -> Run:
    """
    Return a function of the data that gives the rule's value.

    :raises BadRule: if it is no rule that we know
    """
    return _compiled(rule, "", 0)


def names_in(rule: Any) -> Iterator[str]:
    """
    Give the name of every datum that a rule looks at, with its path.

    What is named inside a list operation is a member of the list and is left out.
    """
    if isinstance(rule, list):
        for part in rule:
            yield from names_in(part)
    if not isinstance(rule, dict) or len(rule) != 1:
        return
    ((operator, arguments),) = rule.items()
    parts = arguments if isinstance(arguments, list) else [arguments]
    if operator == "var":
        yield from (str(part) for part in parts[:1] if isinstance(part, str) and part)
        yield from names_in(parts[1:])
    elif operator == "missing":
        yield from (part for part in _flat(parts) if isinstance(part, str))
    elif operator == "missing_some":
        yield from (part for part in _flat(parts[1:]) if isinstance(part, str))
    elif operator in LISTS:
        yield from names_in(parts[:1])
    else:
        yield from names_in(parts)


def _flat(parts: Sequence[Any]) -> Iterator[Any]:
    for part in parts:
        yield from part if isinstance(part, list) else [part]


def _compiled(rule: Any, place: str, depth: int) -> Run:
    if depth > DEEPEST:
        raise BadRule("This rule is nested too deeply", place)
    if isinstance(rule, list):
        parts = [_compiled(part, f"{place}/{n}", depth + 1) for n, part in enumerate(rule)]
        return lambda data: [part(data) for part in parts]
    if not isinstance(rule, dict) or not rule:
        return lambda _: rule
    if len(rule) != 1:
        raise BadRule("A rule has exactly one operator", place)
    ((operator, arguments),) = rule.items()
    place = f"{place}/{operator}"
    given = arguments if isinstance(arguments, list) else [arguments]
    entry = OPERATORS.get(operator)
    if entry is None:
        raise BadRule(f"There is no operator {operator!r}", place)
    fewest, most, build = entry
    if not fewest <= len(given) <= most:
        raise BadRule(
            f"{operator!r} takes {_span(fewest, most)} arguments, not {len(given)}", place
        )
    return build([_compiled(part, f"{place}/{n}", depth + 1) for n, part in enumerate(given)])


def _span(fewest: int, most: int) -> str:
    if fewest == most:
        return str(fewest)
    return f"{fewest} or more" if most == ANY_NUMBER else f"{fewest} to {most}"
