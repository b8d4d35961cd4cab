"""
Conditions as sentences: "*kind of waste* is *garden*", and the JsonLogic that they stand for.

A sentence joins clauses by "and" or by "or". What other rules say beyond that is kept as it is,
told in words as far as they go (`telling.py`), and changed by who knows JsonLogic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_CHOSEN = frozenset({"radios", "select"})
_COUNTED = frozenset({"number", "money", "calculated"})
_DATED = frozenset({"date", "time"})
_WRITTEN = frozenset({"text", "textarea", "postcode_area"})


class Says(StrEnum):
    """What a clause says of an answer."""

    IS = "is"
    IS_NOT = "is-not"
    INCLUDES = "includes"
    LEAVES_OUT = "leaves-out"
    YES = "yes"
    NO = "no"
    MORE = "more"
    LESS = "less"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    GIVEN = "given"
    NOT_GIVEN = "not-given"


@dataclass(frozen=True)
class Clause:
    """One thing that is said of one answer; of a choice, any of the values."""

    question: str
    says: Says
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """Clauses that must all hold, or of which one must."""

    clauses: tuple[Clause, ...]
    is_any: bool = False


COMPARED = {">": Says.MORE, "<": Says.LESS, ">=": Says.AT_LEAST, "<=": Says.AT_MOST}
_COMPARING = {says: operator for operator, says in COMPARED.items()} | {
    Says.IS: "==",
    Says.IS_NOT: "!=",
}
_CONSTANTS = {
    Says.YES: ("==", True),
    Says.NO: ("==", False),
    Says.GIVEN: ("!=", None),
    Says.NOT_GIVEN: ("==", None),
}
_EQUAL, _UNEQUAL = frozenset({"==", "==="}), frozenset({"!=", "!=="})


def can_be_said_of(question_type: str) -> tuple[Says, ...]:
    """Return what can be said of an answer of this type, the most usual first."""
    if question_type in ("yes_no", "declaration"):
        return (Says.YES, Says.NO, Says.NOT_GIVEN)
    special: tuple[Says, ...] = ()
    if question_type in _CHOSEN | _WRITTEN:
        special = (Says.IS, Says.IS_NOT)
    elif question_type == "checkboxes":
        special = (Says.INCLUDES, Says.LEAVES_OUT)
    elif question_type in _COUNTED | _DATED:
        special = (*COMPARED.values(), Says.IS, Says.IS_NOT)
    return (*special, Says.GIVEN, Says.NOT_GIVEN)


def takes_values(says: Says) -> bool:
    """Tell whether a clause needs something to compare with."""
    return says not in (Says.YES, Says.NO, Says.GIVEN, Says.NOT_GIVEN)


def rule_of(sentence: Sentence) -> Any:
    """Return the rule that a sentence stands for; nothing for one that says nothing."""
    rules = [_rule_of(clause) for clause in sentence.clauses]
    if not rules:
        return None
    if len(rules) == 1:
        return rules[0]
    return {"or" if sentence.is_any else "and": rules}


def _rule_of(clause: Clause) -> Any:
    answer: Mapping[str, Any] = {"var": clause.question}
    if clause.says in _CONSTANTS:
        operator, value = _CONSTANTS[clause.says]
        return {operator: [answer, value]}
    if clause.says in (Says.INCLUDES, Says.LEAVES_OUT):
        inside: list[Any] = [{"in": [one, answer]} for one in clause.values]
        found = inside[0] if len(inside) == 1 else {"or": inside}
        return found if clause.says is Says.INCLUDES else {"!": found}
    first = clause.values[0] if clause.values else None
    if clause.says in (Says.IS, Says.IS_NOT) and len(clause.values) > 1:
        among: Any = {"in": [answer, list(clause.values)]}
        return among if clause.says is Says.IS else {"!": among}
    return {_COMPARING[clause.says]: [answer, first]}


def sentence_of(rule: Any) -> Sentence | None:
    """Return the sentence that a rule stands for, or nothing if it says more than one can."""
    if rule is None or rule is True:
        return Sentence(())
    whole = _includes(rule) or _clause(rule)
    if whole is not None:
        return Sentence((whole,))
    operator, arguments = _opened(rule)
    if operator not in ("and", "or"):
        return None
    clauses = [_includes(one) or _clause(one) for one in arguments]
    found = tuple(one for one in clauses if one is not None)
    return Sentence(found, operator == "or") if len(found) == len(clauses) else None


def _clause(rule: Any) -> Clause | None:
    match _opened(rule):
        case "var", [str(name)] if _is_name(name):
            return Clause(name, Says.YES)
        case "!", [inner]:
            return _opposite(inner)
        case "in", [asked, list(values)] if _name(asked) and all(map(_is_plain, values)):
            return Clause(str(_name(asked)), Says.IS, tuple(values))
        case operator, [asked, value] if _name(asked) and _is_plain(value):
            return _compared(operator, str(_name(asked)), value)
    return None


def _compared(operator: str, name: str, value: Any) -> Clause | None:
    if operator in _EQUAL:
        return _equal(name, value)
    if operator in _UNEQUAL:
        said = _equal(name, value)
        return Clause(name, _OPPOSITE[said.says], said.values)
    return Clause(name, COMPARED[operator], (value,)) if operator in COMPARED else None


def _equal(name: str, value: Any) -> Clause:
    if value is True:
        return Clause(name, Says.YES)
    if value is False:
        return Clause(name, Says.NO)
    return Clause(name, Says.NOT_GIVEN) if value is None else Clause(name, Says.IS, (value,))


_OPPOSITE = {
    Says.YES: Says.NO,
    Says.NO: Says.YES,
    Says.NOT_GIVEN: Says.GIVEN,
    Says.GIVEN: Says.NOT_GIVEN,
    Says.IS: Says.IS_NOT,
    Says.INCLUDES: Says.LEAVES_OUT,
}


def _opposite(rule: Any) -> Clause | None:
    """Return what `not` makes of a clause; "not yes" also holds of no answer, so it is not "no"."""
    said = _includes(rule) or _clause(rule)
    if said is None or said.says not in (Says.IS, Says.INCLUDES, Says.GIVEN, Says.NOT_GIVEN):
        return None
    return Clause(said.question, _OPPOSITE[said.says], said.values)


def _includes(rule: Any) -> Clause | None:
    """Return the clause of checkboxes: one value in the answer, or any of several."""
    match _opened(rule):
        case "in", [str(value), asked] if _name(asked):
            return Clause(str(_name(asked)), Says.INCLUDES, (value,))
        case "or", [_, _, *_] as parts:
            found = [one for part in parts if (one := _includes(part)) is not None]
            names = {one.question for one in found}
            if len(found) == len(parts) and len(names) == 1:
                values = tuple(value for one in found for value in one.values)
                return Clause(names.pop(), Says.INCLUDES, values)
    return None


def _opened(rule: Any) -> tuple[str, list[Any]]:
    if not isinstance(rule, dict) or len(rule) != 1:
        return "", []
    ((operator, arguments),) = rule.items()
    return operator, arguments if isinstance(arguments, list) else [arguments]


def _name(rule: Any) -> str | None:
    operator, arguments = _opened(rule)
    plain = operator == "var" and len(arguments) == 1 and _is_name(arguments[0])
    return arguments[0] if plain else None


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and "." not in value


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)
