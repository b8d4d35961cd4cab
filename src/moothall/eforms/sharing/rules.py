"""
Rules put together out of rules, as short as they can be said.

Nothing (`ALWAYS`) is the rule that always holds, `NEVER` the one that never does.
"""

from collections.abc import Iterable
from typing import Any, Final

from moothall.eforms.logic import names_in

ALWAYS: Final = None
NEVER: Final = False
_OPPOSITES = {"==": "!=", "!=": "=="}


def both(rules: Iterable[Any]) -> Any:
    """Return a rule that holds where all of these do."""
    found: list[Any] = []
    for rule in rules:
        if rule is NEVER:
            return NEVER
        parts = rule["and"] if _operator(rule) == "and" else [rule]
        found += [one for one in parts if one is not ALWAYS and one not in found]
    return _joined("and", found, ALWAYS)


def either(rules: Iterable[Any]) -> Any:
    """Return a rule that holds where one of these does."""
    found: list[Any] = []
    for rule in rules:
        if rule is ALWAYS:
            return ALWAYS
        parts = rule["or"] if _operator(rule) == "or" else [rule]
        found += [one for one in parts if one is not NEVER and one not in found]
    return _joined("or", found, NEVER)


def opposite(rule: Any) -> Any:
    """Return a rule that holds where this one does not."""
    operator = _operator(rule)
    if rule is ALWAYS or rule is NEVER:
        return NEVER if rule is ALWAYS else ALWAYS
    if operator in _OPPOSITES:
        return {_OPPOSITES[operator]: rule[operator]}
    if operator == "and":
        return either(map(opposite, rule["and"]))
    if operator == "or":
        return both(map(opposite, rule["or"]))
    if operator == "!":
        return rule["!"][0] if isinstance(rule["!"], list) else rule["!"]
    return {"!": [rule]}


def needs_an_answer(rule: Any, keys: Iterable[str]) -> bool:
    """Tell whether a rule can only hold where one of these questions was answered."""
    operator = _operator(rule)
    if operator == "and":
        return any(needs_an_answer(one, keys) for one in rule["and"])
    if operator == "or":
        return all(needs_an_answer(one, keys) for one in rule["or"])
    if operator == "==":
        compared = [one for one in rule["=="] if not isinstance(one, dict)]
        return bool(compared) and compared[0] is not None and _looks_at(rule, keys)
    return operator == "in" and _looks_at(rule, keys)


def exclude(one: Any, other: Any) -> bool:
    """Tell whether two rules say different values of the same answer, so that both never hold."""
    first, second = _equal(one), _equal(other)
    return first is not None and second is not None and first[0] == second[0] and one != other


def said_values(rules: Iterable[Any]) -> tuple[str, list[Any]] | None:
    """Return the one question whose values the rules name, and these; nothing where others are."""
    found = [_equal(rule) for rule in rules]
    pairs = [one for one in found if one is not None]
    if not pairs or len(pairs) < len(found) or len({name for name, _value in pairs}) > 1:
        return None
    return pairs[0][0], [value for _name, value in pairs]


def _equal(rule: Any) -> tuple[str, Any] | None:
    match rule:
        case {"==": [{"var": str(name)}, (str() | bool()) as value]}:
            return name, value
    return None


def _looks_at(rule: Any, keys: Iterable[str]) -> bool:
    return any(name.split(".")[0] in keys for name in names_in(rule))


def _operator(rule: Any) -> str:
    return next(iter(rule)) if isinstance(rule, dict) and len(rule) == 1 else ""


def _joined(operator: str, rules: list[Any], none: Any) -> Any:
    if not rules:
        return none
    return rules[0] if len(rules) == 1 else {operator: rules}
