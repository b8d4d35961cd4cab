"""Forms of XGov and DEFRA: pages with components, and conditions under which one comes to them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from moothall.eforms.designing.sentences import Says
from moothall.eforms.sharing.asked import Names, Unsayable, said_of
from moothall.eforms.sharing.building import (
    Brought,
    Keys,
    Loss,
    form_of,
    part,
    rows_in,
    said,
    text_of,
)
from moothall.eforms.sharing.components import Found, Gathering, page_of
from moothall.eforms.sharing.expressions import rule_of_expression
from moothall.eforms.sharing.packing import Unreadable
from moothall.eforms.sharing.routes import END, Circular, Stop, Way, pages_shown
from moothall.eforms.sharing.rules import ALWAYS, NEVER, both, either

#: No council asks so much in one form, and ways are compared with each other.
MOST_PAGES: Final = 400
_MOST_DEPTH = 10
#: Of ways on from a page, of parts of a condition, and of letters in its rule: more is no form.
_MOST_WAYS = 100
_LONGEST = 4_000
_SAYS = {
    "is": Says.IS, "is not": Says.IS_NOT, "contains": Says.INCLUDES,
    "does not contain": Says.LEAVES_OUT, "is at least": Says.AT_LEAST, "is at most": Says.AT_MOST,
    "is less than": Says.LESS, "is more than": Says.MORE, "is before": Says.LESS,
    "is after": Says.MORE,
}  # fmt: skip


def looks_like(value: Any) -> bool:
    """Tell whether this is a form of XGov or DEFRA."""
    return isinstance(value, dict) and any(
        "components" in one or "path" in one for one in rows_in(value.get("pages"))
    )


def bring(value: dict[str, Any]) -> Brought:
    """
    Return the form, with pages shown under the conditions under which one came to them.

    :raises Unreadable: if it asks nothing
    """
    rows = rows_in(value.get("pages"))
    if len(rows) > MOST_PAGES or any(len(rows_in(one.get("next"))) > _MOST_WAYS for one in rows):
        raise Unreadable(_("The form has more pages, or more ways between them, than we take."))
    lists = {
        name: rows_in(row.get("items"))
        for row in rows_in(value.get("lists"))
        for name in (said(row, "name"), said(row, "id"))
    }
    gathering = Gathering(lists)
    pages = [_read(row, gathering) for row in rows]
    if not any(page.found for page in pages):
        raise Unreadable(_("The file holds no question."))
    conditions = _Conditions(value, gathering.names)
    if any(page.goes_on for page in pages):
        placed = _along_ways(pages, said(value, "startPage"), conditions, gathering)
    else:
        placed = _in_line(pages, conditions, gathering)
    gathering.losses += [
        Loss(_("the form"), name, _("set it in the form's own parts"))
        for name in ("outputs", "fees", "sections")
        if value.get(name)
    ]
    return Brought(form_of(said(value, "name") or "A form", placed), tuple(gathering.losses))


@dataclass
class _Page:
    """A page of theirs with what was read of it."""

    row: Mapping[str, Any]
    found: list[Found]
    words: str

    @property
    def name(self) -> str:
        """Return what others call it when they lead to it."""
        return said(self.row, "path")

    @property
    def title(self) -> str:
        """Return its heading."""
        return said(self.row, "title", "path")

    @property
    def goes_on(self) -> list[dict[str, Any]]:
        """Return its ways on."""
        return rows_in(self.row.get("next"))

    @property
    def is_summary(self) -> bool:
        """Tell whether it is the page on which answers are checked."""
        controller = said(self.row, "controller").casefold()
        return self.name == "/summary" or "summary" in controller

    def is_exit(self, *, is_last: bool) -> bool:
        """Tell whether the journey ends there and nothing is handed in."""
        ends = "terminal" in said(self.row, "controller").casefold()
        return not self.found and (ends or (is_last and bool(self.words)))


def _read(row: dict[str, Any], gathering: Gathering) -> _Page:
    title, components = said(row, "title", "path"), rows_in(row.get("components"))
    gathering.scope = said(row, "section")
    before = len(gathering.losses)
    found = gathering.questions(components, title)
    words = gathering.words(components)
    if not found:  # its words make a page of their own
        del gathering.losses[before:]
    if "repeat" in said(row, "controller").casefold() or row.get("repeatField"):
        gathering.losses.append(Loss(title, _("that it repeats"), _("add a repeat page")))
    for one in found:
        if any(option.get("condition") for option in gathering.choices(one.component)):
            gathering.losses.append(
                Loss(one.place, _("when some of its options are shown"), _("they are always shown"))
            )
    return _Page(row, found, words)


def _in_line(
    pages: Sequence[_Page], conditions: "_Conditions", gathering: Gathering
) -> list[dict[str, Any]]:
    """Return pages that come one after the other, each under its own condition."""
    keys, placed = Keys(), []
    for page in pages:
        rule = ALWAYS
        if page.row.get("condition"):
            rule = conditions.rule_or_loss(said(page.row, "condition"), page.title, gathering)
        placed += _made(page, keys, rule, is_exit=page.is_exit(is_last=False))
    return placed


def _along_ways(
    pages: Sequence[_Page], start: str, conditions: "_Conditions", gathering: Gathering
) -> list[dict[str, Any]]:
    """Return pages that lead to each other, in order and each with when it is shown."""
    by_name = {page.name: page for page in pages if not page.is_summary}
    stops = [
        Stop(
            name,
            tuple(one.question["key"] for one in page.found),
            tuple(_ways(page, by_name, conditions, gathering)),
            page.is_exit(is_last=not page.goes_on),
        )
        for name, page in by_name.items()
    ]
    first = start if start in by_name else next(iter(by_name))
    keys = Keys()
    try:
        shown = pages_shown(stops, first, gathering.names)
    except Circular:
        why = _("every page is shown; say on the pages when each is")
        gathering.losses.append(Loss(_("the form"), _("ways that lead back"), why))
        return [made for page in by_name.values() for made in _made(page, keys)]
    placed = []
    for one in shown:
        page, problem = by_name[one.name], one.problem
        if one.rule is NEVER:
            problem = _("no way leads there; say when it is shown, or take it out")
        if problem:
            gathering.losses.append(Loss(page.title, _("when it is shown"), problem))
        placed += _made(page, keys, one.rule, is_exit=one.is_exit)
    return placed


def _ways(
    page: _Page, pages: Mapping[str, _Page], conditions: "_Conditions", gathering: Gathering
) -> list[Way]:
    """Return the ways on from a page, in the order in which they are tried."""
    ways, otherwise = [], []
    for row in page.goes_on:
        to, name = said(row, "path"), said(row, "condition")
        to = to if to in pages else END
        if not name:
            otherwise = [Way(to)]
            continue
        try:
            ways.append(Way(to, conditions.rule(name)))
        except Unsayable as error:
            ways.append(Way(to, is_known=False))
            why = _("%(why)s; say on the pages when each is shown") % {"why": error}
            gathering.losses.append(Loss(page.title, _("a condition of the way on"), why))
    return ways + otherwise


def _made(
    page: _Page, keys: Keys, rule: Any = ALWAYS, *, is_exit: bool = False
) -> list[dict[str, Any]]:
    """Return the page as ours; of one that neither asks nor says anything, nothing."""
    if page.is_summary or not (page.found or page.words):
        return []
    key = keys.key_for(page.name.strip("/") or page.title)
    if page.found:
        return [page_of(key, page.title, page.found, rule, page.words)]
    made = {
        "key": key,
        "kind": "exit" if is_exit else "information",
        "title": text_of(page.title),
        "body": text_of(page.words),
    }
    return [made if rule is ALWAYS else {**made, "show_when": rule}]


@dataclass
class _Conditions:
    """Conditions by name, each made into a rule when it is asked for."""

    form: Mapping[str, Any]
    names: Names
    _rows: dict[str, Mapping[str, Any]] = field(init=False)
    _items: dict[str, Any] = field(init=False)
    _known: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = rows_in(self.form.get("conditions"))
        self._rows = {
            name: row
            for key in ("displayName", "name", "id")
            for row in rows
            if (name := said(row, key))
        }
        self._items = {
            said(item, "id"): item.get("value")
            for row in rows_in(self.form.get("lists"))
            for item in rows_in(row.get("items"))
            if said(item, "id")
        }

    def rule_or_loss(self, name: str, place: str, gathering: Gathering) -> Any:
        """Return the rule of a page; where it cannot be said, that is noted and it is shown."""
        try:
            return self.rule(name)
        except Unsayable as error:
            why = _("%(why)s; say it in the page's own rule") % {"why": error}
            gathering.losses.append(Loss(place, _("when it is shown"), why))
            return ALWAYS

    def rule(self, name: str, depth: int = 0) -> Any:
        """
        Return the rule of a condition.

        :raises Unsayable: if there is no such condition, or it says what no rule of ours can
        """
        if name not in self._known:
            row = self._rows.get(name)
            if row is None or depth > _MOST_DEPTH:
                raise Unsayable(_("the file holds no condition “%(name)s”") % {"name": name})
            self._known[name] = self._read(row, name, depth)
        return self._known[name]

    def _read(self, row: Mapping[str, Any], name: str, depth: int) -> Any:
        value = row.get("value")
        if isinstance(value, str):
            return rule_of_expression(value, self.names)
        if "items" in row:
            items = rows_in(row["items"])
            if len(items) > _MOST_WAYS:
                raise Unsayable(_("it has more parts than we take"))
            rules = [self._item(one, depth) for one in items]
            return _whole(either(rules) if said(row, "coordinator") == "or" else both(rules), name)
        return _whole(self._group(rows_in(part(row, "value").get("conditions")), depth), name)

    def _group(self, rows: Sequence[Mapping[str, Any]], depth: int) -> Any:
        """Return the rule of several in a row, of which “and” joins before “or” does."""
        if len(rows) > _MOST_WAYS:
            raise Unsayable(_("it has more parts than we take"))
        any_of: list[list[Any]] = [[]]
        for row in rows:
            if said(row, "coordinator") == "or" and any_of[-1]:
                any_of.append([])
            any_of[-1].append(self._part(row, depth))
        return either(both(rules) for rules in any_of)

    def _part(self, row: Mapping[str, Any], depth: int) -> Any:
        if depth > _MOST_DEPTH:
            raise Unsayable(_("it is nested too deeply"))
        if "conditions" in row:
            return self._group(rows_in(row["conditions"]), depth + 1)
        if "conditionName" in row:
            return self.rule(said(row, "conditionName"), depth + 1)
        name = said(part(row, "field"), "name")
        plain = name.rpartition(".")[2]
        asked = self.names.called(name if name in self.names.asked else plain)
        return self._said(asked, row, part(row, "value").get("value"))

    def _item(self, row: Mapping[str, Any], depth: int) -> Any:
        """Return the rule of one item of a condition of DEFRA's second engine."""
        if "conditionId" in row:
            return self.rule(said(row, "conditionId"), depth + 1)
        value = row.get("value")
        if isinstance(value, dict):
            if "itemId" in value and said(value, "itemId") not in self._items:
                raise Unsayable(_("it names an option that no list holds"))
            value = self._items[said(value, "itemId")] if "itemId" in value else value.get("value")
        return self._said(self.names.called(said(row, "componentId")), row, value)

    def _said(self, asked: Any, row: Mapping[str, Any], value: Any) -> Any:
        types = {said(row, "type"), said(part(row, "value"), "type")}
        if types & {"RelativeDate", "RelativeTime", "timeShift"}:
            raise Unsayable(_("it compares with the day on which the form is filled in"))
        operator = said(row, "operator")
        if operator not in _SAYS:
            raise Unsayable(_("no rule can say “%(what)s”") % {"what": operator})
        if value is None:
            raise Unsayable(_("it compares with nothing"))
        return said_of(asked, _SAYS[operator], value)


def _whole(rule: Any, name: str) -> Any:
    if rule is ALWAYS or rule is NEVER:
        raise Unsayable(_("the condition “%(name)s” says nothing") % {"name": name})
    if len(json.dumps(rule)) > _LONGEST:
        raise Unsayable(_("the condition “%(name)s” is too long") % {"name": name})
    return rule
