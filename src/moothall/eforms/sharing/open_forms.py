"""Forms of Open Forms: steps of Form.io components, and rules that hide some of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.logic import names_in
from moothall.eforms.sharing.asked import Unsayable
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
from moothall.eforms.sharing.components import Found, Gathering, page_of, when_it_is_shown
from moothall.eforms.sharing.formio_rules import our_rule, shown_by
from moothall.eforms.sharing.packing import Unreadable, parsed
from moothall.eforms.sharing.rules import ALWAYS, NEVER, both, either, opposite

_MOST_RULES, _MOST_STEPS = 1_000, 400
_BLOCKED = "You cannot go on with this form"
_DOES = {
    "variable": gettext_lazy("it works out a value; ask a calculated question"),
    "fetch-from-service": gettext_lazy(
        "it fetches from another system; set up a prefill or a check"
    ),
    "evaluate-dmn": gettext_lazy("it asks a decision table; say the rule on pages and questions"),
    "set-registration-backend": gettext_lazy(
        "it chooses where answers go; say it in the form's destinations"
    ),
    "synchronize-variables": gettext_lazy(
        "it fills in answers from others; ask a calculated question"
    ),
}


def bring(files: dict[str, bytes]) -> Brought:
    """
    Return the form of an export, with what is hidden there shown under the same conditions here.

    :raises Unreadable: if a part is missing or it asks nothing
    """
    forms = rows_in(_read(files, "forms.json"))
    form = forms[0] if forms else {}
    gathering = Gathering()
    steps = [_step(row, step, gathering) for step, row in _steps(files)]
    asking = [step for step in steps if step.found]
    if not asking:
        raise Unreadable(_("The file holds no question."))
    rows = rows_in(_read(files, "formLogic.json", needed=False))
    if len(rows) > _MOST_RULES or len(steps) > _MOST_STEPS:
        raise Unreadable(_("The form has more rules or steps than we take."))
    rules = [_Rule(row, gathering) for row in rows]
    known = {said(one, "key") for row in gathering.found for one in (row.component, *row.within)}
    gathering.losses += [loss for one in rules for loss in one.losses(steps, known)]
    hidden = _Hidden(rules, gathering)
    keys, pages = Keys(), []
    blocking = [(one, one.last_of(asking)) for one in rules if one.may_block]
    for step in asking:
        for one in step.found:
            _show_when(one, hidden)
        pages.append(_page(step, keys, rules))
        pages += _blocks(step, keys, blocking)
    gathering.losses += [
        Loss(
            "formVariables.json",
            (_("a variable of its own %(name)s") % {"name": said(row, "key")}).strip(),
            _("work it out by a calculated question"),
        )
        for row in rows_in(_read(files, "formVariables.json", needed=False))
        if row.get("source") == "user_defined"
    ]
    document = form_of(said(form, "name") or "A form", pages, said(form, "slug"))
    return Brought(document, tuple(gathering.losses))


@dataclass
class _Step:
    """A step of theirs with what was read of it."""

    title: str
    slug: str
    #: What rules call it: its identifier, or the last part of its address.
    names: frozenset[str]
    is_applicable: bool
    found: list[Found]
    words: str


def _steps(files: dict[str, bytes]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give the form's steps in order, each with what it asks."""
    definitions = rows_in(_read(files, "formDefinitions.json"))
    by_address = {
        said(row, name): row
        for row in definitions
        for name in ("url", "uuid", "slug")
        if said(row, name)
    }
    steps = rows_in(_read(files, "formSteps.json"))
    ordered = sorted(steps, key=lambda one: _number(one.get("order", one.get("index"))))
    chosen = [
        (step, by_address[where])
        for step in ordered
        if (where := said(step, "form_definition", "formDefinition")) in by_address
    ]
    yield from chosen or [({}, row) for row in definitions]


def _step(row: dict[str, Any], step: dict[str, Any], gathering: Gathering) -> _Step:
    title = said(row, "name", "slug") or "Page"
    components = rows_in(part(row, "configuration").get("components"))
    return _Step(
        title,
        said(row, "slug"),
        frozenset(filter(None, (said(step, "uuid"), _last(said(step, "url"))))),
        step.get("is_applicable", step.get("isApplicable")) is not False,
        gathering.questions(components, title),
        gathering.words(components),
    )


class _Rule:
    """One of the form's rules: what must hold, in words of ours, and what happens then."""

    def __init__(self, row: Mapping[str, Any], gathering: Gathering) -> None:
        self.words = said(row, "description", "uuid")
        self.rule: Any = None
        self.why = ""
        try:
            self.rule = our_rule(
                row.get("json_logic_trigger", row.get("jsonLogicTrigger")), gathering.names
            )
        except Unsayable as error:
            self.why = str(error)
        self._actions = rows_in(row.get("actions"))
        #: Components, and whether it hides each or shows it.
        self.hides = {
            said(one, "component"): part(one, "action").get("state") is True
            for one in self._actions
            if self.rule is not None and _property(one) == "hidden"
        }

    @property
    def may_block(self) -> bool:
        """Tell whether it stops people at some step."""
        kinds = {said(part(one, "action"), "type") for one in self._actions}
        return self.rule is not None and "disable-next" in kinds

    def applies(self, step: _Step) -> bool | None:
        """Tell whether it makes a step applicable or not; nothing if it does neither."""
        found = None
        for one in self._actions:
            kind = said(part(one, "action"), "type")
            if kind in ("step-applicable", "step-not-applicable") and _step_of(one) in step.names:
                found = kind == "step-applicable"
        return found if self.rule is not None else None

    def blocks(self, step: _Step, last: _Step) -> bool:
        """Tell whether it stops people at a step; at the last it looks at where none is named."""
        rows = [one for one in self._actions if said(part(one, "action"), "type") == "disable-next"]
        return any(_step_of(one) in step.names if _step_of(one) else step is last for one in rows)

    def last_of(self, steps: Sequence[_Step]) -> _Step:
        """Return the last step that asks what it looks at."""
        keys = {name.split(".")[0] for name in names_in(self.rule)}
        looked = [s for s in steps if keys & {one.question["key"] for one in s.found}]
        return looked[-1] if looked else steps[-1]

    def losses(self, steps: Sequence[_Step], components: Collection[str]) -> Iterator[Loss]:
        """Give what of it cannot be carried over."""
        place, what = "formLogic.json", (_("a rule %(name)s") % {"name": self.words}).strip()
        if self.rule is None:
            why = _("%(why)s; say on pages and questions when each is shown") % {"why": self.why}
            yield Loss(place, what, why)
            return
        known = {name for step in steps for name in step.names}
        for one in self._actions:
            kind, changed = said(part(one, "action"), "type"), _property(one)
            if kind in _DOES:
                yield Loss(place, what, str(_DOES[kind]))
            elif kind == "property" and changed != "hidden":
                yield Loss(
                    place,
                    what,
                    _("it changes “%(what)s” of “%(name)s”")
                    % {"what": changed, "name": said(one, "component")},
                )
            elif kind == "property" and said(one, "component") not in components:
                yield Loss(
                    place,
                    what,
                    _("no question is called “%(name)s”") % {"name": said(one, "component")},
                )
            elif kind in ("step-applicable", "step-not-applicable") and _step_of(one) not in known:
                yield Loss(place, what, _("the step is not in the file"))
            elif kind == "disable-next":
                why = _("who cannot go on comes to a page “%(page)s”; say there why") % {
                    "page": _BLOCKED
                }
                yield Loss(place, _("the reason of %(what)s") % {"what": what}, why)
            elif kind not in ("property", "step-applicable", "step-not-applicable"):
                yield Loss(place, what, _("nothing here does “%(what)s”") % {"what": kind})


@dataclass
class _Hidden:
    """Says of each component when it is shown, by itself and by the form's rules."""

    rules: Sequence[_Rule]
    gathering: Gathering
    _known: dict[int, Any] = field(default_factory=dict)
    _by_component: dict[str, list[_Rule]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.rules:
            for key in one.hides:
                self._by_component.setdefault(key, []).append(one)

    def shown(self, component: Mapping[str, Any], place: str) -> Any:
        """Return the rule under which a component is shown; a later rule of the form wins."""
        if id(component) not in self._known:
            rule = self._by_itself(component, place)
            key = said(component, "key")
            for one in self._by_component.get(key, ()):
                if one.hides[key]:
                    rule = both([opposite(one.rule), rule])
                else:
                    rule = either([one.rule, rule])
            self._known[id(component)] = rule
        return self._known[id(component)]

    def _by_itself(self, component: Mapping[str, Any], place: str) -> Any:
        own = part(component, "conditional")
        if component.get("customConditional") or own.get("json"):
            why = Unsayable(_("it is a program"))
            self.gathering.losses.append(when_it_is_shown(place, why))
        is_own = own.get("show") not in (None, "") and own.get("when") and own.get("eq") is not None
        if not is_own:
            return NEVER if component.get("hidden") is True else ALWAYS
        try:
            return shown_by(own, self.gathering.names)
        except Unsayable as error:
            self.gathering.losses.append(when_it_is_shown(place, error))
            return ALWAYS


def _show_when(found: Found, hidden: _Hidden) -> None:
    """Say on a question when it and all that it stood in are shown."""
    around = (*found.within, found.component)
    rule = both(hidden.shown(one, found.place) for one in around)
    if rule is NEVER:
        why = _("it is hidden, and nothing shows it; take it out or say when it is shown")
        hidden.gathering.losses.append(Loss(found.place, _("that it is hidden"), why))
    if rule is not ALWAYS:
        found.question["show_when"] = rule


def _page(step: _Step, keys: Keys, rules: Sequence[_Rule]) -> dict[str, Any]:
    rule: Any = ALWAYS if step.is_applicable else NEVER
    for one in rules:
        applies = one.applies(step)
        if applies is not None:
            rule = either([one.rule, rule]) if applies else both([opposite(one.rule), rule])
    key = keys.key_for(step.slug or step.title)
    return page_of(key, step.title, step.found, rule, step.words)


def _blocks(
    step: _Step, keys: Keys, rules: Sequence[tuple[_Rule, _Step]]
) -> Iterator[dict[str, Any]]:
    """Give the pages at which people end whom a rule does not let go on from a step."""
    for one, last in rules:
        if one.blocks(step, last):
            yield {
                "key": keys.key_for(f"{step.slug or step.title}-stop"),
                "kind": "exit",
                "title": text_of(_BLOCKED),
                "show_when": one.rule,
            }


def _property(action: Mapping[str, Any]) -> str:
    changed = part(action, "action").get("property")
    named = part(part(action, "action"), "property")
    return changed if isinstance(changed, str) else said(named, "value")


def _step_of(action: Mapping[str, Any]) -> str:
    named = said(action, "form_step_uuid", "formStepUuid")
    return named or _last(said(action, "form_step", "formStep"))


def _last(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def _read(files: dict[str, bytes], name: str, *, needed: bool = True) -> Any:
    if name in files:
        value = parsed(files[name])
        return [value] if isinstance(value, dict) else value
    if needed:
        raise Unreadable(_("The zip file holds no %(name)s.") % {"name": name})
    return []


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
