"""
Calculations as people think of them: sums and the like, of answers and numbers, by the answers.

A part of a calculation is named by its path: which argument of the outermost operator, which of
that one, and so on. What is not changed stays as it was written, to the letter.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Way = tuple[int, ...]
_FIGURE = "figures."
#: Deeper calculations are shown, and changed as rules.
_MOST_STEPS = 12
_MOST_DIGITS = 3


class Sort(StrEnum):
    """What a part of a calculation is."""

    TYPED = "typed"
    ANSWER = "answer"
    FIGURE = "figure"
    SUM = "+"
    DIFFERENCE = "-"
    PRODUCT = "*"
    SHARE = "/"
    AT_LEAST = "max"
    AT_MOST = "min"
    JOINED = "cat"
    CASES = "if"
    OWN_RULE = "own-rule"


#: What takes any number of parts; the others take two.
_LONG = frozenset({Sort.SUM, Sort.PRODUCT, Sort.AT_LEAST, Sort.AT_MOST, Sort.JOINED})
_JOINING = _LONG | {Sort.DIFFERENCE, Sort.SHARE}
_MULTIPLYING = frozenset({Sort.PRODUCT, Sort.SHARE})


@dataclass(frozen=True)
class Node:
    """A part of a calculation, with its own parts; of cases also when each of them counts."""

    sort: Sort
    path: Way = ()
    #: What was typed, the key of an answer or a figure, or the rule that is none of these.
    value: Any = None
    parts: tuple["Node", ...] = ()
    whens: tuple[Any, ...] = ()


def node_of(rule: Any, path: Way = ()) -> Node:
    """Return a calculation with all its parts."""
    if isinstance(rule, int | float | str) and not isinstance(rule, bool):
        return Node(Sort.TYPED, path, rule)
    match rule:
        case {"var": str(name), **more} if not more and name:
            if name.startswith(_FIGURE):
                return Node(Sort.FIGURE, path, name.removeprefix(_FIGURE))
            return Node(Sort.OWN_RULE if "." in name else Sort.ANSWER, path, name)
    operator, arguments = _opened(rule)
    numbered = [(*path, number) for number in range(len(arguments))]
    if operator == Sort.CASES and len(arguments) > 1:
        values = [n for n in range(len(arguments)) if n % 2 or n == len(arguments) - 1]
        parts = tuple(node_of(arguments[n], numbered[n]) for n in values)
        return Node(Sort.CASES, path, None, parts, tuple(arguments[: len(arguments) // 2 * 2 : 2]))
    if _is_joining(operator, arguments):
        parts = tuple(map(node_of, arguments, numbered))
        return Node(Sort(operator), path, None, parts)
    return Node(Sort.OWN_RULE, path, rule)


def _is_joining(operator: str, arguments: Sequence[Any]) -> bool:
    if operator not in _JOINING:
        return False
    return bool(arguments) if operator in _LONG else len(arguments) == 2  # noqa: PLR2004 - two


def _opened(rule: Any) -> tuple[str, list[Any]]:
    if not isinstance(rule, dict) or len(rule) != 1:
        return "", []
    ((operator, arguments),) = rule.items()
    return (operator, arguments) if isinstance(arguments, list) else ("", [])


def path_of(text: str) -> Way | None:
    """Return the path that a text such as `0-2` names, or nothing."""
    steps = text.split("-") if text else []
    is_path = len(steps) <= _MOST_STEPS and all(
        one.isascii() and one.isdecimal() and len(one) <= _MOST_DIGITS for one in steps
    )
    return tuple(map(int, steps)) if is_path else None


def written(path: Way) -> str:
    """Return a path as a text."""
    return "-".join(map(str, path))


def found_at(rule: Any, path: Way) -> Node | None:
    """Return the part at a path, or nothing if there is none that can be changed."""
    node: Node | None = node_of(rule)
    for number in range(1, len(path) + 1):
        parts = node.parts if node else ()
        node = next((one for one in parts if one.path == path[:number]), None)
    return node


def put_at(rule: Any, path: Way, new: Any) -> Any:
    """Return the calculation with something else at a path."""
    if not path:
        return deepcopy(new)
    changed = deepcopy(rule)
    arguments, number = _place(changed, path)
    arguments[number] = deepcopy(new)
    return changed


def value_at(rule: Any, path: Way) -> Any:
    """Return what stands at a path, which must be there."""
    for number in path:
        _operator, arguments = _opened(rule)
        rule = arguments[number]
    return rule


def _place(rule: Any, path: Way) -> tuple[list[Any], int]:
    _operator, arguments = _opened(value_at(rule, path[:-1]))
    return arguments, path[-1]


def joined_at(rule: Any, path: Way, sort: Sort, operand: Any) -> Any:
    """Return the calculation with something added to a part, taken from it, and so on."""
    old = value_at(rule, path)
    operator, arguments = _opened(old)
    # A sum of one part makes a number of nothing, and stays what it is once the other part goes.
    if operator == sort and sort in _LONG and len(arguments) > 1:
        return put_at(rule, path, {operator: [*arguments, operand]})
    return put_at(rule, path, {sort.value: [old, operand]})


def split_at(rule: Any, path: Way) -> tuple[Any, Way]:
    """
    Return the calculation with one more case at a path, and the path of the case's condition.

    It gives what the part gives now, until its condition and its value are changed.
    """
    old = value_at(rule, path)
    operator, arguments = _opened(old)
    if operator == Sort.CASES and len(arguments) % 2:
        *cases, otherwise = arguments
        split = {"if": [*cases, True, deepcopy(otherwise), otherwise]}
        return put_at(rule, path, split), (*path, len(cases))
    return put_at(rule, path, {"if": [True, deepcopy(old), old]}), (*path, 0)


def without_at(rule: Any, path: Way) -> Any:
    """Return the calculation without a part: what is left alone stands for the whole, or else 0."""
    arguments, number = _place(rule, path)
    above = path[:-1]
    operator, _arguments = _opened(value_at(rule, above))
    gone = {number}
    if operator == Sort.CASES:
        gone = {number - 1, number} if number % 2 else {number}
    left = [one for place, one in enumerate(arguments) if place not in gone]
    alone = left[0] if left else "" if operator == Sort.JOINED else 0
    return put_at(rule, above, {operator: left} if len(left) > 1 else alone)


def as_rule(value: Any) -> Any:
    """Return a value as the rule that gives it: a document takes no bare figure or word."""
    if isinstance(value, str):
        return {Sort.JOINED.value: [value]}
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {Sort.SUM.value: [value]}
    return value


def counts_money(rule: Any, path: Way) -> bool:
    """Tell whether a number at a path is an amount, of a calculation that gives one."""
    return not any(
        _opened(value_at(rule, path[:number]))[0] in _MULTIPLYING for number in range(len(path))
    )


def holder_of_case(rule: Any, path: Way) -> tuple[list[Any], int] | None:
    """Return what holds the condition of a case, and at which place, if there is such a case."""
    above = found_at(rule, path[:-1]) if path else None
    if above is None or above.sort is not Sort.CASES:
        return None
    arguments, number = _place(rule, path)
    is_condition = number % 2 == 0 and number < 2 * len(above.whens)
    return (arguments, number) if is_condition else None
