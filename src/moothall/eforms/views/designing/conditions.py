"""Conditions as sentences: which answer, what of it, what else."""

import json
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.eforms.actions.designing import Edit
from moothall.eforms.designing.in_words import clause_words, fitted, rule_words, verb_words
from moothall.eforms.designing.parts import (
    words_of_page,
    words_of_question,
)
from moothall.eforms.designing.rules_at import holder_of, rule_at, seen_from, with_rule_at
from moothall.eforms.designing.sentences import (
    Clause,
    Sentence,
    can_be_said_of,
    rule_of,
    sentence_of,
    takes_values,
)
from moothall.eforms.logic import BadRule, compile_rule
from moothall.eforms.views.designing.condition_place import Place
from moothall.eforms.views.designing.frame import Desk, for_designers, screen
from moothall.kernel.errors import Conflict
from moothall.kernel.money import pence_of

_MOST_CLAUSES = 20


class Unfit(Exception):
    """What was typed makes no clause; the message says why, `field` where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@for_designers
def condition(desk: Desk, kind: str, key: str) -> HttpResponse:
    """Show a condition, and change it clause by clause."""
    place = Place(desk, kind, key)
    holder_of(desk.document, kind, key)
    if desk.request.method != "POST":
        return _drawn(place, desk.request.GET)
    given = desk.request.POST
    if given.get("action") == "choose":
        return redirect(f"{place.href}?about={given.get('about', '')}")
    try:
        rule = _wanted(place, given)
        _keep(place, rule, given.get("seen", ""))
    except Unfit as error:
        return _drawn(place, given, [{"href": f"#{error.field}", "text": str(error)}])
    except Conflict as error:
        return _drawn(place, given, [{"href": "", "text": str(error)}])
    return redirect(place.href)


def _keep(place: Place, rule: Any, seen: str) -> None:
    edit = Edit(
        verb="condition.changed",
        about=place.title,
        change=lambda document: with_rule_at(document, place.kind, place.key, rule),
        part=lambda document: rule_at(document, place.kind, place.key),
        seen=seen,
    )
    place.desk.edit(edit)
    place.desk.tell(_("Saved. It is not published yet."))


def _wanted(place: Place, given: QueryDict) -> Any:
    """Return the rule as the pressed button makes it."""
    action, sentence = given.get("action", ""), sentence_of(place.rule) or Sentence(())
    clauses = list(sentence.clauses)
    is_any = sentence.is_any
    if action == "always" and not place.is_worked_out:
        return None
    if action == "expert":
        return _expert(given.get("rule", ""))
    if action == "join":
        is_any = given.get("join") == "any"
    elif action.startswith("remove-") and action.removeprefix("remove-").isdecimal():
        number = int(action.removeprefix("remove-"))
        clauses[number : number + 1] = []
    else:
        clause = _clause(place, given)
        if clause not in clauses:
            clauses.append(clause)
    if len(clauses) > _MOST_CLAUSES:
        raise Unfit("about", _("That is too many conditions for one page. Split the page."))
    return rule_of(Sentence(tuple(clauses), is_any))


def _expert(text: str) -> Any:
    try:
        rule = json.loads(text) if text.strip() else None
        if rule is not None and not isinstance(rule, dict | bool):
            raise Unfit("rule", _("A rule is an object in braces"))
        compile_rule(rule)
    except (BadRule, json.JSONDecodeError) as error:
        raise Unfit("rule", _("This is no rule: %(reason)s") % {"reason": error}) from error
    return rule


def _clause(place: Place, given: QueryDict) -> Clause:
    """Return what was chosen of one answer."""
    asked = {part["key"]: part for _page, part in _asked(place)}
    question = asked.get(given.get("about", ""))
    if question is None:
        raise Unfit("about", _("Choose an answer that this depends on"))
    allowed = can_be_said_of(question["type"])
    says = next((one for one in allowed if one.value == given.get("says")), None)
    if says is None:
        raise Unfit("says", _("Choose what must be so"))
    if not takes_values(says):
        return Clause(question["key"], says)
    return Clause(question["key"], says, _values(question, given))


def _values(question: dict[str, Any], given: QueryDict) -> tuple[Any, ...]:
    if question.get("options"):
        known = {one["value"] for one in question["options"]}
        chosen = tuple(one for one in given.getlist("values") if one in known)
        if not chosen:
            raise Unfit("values", _("Choose at least one answer"))
        return chosen
    text = given.get("value", "").strip()
    if not text:
        raise Unfit("value", _("Enter what to compare with"))
    if question["type"] == "money":
        try:
            return (pence_of(text),)
        except ValueError as error:
            raise Unfit("value", _("Enter an amount in pounds, like 25 or 9.99")) from error
    if question["type"] in ("number", "calculated"):
        try:
            number = float(text)
        except ValueError as error:
            raise Unfit("value", _("Enter a number")) from error
        return (int(number) if number.is_integer() else number,)
    return (text,)


def _asked(place: Place) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return list(seen_from(place.desk.document, place.kind, place.key))


def _drawn(
    place: Place, given: QueryDict, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    """Draw the sentence so far and, of the answer that is chosen, what can be said of it."""
    desk, rule, is_calculation = place.desk, place.rule, place.is_worked_out
    sentence, asked = sentence_of(rule), _asked(place)
    by_key = {part["key"]: part for _page, part in asked}
    about = by_key.get(given.get("about", ""))
    return screen(
        desk, "condition", place=place, errors=errors or [], seen=place.seen,
        clauses=[
            clause_words(desk.document, fitted(one, by_key.get(one.question)), desk.language)
            for one in (sentence.clauses if sentence and not is_calculation else ())
        ],
        is_any=bool(sentence and sentence.is_any), is_calculation=is_calculation,
        is_sentence=sentence is not None and not is_calculation,
        words=rule_words(desk.document, rule, desk.language),
        text=given.get("rule") or ("" if rule is None else json.dumps(rule, ensure_ascii=False)),
        asked=[
            {
                "value": part["key"],
                "label": words_of_question(part, desk.language),
                "hint": words_of_page(page, desk.language) if page.get("title") else "",
            }
            for page, part in asked
        ],
        about=about, about_words=words_of_question(about, desk.language) if about else "",
        says=[
            (one.value, verb_words(one, about["type"])) for one in can_be_said_of(about["type"])
        ] if about else [],
        chosen_says=given.get("says") or (can_be_said_of(about["type"])[0].value if about else ""),
        values=given.getlist("values"), value=given.get("value", ""),
    )  # fmt: skip
