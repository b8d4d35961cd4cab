"""JsonLogic as Open Forms writes it, about its components, made into rules about our questions."""

from typing import Any, Final

from django.utils.translation import gettext as _

from moothall.eforms.designing.sentences import COMPARED, Says
from moothall.eforms.logic import BadRule, compile_rule
from moothall.eforms.sharing.asked import Asked, Names, Unsayable, our_value, said_of
from moothall.eforms.sharing.rules import opposite

_SAYS = {
    "==": Says.IS, "===": Says.IS, "!=": Says.IS_NOT, "!==": Says.IS_NOT, **COMPARED,
}  # fmt: skip
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_LISTED = frozenset({"map", "filter", "reduce", "all", "some", "none"})
_SUMS = frozenset({"+", "-", "*", "/", "%", "max", "min"})
_PAIR: Final = 2
_MOST_DEPTH: Final = 30


def our_rule(rule: Any, names: Names) -> Any:
    """
    Return the rule that says of our questions what this one says of theirs.

    :raises Unsayable: if it looks at what is not asked, or does what no rule of ours can
    """
    ours = _translated(rule, names, 0)
    try:
        compile_rule(ours)
    except BadRule as error:
        raise Unsayable(str(error)) from error
    if not isinstance(ours, dict) or not ours:
        raise Unsayable(_("it does not look at any answer"))
    return ours


def shown_by(conditional: dict[str, Any], names: Names) -> Any:
    """
    Return the rule of a component's own `show`, `when` and `eq`.

    :raises Unsayable: if no rule of ours can say it
    """
    asked = names.called(str(conditional["when"]))
    rule = said_of(asked, Says.IS, conditional["eq"])
    return rule if conditional["show"] in (True, "true") else opposite(rule)


def _translated(rule: Any, names: Names, depth: int) -> Any:
    if depth > _MOST_DEPTH:
        raise Unsayable(_("it is nested too deeply"))
    if isinstance(rule, list):
        return [_translated(one, names, depth + 1) for one in rule]
    if not isinstance(rule, dict) or len(rule) != 1:
        return rule
    ((operator, given),) = rule.items()
    parts = given if isinstance(given, list) else [given]
    if operator == "var":
        return _answer(parts, names)
    if operator == "date" and parts:
        return _date(parts[0], names)
    if operator in _LISTED:
        raise Unsayable(_("it looks at each of several things"))
    if operator in _SAYS or operator == "in":
        compared = _compared(operator, parts, names)
        if compared is not None:
            return compared
    if operator in _SUMS and any(one.type == "money" for one in _looked_at(parts, names)):
        raise Unsayable(_("it reckons with pounds, and amounts of money are pence here"))
    return {operator: [_translated(one, names, depth + 1) for one in parts]}


def _answer(parts: list[Any], names: Names) -> Any:
    name = str(parts[0]) if parts else ""
    box = _box(name, names)
    if box is not None:
        return box
    return {"var": names.called(name).key}


def _box(name: str, names: Names) -> Any:
    """Return the rule that one of several boxes is ticked, which they call `boxes.value`."""
    if name in names.asked:
        return None
    question, _dot, value = name.rpartition(".")
    asked = names.asked.get(question)
    if asked is None or asked.type != "checkboxes":
        return None
    return said_of(asked, Says.IS, value)


def _date(part: Any, names: Names) -> Any:
    """Return what they mark as a date, which ours need not be: they compare as they are written."""
    if isinstance(part, str):
        return part
    found = _translated(part, names, 0)
    asked = _asked(part, names)
    if asked is None or asked.type != "date":
        raise Unsayable(_("it works out a date"))
    return found


def _compared(operator: str, parts: list[Any], names: Names) -> Any:
    """Return the comparison of an answer with a plain value; nothing where it is none."""
    if len(parts) != _PAIR:
        return None
    one, other = (_bare_date(part) for part in parts)
    if operator == "in":
        return _among(one, other, names)
    if isinstance(other, dict) and not isinstance(one, dict):
        one, other, operator = other, one, _TURNED.get(operator, operator)
    name = _name(one)
    if name is None or isinstance(other, dict | list):
        return None
    box = _box(name, names)
    if box is None:
        return said_of(names.called(name), _SAYS[operator], other)
    is_ticked = other in (True, "true", 1)
    return box if is_ticked == (_SAYS[operator] is Says.IS) else opposite(box)


def _among(one: Any, other: Any, names: Names) -> Any:
    """Return that an answer is one of several values."""
    name = _name(one)
    if name is None or not isinstance(other, list):
        return None
    asked = names.called(name)
    if any(isinstance(value, dict | list) for value in other):
        raise Unsayable(_("it compares with what is worked out"))
    return {"in": [{"var": asked.key}, [our_value(asked, value) for value in other]]}


def _bare_date(part: Any) -> Any:
    match part:
        case {"date": [inner]} | {"date": (str() | dict()) as inner}:
            return inner
    return part


def _name(rule: Any) -> str | None:
    match rule:
        case {"var": str(name)} | {"var": [str(name)]}:
            return name
    return None


def _asked(rule: Any, names: Names) -> Asked | None:
    name = _name(rule)
    return names.asked.get(name) if name is not None else None


def _looked_at(parts: list[Any], names: Names) -> list[Asked]:
    return [asked for one in parts if (asked := _asked(one, names)) is not None]
