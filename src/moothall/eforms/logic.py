"""
Conditions and calculations: JsonLogic (jsonlogic.com), compiled once and run on the server alone.

Every operator of JsonLogic is understood but `log` and `method`, which reach outside the data. A
rule is checked when it is compiled: an unknown operator or a wrong number of arguments is refused
then, with its place, and never met by a resident. Running a rule cannot fail: arithmetic on what
is no number, and division by nought, give nothing (null), which is false.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

Data = Any
Run = Callable[[Data], Any]

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


def truthy(value: Any) -> bool:
    """Tell whether a value counts as true: an empty list does not, "0" does."""
    if isinstance(value, list | tuple | dict):
        return len(value) > 0
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value)


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
    elif operator in _LISTS:
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
    entry = _OPERATORS.get(operator)
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
    return f"{fewest} or more" if most == _ANY else f"{fewest} to {most}"


# --- Values -------------------------------------------------------------------------------------


def _number(value: Any) -> float | None:
    """Return a value as JavaScript's Number would, or nothing where that is NaN."""
    if isinstance(value, bool) or value is None:
        return float(bool(value))
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list | tuple):
        return _number(_text(value))
    if isinstance(value, str):
        try:
            number = float(value.strip() or "0")
        except ValueError:
            return None
        return number if math.isfinite(number) else None
    return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return ",".join(_text(one) for one in value)
    return str(value)


def _plain(number: float | None) -> int | float | None:
    if number is None or not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _loosely_equal(one: Any, other: Any) -> bool:
    """Compare as JavaScript's == does."""
    if one is None or other is None:
        return one is None and other is None
    if (
        isinstance(one, bool)
        or isinstance(other, bool)
        or isinstance(one, str) != isinstance(other, str)
    ):
        if isinstance(one, list | dict) and isinstance(other, list | dict):
            return one is other
        left, right = _number(one), _number(other)
        return left is not None and left == right
    return bool(one == other)


def _strictly_equal(one: Any, other: Any) -> bool:
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    return type(one) is type(other) and bool(one == other)


def _less(one: Any, other: Any, *, or_equal: bool) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one <= other if or_equal else one < other
    left, right = _number(one), _number(other)
    if left is None or right is None:
        return False
    return left <= right if or_equal else left < right


def _member(container: Any, key: str) -> Any:
    if isinstance(container, Mapping):
        return container.get(key)
    if isinstance(container, list | tuple | str) and key.lstrip("-").isdigit():
        position = int(key)
        return container[position] if 0 <= position < len(container) else None
    return None


def _at(data: Any, path: Any) -> Any:
    if path is None or path == "":
        return data
    for key in _text(path).split("."):
        data = _member(data, key)
        if data is None:
            return None
    return data


# --- Operators ----------------------------------------------------------------------------------


def _whole(_: Data) -> str:
    return ""


def _var(parts: list[Run]) -> Run:
    path = parts[0] if parts else _whole
    default = parts[1] if len(parts) > 1 else None

    def run(data: Data) -> Any:
        value = _at(data, path(data))
        return default(data) if value is None and default is not None else value

    return run


def _absent(data: Data, keys: Sequence[Any]) -> list[Any]:
    return [key for key in keys if _at(data, key) in (None, "")]


def _missing(parts: list[Run]) -> Run:
    def run(data: Data) -> Any:
        given = [part(data) for part in parts]
        return _absent(data, given[0] if given and isinstance(given[0], list) else given)

    return run


def _missing_some(parts: list[Run]) -> Run:
    def run(data: Data) -> Any:
        needed, keys = _number(parts[0](data)) or 0, parts[1](data)
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
        return _text(needle) in haystack
    if isinstance(haystack, list | tuple):
        return any(_strictly_equal(needle, one) for one in haystack)
    return False


def _substring(text: Any, start: Any, length: Any = None) -> str:
    whole = _text(text)
    begin = int(_number(start) or 0)
    rest = whole[begin:] if begin >= 0 else whole[max(len(whole) + begin, 0) :]
    if length is None:
        return rest
    count = int(_number(length) or 0)
    return rest[:count]


def _between(*, or_equal: bool) -> Callable[..., bool]:
    def run(one: Any, other: Any, third: Any = _strictly_equal) -> bool:
        first = _less(one, other, or_equal=or_equal)
        return first and (third is _strictly_equal or _less(other, third, or_equal=or_equal))

    return run


def _calculate(step: Callable[[float, float], float | None]) -> Callable[..., Any]:
    def run(*values: Any) -> Any:
        numbers = [_number(value) for value in values]
        if any(number is None for number in numbers):
            return None
        total: float | None = numbers[0]
        for number in numbers[1:]:
            if total is None or number is None:
                return None
            total = step(total, number)
        return _plain(total)

    return run


def _minus(*values: Any) -> Any:
    return _subtract(0, values[0]) if len(values) == 1 else _subtract(*values)


def _extreme(choose: Callable[[list[float]], float]) -> Callable[..., Any]:
    def run(*values: Any) -> Any:
        numbers = [number for number in map(_number, values) if number is not None]
        return _plain(choose(numbers)) if numbers and len(numbers) == len(values) else None

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


_ANY = 1_000
_subtract = _calculate(lambda one, other: one - other)
_LISTS = frozenset({"map", "filter", "all", "some", "none", "reduce"})
_OPERATORS: dict[str, tuple[int, int, Callable[[list[Run]], Run]]] = {
    "var": (0, 2, _var),
    "missing": (0, _ANY, _missing),
    "missing_some": (2, 2, _missing_some),
    "if": (0, _ANY, _if),
    "?:": (3, 3, _if),
    "and": (1, _ANY, _and),
    "or": (1, _ANY, _or),
    "!": (1, 1, _plainly(lambda value: not truthy(value))),
    "!!": (1, 1, _plainly(truthy)),
    "==": (2, 2, _plainly(_loosely_equal)),
    "!=": (2, 2, _plainly(lambda one, other: not _loosely_equal(one, other))),
    "===": (2, 2, _plainly(_strictly_equal)),
    "!==": (2, 2, _plainly(lambda one, other: not _strictly_equal(one, other))),
    "<": (2, 3, _plainly(_between(or_equal=False))),
    "<=": (2, 3, _plainly(_between(or_equal=True))),
    ">": (2, 2, _plainly(lambda one, other: _less(other, one, or_equal=False))),
    ">=": (2, 2, _plainly(lambda one, other: _less(other, one, or_equal=True))),
    "in": (1, 2, _plainly(_in)),
    "cat": (0, _ANY, _plainly(lambda *values: "".join(map(_text, values)))),
    "substr": (2, 3, _plainly(_substring)),
    "merge": (0, _ANY, _plainly(_merge)),
    "+": (1, _ANY, _plainly(_calculate(lambda one, other: one + other))),
    "-": (1, 2, _plainly(_minus)),
    "*": (1, _ANY, _plainly(_calculate(lambda one, other: one * other))),
    "/": (2, 2, _plainly(_calculate(_divide))),
    "%": (2, 2, _plainly(_calculate(_remainder))),
    "max": (1, _ANY, _plainly(_extreme(max))),
    "min": (1, _ANY, _plainly(_extreme(min))),
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
