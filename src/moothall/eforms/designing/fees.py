"""
Fees as a designer thinks of them, and the rule that they stand for.

The amounts are figures of the form, so that a council that takes it changes them in one place.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from moothall.eforms.designing.parts import Document, Part, question_in, words_of_question

_FEE = "fee"


class FeeKind(StrEnum):
    """How the amount comes about."""

    NONE = "none"
    ONE = "one"
    BY_ANSWER = "by-answer"
    TIMES = "times"
    OWN_RULE = "own-rule"


@dataclass(frozen=True)
class Fee:
    """What people pay: one amount, one for each answer to a question, or so much for each."""

    kind: FeeKind
    words: Mapping[str, str] = field(default_factory=dict)
    #: Pence.
    amount: int = 0
    question: str = ""
    #: Pence, by the value of the answer.
    amounts: Mapping[str, int] = field(default_factory=dict)
    #: The fund that the money goes to; empty for the usual one of forms.
    fund: str = ""
    #: The subscription that begins when it is paid, as the document has it.
    plan: Mapping[str, Any] = field(default_factory=dict)


def fee_of(document: Document) -> Fee:
    """Return the fee of a form."""
    payment = document.get("needs", {}).get("payment")
    if payment is None:
        return Fee(FeeKind.NONE)
    found = _amount_of(document, payment)
    return replace(found, fund=payment.get("fund", ""), plan=payment.get("plan", {}))


def _amount_of(document: Document, payment: Part) -> Fee:
    rule, words = payment["amount"], payment["for"]
    figures = {one["key"]: int(one["value"]) for one in document.get("figures", ()) if
               one["as"] == "money"}  # fmt: skip
    if isinstance(rule, int):
        return Fee(FeeKind.ONE, words, rule)
    if (single := _figure(rule, figures)) is not None:
        return Fee(FeeKind.ONE, words, single)
    match rule:
        case {"*": [{"var": str(name)}, each]} if (amount := _figure(each, figures)) is not None:
            return Fee(FeeKind.TIMES, words, amount, name)
        case {"if": [*parts, 0]} if (fee := _by_answer(parts, figures, words)) is not None:
            return fee
    return Fee(FeeKind.OWN_RULE, words)


def _figure(rule: Any, figures: Mapping[str, int]) -> int | None:
    name = rule.get("var") if isinstance(rule, dict) else None
    return figures.get(name.removeprefix("figures.")) if isinstance(name, str) else None


def _by_answer(
    parts: list[Any], figures: Mapping[str, int], words: Mapping[str, str]
) -> Fee | None:
    """Return the fee of "if it is this, so much, if that, so much", or nothing."""
    amounts: dict[str, int] = {}
    questions: set[str] = set()
    for when, then in zip(parts[::2], parts[1::2], strict=False):
        match when:
            case {"==": [{"var": str(name)}, str(value)]}:
                questions.add(name)
                amounts[value] = _figure(then, figures) or 0
            case _:
                return None
    if len(questions) != 1 or len(amounts) * 2 != len(parts):
        return None
    return Fee(FeeKind.BY_ANSWER, words, question=questions.pop(), amounts=amounts)


def with_fee(document: Document, fee: Fee) -> Document:
    """Return the form with another fee; the rule of a fee that says more stays as it is."""
    new = deepcopy(document)
    needs = dict(new.get("needs", {}))
    before = needs.pop("payment", None)
    if fee.kind is FeeKind.OWN_RULE and before is not None:
        kept = {name: value for name, value in before.items() if name not in ("fund", "plan")}
        needs["payment"] = {**kept, "for": dict(fee.words), **_beside(fee)}
        new["needs"] = needs
        return new
    figures = [one for one in new.get("figures", ()) if not _is_ours(one)]
    if fee.kind is not FeeKind.NONE:
        rule, more = _rule_and_figures(document, fee)
        when = {"when": before["when"]} if before and "when" in before else {}
        needs["payment"] = {"amount": rule, "for": dict(fee.words), **when, **_beside(fee)}
        figures += more
    for name, part in (("figures", figures), ("needs", needs)):
        if part:
            new[name] = part
        else:
            new.pop(name, None)
    return new


def _beside(fee: Fee) -> Part:
    """Return where the money goes and what begins with it, as a document has them."""
    fund: Part = {"fund": fee.fund} if fee.fund else {}
    return {**fund, "plan": dict(fee.plan)} if fee.plan else fund


def _is_ours(figure: Part) -> bool:
    return bool(figure["key"] == _FEE or figure["key"].startswith(f"{_FEE}-"))


def _rule_and_figures(document: Document, fee: Fee) -> tuple[Any, list[Part]]:
    figure = {"var": f"figures.{_FEE}"}
    if fee.kind is FeeKind.ONE:
        return figure, [_money(_FEE, fee.words, fee.amount)]
    if fee.kind is FeeKind.TIMES:
        one = {"*": [{"var": fee.question}, figure]}
        return one, [_money(_FEE, fee.words, fee.amount)]
    parts: list[Any] = []
    figures = []
    labels = {one["value"]: one["label"] for one in question_in(document, fee.question)["options"]}
    for value, amount in fee.amounts.items():
        key = f"{_FEE}-{value}"
        parts += [{"==": [{"var": fee.question}, value]}, {"var": f"figures.{key}"}]
        figures.append(_money(key, labels[value], amount))
    return {"if": [*parts, 0]}, figures


def _money(key: str, label: Mapping[str, str], amount: int) -> Part:
    return {"key": key, "label": dict(label), "as": "money", "value": amount}


def fee_words(document: Document, fee: Fee, language: str = "en") -> str:
    """Return the question on which a fee depends, as it is called."""
    return words_of_question(question_in(document, fee.question), language) if fee.question else ""
