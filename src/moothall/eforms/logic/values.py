"""How JsonLogic reads and compares values: as JavaScript does, and without ever failing."""

import math
from collections.abc import Mapping
from typing import Any


def truthy(value: Any) -> bool:
    """Tell whether a value counts as true: an empty list does not, "0" does."""
    if isinstance(value, list | tuple | dict):
        return len(value) > 0
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value)


def number_of(value: Any) -> float | None:
    """Return a value as JavaScript's Number would, or nothing where that is NaN."""
    if isinstance(value, bool) or value is None:
        return float(bool(value))
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list | tuple):
        return number_of(text_of(value))
    if isinstance(value, str):
        try:
            number = float(value.strip() or "0")
        except ValueError:
            return None
        return number if math.isfinite(number) else None
    return None


def text_of(value: Any) -> str:
    """Return a value as text, as JavaScript's String would; nothing is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return ",".join(text_of(one) for one in value)
    return str(value)


def plain(number: float | None) -> int | float | None:
    """Return a whole number as one, and nothing where there is no number."""
    if number is None or not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def loosely_equal(one: Any, other: Any) -> bool:
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
        left, right = number_of(one), number_of(other)
        return left is not None and left == right
    return bool(one == other)


def strictly_equal(one: Any, other: Any) -> bool:
    """Compare as JavaScript's === does."""
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    return type(one) is type(other) and bool(one == other)


def less(one: Any, other: Any, *, or_equal: bool) -> bool:
    """Tell whether one comes before the other: texts by letter, all else by number."""
    if isinstance(one, str) and isinstance(other, str):
        return one <= other if or_equal else one < other
    left, right = number_of(one), number_of(other)
    if left is None or right is None:
        return False
    return left <= right if or_equal else left < right


def _member(container: Any, key: str) -> Any:
    if isinstance(container, Mapping):
        return container.get(key)
    if isinstance(container, list | tuple | str) and key.lstrip("-").isdecimal():
        position = int(key)
        return container[position] if 0 <= position < len(container) else None
    return None


def at_path(data: Any, path: Any) -> Any:
    """Return what lies at a path such as address.uprn, or nothing; no path is the whole."""
    if path is None or path == "":
        return data
    for key in text_of(path).split("."):
        data = _member(data, key)
        if data is None:
            return None
    return data
