"""Rules in words, as a designer reads them."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.definition import PageKind
from moothall.eforms.designing.parts import Document, Part, words_of_page, words_of_question
from moothall.eforms.designing.sentences import COMPARED, Clause, Says, sentence_of
from moothall.kernel.money import pounds

SAYS_WORDS = {
    Says.IS: gettext_lazy("is"),
    Says.IS_NOT: gettext_lazy("is not"),
    Says.INCLUDES: gettext_lazy("includes"),
    Says.LEAVES_OUT: gettext_lazy("does not include"),
    Says.YES: gettext_lazy("is yes"),
    Says.NO: gettext_lazy("is no"),
    Says.MORE: gettext_lazy("is more than"),
    Says.LESS: gettext_lazy("is less than"),
    Says.AT_LEAST: gettext_lazy("is at least"),
    Says.AT_MOST: gettext_lazy("is at most"),
    Says.GIVEN: gettext_lazy("is answered"),
    Says.NOT_GIVEN: gettext_lazy("is not answered"),
}
_DATE_WORDS = {
    Says.MORE: gettext_lazy("is after"),
    Says.LESS: gettext_lazy("is before"),
    Says.AT_LEAST: gettext_lazy("is on or after"),
    Says.AT_MOST: gettext_lazy("is on or before"),
}


def verb_words(says: Says, question_type: str) -> str:
    """Return what a clause says, in words that fit the kind of answer."""
    if question_type == "date" and says in _DATE_WORDS:
        return str(_DATE_WORDS[says])
    return str(SAYS_WORDS[says])


def asked_by_key(document: Document) -> dict[str, Part]:
    """Return what rules can look at, by its key: questions, and pages that ask for several."""
    found: dict[str, Part] = {}
    for page in document["pages"]:
        if page.get("kind") == PageKind.REPEAT:
            found[page["key"]] = {**page, "type": "repeat", "label": page["title"]}
        else:
            found |= {question["key"]: question for question in page.get("questions", ())}
    return found


def fitted(clause: Clause, question: Part | None) -> Clause:
    """Return a clause as it is meant of this kind of answer: a bare text that is "yes" is given."""
    is_yes_no = question is not None and question["type"] in ("yes_no", "declaration")
    if clause.says is Says.YES and not is_yes_no:
        return Clause(clause.question, Says.GIVEN)
    return clause


def clause_words(document: Document, clause: Clause, language: str = "en") -> tuple[str, str, str]:
    """Return what a clause is about, what it says, and what it compares with."""
    question = asked_by_key(document).get(clause.question)
    meant = fitted(clause, question)
    if question is None:
        called, question_type = clause.question, ""
    else:
        called, question_type = words_of_question(question, language), question["type"]
    values = _(" or ").join(_value_words(question, value, language) for value in meant.values)
    return called, verb_words(meant.says, question_type), values


def _value_words(question: Part | None, value: Any, language: str) -> str:
    options = {one["value"]: one["label"] for one in (question or {}).get("options", ())}
    if value in options:
        return str(options[value].get(language) or options[value]["en"])
    if question is not None and question["type"] == "money" and isinstance(value, int):
        return pounds(value)
    return str(value)


def rule_words(document: Document, rule: Any, language: str = "en") -> str:
    """Return a whole rule in words; nothing for one that always holds."""
    sentence = sentence_of(rule)
    if sentence is not None:
        joined = _(" or ") if sentence.is_any else _(" and ")
        clauses = (clause_words(document, one, language) for one in sentence.clauses)
        return joined.join(_quoted(*parts) for parts in clauses)
    operator, arguments = next(iter(rule.items())) if isinstance(rule, dict) else ("", rule)
    if operator in ("and", "or") and isinstance(arguments, list):
        joined = _(" or ") if operator == "or" else _(" and ")
        return joined.join(f"({rule_words(document, one, language)})" for one in arguments)
    return _with_a_figure(document, rule, language) or json.dumps(rule, ensure_ascii=False)


def _with_a_figure(document: Document, rule: Any, language: str) -> str:
    """Return a comparison of an answer with one of the form's fees and limits, in words."""
    operator, arguments = next(iter(rule.items())) if isinstance(rule, dict) else ("", [])
    says = COMPARED.get(operator)
    labels = {
        f"figures.{one['key']}": one["label"].get(language) or one["label"]["en"]
        for one in document.get("figures", ())
    }
    match arguments:
        case [{"var": str(name)}, {"var": str(figure)}] if says and figure in labels:
            clause = Clause(name, says, (labels[figure],))
            return _quoted(*clause_words(document, clause, language))
        case [{"var": str(figure)}, int() | float() as value] if says and figure in labels:
            return _quoted(labels[figure], verb_words(says, "number"), str(value))
    return ""


def _quoted(question: str, verb: str, value: str) -> str:
    return " ".join(filter(None, (f"“{question}”", verb, value and f"“{value}”")))


def asked_before(document: Document, page: str, question: str = "") -> Sequence[tuple[Part, Part]]:
    """
    Return what a rule of a page or a question may look at, each with its page.

    That is what earlier pages ask and, for a question, the others of its page.
    """
    found = []
    for one in document["pages"]:
        is_here = one["key"] == page
        if is_here and not question:
            break
        if one.get("kind") == PageKind.REPEAT and not is_here:
            found.append((one, {**one, "type": "repeat", "label": one["title"]}))
        else:
            found += [(one, q) for q in one.get("questions", ()) if q["key"] != question]
        if is_here:
            break
    return found


def page_words(document: Document, key: str, language: str = "en") -> str:
    """Return what a page of this key is called."""
    page = next((one for one in document["pages"] if one["key"] == key), None)
    return key if page is None else words_of_page(page, language)
