"""How a calculated answer is worked out, in words and part by part."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.actions.designing import Edit
from moothall.eforms.designing import reckoning
from moothall.eforms.designing.in_words import rule_words
from moothall.eforms.designing.parts import digest_of_part, question_in, words_of_question
from moothall.eforms.designing.reckoning import Node, Sort, Way
from moothall.eforms.designing.reckoning_words import node_words, reckoning_words
from moothall.eforms.designing.rules_at import (
    CASE,
    holder_of,
    is_yes_or_no,
    rule_at,
    seen_from,
    with_rule_at,
)
from moothall.eforms.views.designing.frame import Desk, for_designers, screen
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.money import pence_of, pounds

_REPLACE = "replace"
_HOWS = {
    _REPLACE: gettext_lazy("Put this in its place"),
    Sort.SUM.value: gettext_lazy("Add this to it"),
    Sort.DIFFERENCE.value: gettext_lazy("Take this away from it"),
    Sort.PRODUCT.value: gettext_lazy("Multiply it by this"),
    Sort.SHARE.value: gettext_lazy("Divide it by this"),
    Sort.AT_LEAST.value: gettext_lazy("Let it be no less than this"),
    Sort.AT_MOST.value: gettext_lazy("Let it be no more than this"),
}
_TYPED = "typed"
_COUNTED = frozenset({"number", "money", "calculated"})
_MOST_WORDS = 500


class Unfit(Exception):
    """What was typed makes no calculation; the message says why, `field` where."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Row:
    """A part of a calculation as the list shows it."""

    depth: int
    words: str
    href: str
    name: str
    when: str = ""
    when_href: str = ""
    is_here: bool = False


@dataclass(frozen=True)
class _Sum:
    """A calculation, and the part of it that is looked at."""

    desk: Desk
    key: str
    at: Way

    @property
    def question(self) -> dict[str, Any]:
        return question_in(self.desk.document, self.key)

    @property
    def rule(self) -> Any:
        return self.question["calculate"]

    @property
    def gives(self) -> str:
        return str(self.question.get("settings", {}).get("as", "text"))

    def href(self, path: Way = ()) -> str:
        """Return the screen of a part."""
        here = self.desk.url("design-reckon", question=self.key)
        return f"{here}?at={reckoning.written(path)}" if path else here

    def when_href(self, path: Way) -> str:
        """Return the screen of the condition of a case."""
        key = f"{self.key}{CASE}{reckoning.written(path)}"
        return self.desk.url("design-condition", kind="case", key=key)

    def is_money(self, path: Way) -> bool:
        """Tell whether a number at a path is an amount."""
        return self.gives == "money" and reckoning.counts_money(self.rule, path)

    def words(self, node: Node) -> str:
        is_money = self.is_money(node.path)
        return node_words(self.desk.document, node, self.desk.language, is_money=is_money)


@for_designers
def reckon(desk: Desk, question: str) -> HttpResponse:
    """Show how an answer is worked out, and change the part of it that is looked at."""
    holder_of(desk.document, "calculation", question)
    if is_yes_or_no(desk.document, question):
        return redirect(desk.url("design-condition", kind="calculation", key=question))
    given = desk.request.POST
    text = given.get("at", "") if desk.request.method == "POST" else desk.request.GET.get("at", "")
    path = reckoning.path_of(text)
    here = _Sum(desk, question, path or ())
    node = None if path is None else reckoning.found_at(here.rule, path)
    if node is None:
        raise NotFound("This calculation has no such part.")
    if desk.request.method != "POST":
        return _drawn(here, node, QueryDict())
    try:
        changed, href = _wanted(here, given)
        _keep(here, reckoning.as_rule(changed), given.get("seen", ""))
    except Unfit as error:
        return _drawn(here, node, given, [{"href": f"#{error.field}", "text": str(error)}])
    except Conflict as error:
        return _drawn(here, node, given, [{"href": "", "text": str(error)}])
    return redirect(href)


def _keep(here: _Sum, rule: Any, seen: str) -> None:
    edit = Edit(
        verb="calculation.changed",
        about=words_of_question(here.question),
        change=lambda document: with_rule_at(document, "calculation", here.key, rule),
        part=lambda document: rule_at(document, "calculation", here.key),
        seen=seen,
    )
    here.desk.edit(edit)
    here.desk.tell(_("Saved. It is not published yet."))


def _wanted(here: _Sum, given: QueryDict) -> tuple[Any, str]:
    """Return the calculation as the pressed button makes it, and where to go on."""
    action, rule = given.get("action", ""), here.rule
    if action == "split":
        changed, path = reckoning.split_at(rule, here.at)
        return changed, here.when_href(path)
    if action == "remove" and here.at:
        return reckoning.without_at(rule, here.at), here.href()
    hows = dict(_hows(here))
    how = given.get("how", "")
    if how not in hows:
        raise Unfit("how", _("Choose what to do"))
    operand = _operand(here, given, how)
    if how == _REPLACE:
        return reckoning.put_at(rule, here.at, operand), here.href()
    return reckoning.joined_at(rule, here.at, Sort(how), operand), here.href()


def _hows(here: _Sum) -> Iterator[tuple[str, Any]]:
    is_counted = here.gives in ("number", "money")
    return ((name, words) for name, words in _HOWS.items() if is_counted or name == _REPLACE)


def _operand(here: _Sum, given: QueryDict, how: str) -> Any:
    what = given.get("what", "")
    if what not in dict(_whats(here)):
        raise Unfit("what", _("Choose what to work with"))
    kind, _sep, key = what.partition(":")
    if kind != _TYPED:
        return {"var": f"figures.{key}" if kind == "figure" else key}
    text = given.get("typed", "").strip()[:_MOST_WORDS]
    if not text:
        raise Unfit("typed", _("Enter a number, or choose something else"))
    if here.gives == "text":
        return text
    return _number(here, text, how)


def _number(here: _Sum, text: str, how: str) -> float:
    is_factor = how in (Sort.PRODUCT.value, Sort.SHARE.value)
    if here.is_money(here.at) and not is_factor:
        try:
            return pence_of(text)
        except ValueError as error:
            raise Unfit("typed", _("Enter an amount in pounds, like 25 or 9.99")) from error
    try:
        number = float(text)
        whole = int(number)
    except (ValueError, OverflowError) as error:
        raise Unfit("typed", _("Enter a number")) from error
    if how == Sort.SHARE.value and not number:
        raise Unfit("typed", _("Nothing can be divided by 0"))
    return whole if number == whole else number


def _whats(here: _Sum) -> list[tuple[str, str]]:
    """Return what a calculation can work with: what is typed, answers, and fees and limits."""
    typed = _("Words that I enter below") if here.gives == "text" else _("A number that I enter")
    found = [(_TYPED, typed)]
    for _page, part in seen_from(here.desk.document, "calculation", here.key):
        if here.gives == "text" or part["type"] in _COUNTED:
            called = {"name": words_of_question(part, here.desk.language)}
            found.append((f"answer:{part['key']}", _("The answer to “%(name)s”") % called))
    for one in here.desk.document.get("figures", ()):
        if (one["as"] == "text") is (here.gives == "text"):
            value = pounds(int(one["value"])) if one["as"] == "money" else str(one["value"])
            words = {"name": one["label"]["en"], "value": value}
            found.append((f"figure:{one['key']}", _("%(name)s (%(value)s)") % words))
    return found


def _rows(here: _Sum, node: Node, depth: int = 0, name: str = "") -> Iterator[Row]:
    """Give a part and, below it, its own parts, each with what it counts for."""
    yield Row(
        depth, here.words(node), here.href(node.path), name or _("All of it"),
        is_here=node.path == here.at,
    )  # fmt: skip
    for number, part in enumerate(node.parts):
        if node.sort is Sort.CASES:
            yield from _case(here, node, number, depth + 1)
        else:
            called = _("Part %(number)s") % {"number": number + 1}
            yield from _rows(here, part, depth + 1, called)


def _case(here: _Sum, node: Node, number: int, depth: int) -> Iterator[Row]:
    part = node.parts[number]
    if number >= len(node.whens):
        yield from _rows(here, part, depth, _("Otherwise"))
        return
    condition = rule_words(here.desk.document, node.whens[number], here.desk.language)
    name = _("Case %(number)s") % {"number": number + 1}
    first, *rest = _rows(here, part, depth, name)
    when_href = here.when_href((*node.path, 2 * number))
    yield Row(
        first.depth, first.words, first.href, first.name, condition or _("always"), when_href,
        first.is_here,
    )  # fmt: skip
    yield from rest


def _drawn(
    here: _Sum, node: Node, given: QueryDict, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    document, language = here.desk.document, here.desk.language
    home = next(page for page in document["pages"] if here.question in page.get("questions", ()))
    return screen(
        here.desk, "reckon", page=home, question=here.question, errors=errors or [],
        called=words_of_question(here.question, language),
        words=reckoning_words(document, here.rule, language, is_money=here.gives == "money"),
        rows=list(_rows(here, reckoning.node_of(here.rule))), part=here.words(node),
        at=reckoning.written(here.at), is_whole=not here.at,
        is_own_rule=node.sort is Sort.OWN_RULE,
        is_money=here.is_money(here.at), gives=here.gives,
        hows=list(_hows(here)), how=given.get("how", _REPLACE),
        whats=_whats(here), what=given.get("what", ""), typed=given.get("typed", ""),
        seen=digest_of_part(here.rule),
        expert_href=here.desk.url("design-condition", kind="calculation", key=here.key),
        back=here.desk.url("design-question", page=home["key"], question=here.key),
    )  # fmt: skip
