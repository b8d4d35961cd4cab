"""The operators of JsonLogic: each takes compiled arguments and gives a compiled rule."""

import math
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from moothall.eforms.logic.values import (
    at_path,
    less,
    loosely_equal,
    number_of,
    plain,
    strictly_equal,
    text_of,
    truthy,
)

Data = Any
Run = Callable[[Data], Any]


def _whole(_: Data) -> str:
    return ""


def _var(parts: list[Run]) -> Run:
    path = parts[0] if parts else _whole
    default = parts[1] if len(parts) > 1 else None

    def run(data: Data) -> Any:
        value = at_path(data, path(data))
        return default(data) if value is None and default is not None else value

    return run


def _absent(data: Data, keys: Sequence[Any]) -> list[Any]:
    return [key for key in keys if at_path(data, key) in (None, "")]


def _missing(parts: list[Run]) -> Run:
    def run(data: Data) -> Any:
        given = [part(data) for part in parts]
        return _absent(data, given[0] if given and isinstance(given[0], list) else given)

    return run


def _missing_some(parts: list[Run]) -> Run:
    def run(data: Data) -> Any:
        needed, keys = number_of(parts[0](data)) or 0, parts[1](data)
        keys = keys if isinstance(keys, list) else []
        absent = _absent(data, keys)
        return [] if len(keys) - len(absent) >= needed else absent

    return run


def _if(parts: list[Run]) -> Run:
    def run(data: Data) -> Any:
        for position in range(0, len(parts) - 1, 2):
            if truthy(parts[position](data)):
                return parts[position + 1](data)
        return parts[-1](data) if len(parts) % 2 else None

    return run


def _and(parts: list[Run]) -> Run:
    def run(data: Data) -> Any:
        value: Any = None
        for part in parts:
            value = part(data)
            if not truthy(value):
                break
        return value

    return run


def _or(parts: list[Run]) -> Run:
    def run(data: Data) -> Any:
        value: Any = None
        for part in parts:
            value = part(data)
            if truthy(value):
                break
        return value

    return run


def _plainly(function: Callable[..., Any]) -> Callable[[list[Run]], Run]:
    """Return a builder for an operator whose arguments are all evaluated first."""
    return lambda parts: lambda data: function(*(part(data) for part in parts))


def _in(needle: Any, haystack: Any = None) -> bool:
    if isinstance(haystack, str):
        return bool(haystack) and text_of(needle) in haystack
    if isinstance(haystack, list | tuple):
        return any(strictly_equal(needle, one) for one in haystack)
    return False


def _substring(text: Any, start: Any, length: Any = None) -> str:
    whole = text_of(text)
    begin = int(number_of(start) or 0)
    rest = whole[begin:] if begin >= 0 else whole[max(len(whole) + begin, 0) :]
    if length is None:
        return rest
    count = int(number_of(length) or 0)
    return rest[:count]


def _between(*, or_equal: bool) -> Callable[..., bool]:
    def run(one: Any, other: Any, third: Any = strictly_equal) -> bool:
        first = less(one, other, or_equal=or_equal)
        return first and (third is strictly_equal or less(other, third, or_equal=or_equal))

    return run


def _calculate(step: Callable[[float, float], float | None]) -> Callable[..., Any]:
    def run(*values: Any) -> Any:
        numbers = [number_of(value) for value in values]
        if any(number is None for number in numbers):
            return None
        total: float | None = numbers[0]
        for number in numbers[1:]:
            if total is None or number is None:
                return None
            total = step(total, number)
        return plain(total)

    return run


def _minus(*values: Any) -> Any:
    return _subtract(0, values[0]) if len(values) == 1 else _subtract(*values)


def _extreme(choose: Callable[[list[float]], float]) -> Callable[..., Any]:
    def run(*values: Any) -> Any:
        numbers = [number for number in map(number_of, values) if number is not None]
        return plain(choose(numbers)) if numbers and len(numbers) == len(values) else None

    return run


def _merge(*values: Any) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def _over(collect: Callable[[list[Any], Run], Any]) -> Callable[[list[Run]], Run]:
    """Return a builder for an operator that runs its second argument on each member of a list."""

    def build(parts: list[Run]) -> Run:
        def run(data: Data) -> Any:
            members = parts[0](data)
            return collect(members if isinstance(members, list) else [], parts[1])

        return run

    return build


def _reduce(parts: list[Run]) -> Run:
    def run(data: Data) -> Any:
        members = parts[0](data)
        start = parts[2](data) if len(parts) > 2 else None  # noqa: PLR2004 - the third argument
        return reduce(
            lambda total, one: parts[1]({"current": one, "accumulator": total}),
            members if isinstance(members, list) else [],
            start,
        )

    return run


def _divide(one: float, other: float) -> float | None:
    return one / other if other else None


def _remainder(one: float, other: float) -> float | None:
    return math.fmod(one, other) if other else None


ANY_NUMBER = 1_000
_subtract = _calculate(lambda one, other: one - other)
LISTS = frozenset({"map", "filter", "all", "some", "none", "reduce"})
OPERATORS: dict[str, tuple[int, int, Callable[[list[Run]], Run]]] = {
    "var": (0, 2, _var),
    "missing": (0, ANY_NUMBER, _missing),
    "missing_some": (2, 2, _missing_some),
    "if": (0, ANY_NUMBER, _if),
    "?:": (3, 3, _if),
    "and": (1, ANY_NUMBER, _and),
    "or": (1, ANY_NUMBER, _or),
    "!": (1, 1, _plainly(lambda value: not truthy(value))),
    "!!": (1, 1, _plainly(truthy)),
    "==": (2, 2, _plainly(loosely_equal)),
    "!=": (2, 2, _plainly(lambda one, other: not loosely_equal(one, other))),
    "===": (2, 2, _plainly(strictly_equal)),
    "!==": (2, 2, _plainly(lambda one, other: not strictly_equal(one, other))),
    "<": (2, 3, _plainly(_between(or_equal=False))),
    "<=": (2, 3, _plainly(_between(or_equal=True))),
    ">": (2, 2, _plainly(lambda one, other: less(other, one, or_equal=False))),
    ">=": (2, 2, _plainly(lambda one, other: less(other, one, or_equal=True))),
    "in": (1, 2, _plainly(_in)),
    "cat": (0, ANY_NUMBER, _plainly(lambda *values: "".join(map(text_of, values)))),
    "substr": (2, 3, _plainly(_substring)),
    "merge": (0, ANY_NUMBER, _plainly(_merge)),
    "+": (1, ANY_NUMBER, _plainly(_calculate(lambda one, other: one + other))),
    "-": (1, 2, _plainly(_minus)),
    "*": (1, ANY_NUMBER, _plainly(_calculate(lambda one, other: one * other))),
    "/": (2, 2, _plainly(_calculate(_divide))),
    "%": (2, 2, _plainly(_calculate(_remainder))),
    "max": (1, ANY_NUMBER, _plainly(_extreme(max))),
    "min": (1, ANY_NUMBER, _plainly(_extreme(min))),
    "map": (2, 2, _over(lambda members, rule: [rule(one) for one in members])),
    "filter": (2, 2, _over(lambda members, rule: [m for m in members if truthy(rule(m))])),
    "all": (
        2,
        2,
        _over(lambda members, rule: bool(members) and all(truthy(rule(m)) for m in members)),
    ),
    "some": (2, 2, _over(lambda members, rule: any(truthy(rule(one)) for one in members))),
    "none": (2, 2, _over(lambda members, rule: not any(truthy(rule(one)) for one in members))),
    "reduce": (2, 3, _reduce),
}
