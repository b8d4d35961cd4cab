"""Calculations in words: "“bags” times “fee for a bag”, or if …"."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.designing.in_words import asked_by_key, rule_words
from moothall.eforms.designing.parts import Document, words_of_question
from moothall.eforms.designing.reckoning import Node, Sort, node_of
from moothall.eforms.designing.sentences import sentence_of
from moothall.kernel.money import pounds

_BETWEEN: Mapping[Sort, Any] = {
    Sort.SUM: gettext_lazy(" plus "),
    Sort.DIFFERENCE: gettext_lazy(" less "),
    Sort.PRODUCT: gettext_lazy(" times "),
    Sort.SHARE: gettext_lazy(" divided by "),
    Sort.AT_LEAST: gettext_lazy(" but at least "),
    Sort.AT_MOST: gettext_lazy(" but at most "),
    Sort.JOINED: gettext_lazy(" followed by "),
}
_MULTIPLYING = frozenset({Sort.PRODUCT, Sort.SHARE})


def reckoning_words(
    document: Document, rule: Any, language: str = "en", *, is_money: bool = False
) -> str:
    """Return a calculation in words; numbers that are amounts in pounds, if it gives money."""
    return node_words(document, node_of(rule), language, is_money=is_money)


def node_words(
    document: Document, node: Node, language: str = "en", *, is_money: bool = False
) -> str:
    """Return a part of a calculation in words."""
    match node.sort:
        case Sort.TYPED:
            return _typed(node.value, is_money=is_money)
        case Sort.ANSWER:
            asked = asked_by_key(document).get(node.value)
            return f"“{words_of_question(asked, language) if asked else node.value}”"
        case Sort.FIGURE:
            return _figure(document, node.value, language)
        case Sort.CASES:
            return _cases(document, node, language, is_money=is_money)
        case Sort.OWN_RULE:
            return _own(document, node.value, language)
    amounts = is_money and node.sort not in _MULTIPLYING
    # A limit is said last, wherever it stands: "x but at least 0".
    is_limited = node.sort in (Sort.AT_LEAST, Sort.AT_MOST)
    ordered = sorted(node.parts, key=lambda one: is_limited and one.sort is Sort.TYPED)
    parts = [_within(one, node_words(document, one, language, is_money=amounts)) for one in ordered]
    return str(_BETWEEN[node.sort]).join(parts) if len(parts) > 1 else parts[0]


def _typed(value: Any, *, is_money: bool) -> str:
    if isinstance(value, str):
        return f"“{value}”"
    return pounds(round(value)) if is_money else f"{value:g}"


def _figure(document: Document, key: str, language: str) -> str:
    for one in document.get("figures", ()):
        if one["key"] == key:
            value = pounds(int(one["value"])) if one["as"] == "money" else one["value"]
            return f"“{one['label'].get(language) or one['label']['en']}” ({value})"
    return f"“{key}”"


def _own(document: Document, rule: Any, language: str) -> str:
    if rule is None:
        return _("nothing")
    is_said = isinstance(rule, dict) and sentence_of(rule) is not None
    return rule_words(document, rule, language) if is_said else json.dumps(rule, ensure_ascii=False)


def _cases(document: Document, node: Node, language: str, *, is_money: bool) -> str:
    values = [node_words(document, one, language, is_money=is_money) for one in node.parts]
    found = [
        _("if %(condition)s then %(value)s")
        % {"condition": rule_words(document, when, language) or _("always"), "value": value}
        for when, value in zip(node.whens, values, strict=False)
    ]
    if len(values) > len(node.whens):
        found.append(_("otherwise %(value)s") % {"value": values[-1]})
    return ", ".join(found)


def _within(part: Node, words: str) -> str:
    """Return the words of a part within others, in brackets where they are more than one."""
    return f"({words})" if len(part.parts) > 1 else words
