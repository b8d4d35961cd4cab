"""GOV.UK Forms JSON: steps that point to the next, with answers that lead elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from moothall.eforms.designing.sentences import Says
from moothall.eforms.sharing.asked import Asked, Names, Unsayable, said_of
from moothall.eforms.sharing.building import (
    Brought,
    Keys,
    Loss,
    form_of,
    options_of,
    part,
    rows_in,
    said,
    text_of,
)
from moothall.eforms.sharing.packing import Unreadable
from moothall.eforms.sharing.routes import END, Circular, Shown, Stop, Way, pages_shown
from moothall.eforms.sharing.rules import ALWAYS, NEVER

_TYPES = {
    "text": "text", "email": "email", "phone_number": "phone", "number": "number", "date": "date",
    "address": "address", "name": "name", "file": "upload",
    "national_insurance_number": "ni_number",
}  # fmt: skip
#: What an optional question with options offers besides, and what routes call it.
_NONE, _NONE_WORDS = "none_of_the_above", {"en": "None of the above", "cy": "Dim un o’r uchod"}
#: Ways are compared with each other.
MOST_STEPS: Final = 400
_MOST_ROUTES = 100
_LISTED = "selection"


def looks_like(value: Any) -> bool:
    """Tell whether this is such a form, alone or as the content of a document."""
    return isinstance(value, dict) and any(
        "data" in one for one in rows_in(_content(value).get("steps"))
    )


def bring(value: dict[str, Any]) -> Brought:
    """
    Return the form, with each page shown where the routes lead to it.

    :raises Unreadable: if it asks nothing
    """
    value = _content(value)
    rows = rows_in(value.get("steps"))
    if not rows:
        raise Unreadable(_("The file holds no question."))
    routes = (rows_in(one.get("routing_conditions")) for one in rows)
    if len(rows) > MOST_STEPS or any(len(one) > _MOST_ROUTES for one in routes):
        raise Unreadable(_("The form has more steps, or more routes from one, than we take."))
    losses: list[Loss] = []
    keys, names = Keys(), Names()
    steps = [_read(row, number, keys, names, losses) for number, row in enumerate(rows, start=1)]
    exits = {way.name: way for step in steps for way in _exits(step)}
    shown = _placed(steps, list(exits.values()), _start(value, steps), names, losses)
    by_name = {step.name: step for step in steps}
    pages = []
    for one in shown:
        if one.name in exits:
            page = exits[one.name].page(keys)
        else:
            page = by_name[one.name].page
            _tell(one, by_name[one.name].place, losses)
        pages.append(page if one.rule is ALWAYS else {**page, "show_when": one.rule})
    losses += [
        Loss(_("the form"), name.replace("_", " "), _("set it in the form's own parts"))
        for name in ("submission_email", "payment_url", "declaration_text", "privacy_policy_url")
        if said(value, name)
    ]
    return Brought(form_of(said(value, "name") or "A form", pages), tuple(losses))


def _content(value: dict[str, Any]) -> dict[str, Any]:
    return value if "steps" in value else part(value, "content")


@dataclass
class _Step:
    """A step of theirs, the page that it became, and what its routes say."""

    name: str
    place: str
    page: dict[str, Any]
    row: Mapping[str, Any]

    @property
    def routes(self) -> list[dict[str, Any]]:
        """Return its routes, in the order in which they are tried."""
        return rows_in(self.row.get("routing_conditions"))


@dataclass(frozen=True)
class _Exit:
    """A page at which a route ends the journey."""

    name: str
    said: Mapping[str, Any]

    def page(self, keys: Keys) -> dict[str, Any]:
        """Return it as a page of ours."""
        heading = said(self.said, "exit_page_heading", "heading") or "You cannot use this form"
        page: dict[str, Any] = {
            "key": keys.key_for(heading), "kind": "exit", "title": text_of(heading),
        }  # fmt: skip
        body = said(self.said, "exit_page_markdown", "markdown")
        return {**page, "body": text_of(body)} if body else page


def _read(row: dict[str, Any], number: int, keys: Keys, names: Names, losses: list[Loss]) -> _Step:
    data = part(row, "data")
    words = said(data, "question_text") or f"Question {number}"
    place = _("step %(number)s: %(words)s") % {"number": number, "words": words}
    key = keys.key_for(words)
    kind, values = _kind(data, place, losses)
    question = {"key": key, "label": text_of(words), **kind}
    if said(data, "hint_text"):
        question["hint"] = text_of(data["hint_text"])
    if data.get("is_optional") is True:
        _leave_out(question, values)
    if data.get("is_repeatable") is True:
        losses.append(
            Loss(place, _("that it can be answered several times"), _("add a repeat page"))
        )
    page: dict[str, Any] = {"key": key, "questions": [question]}
    if said(data, "page_heading"):
        page["title"] = text_of(data["page_heading"])
    if said(data, "guidance_markdown"):
        page.setdefault("title", text_of(words))
        page["body"] = text_of(data["guidance_markdown"])
    name = str(row.get("id") or f"#{number}")
    names.add(Asked(question, values), name)
    return _Step(name, place, page, row)


def _leave_out(question: dict[str, Any], values: dict[str, str]) -> None:
    """Let a question be left out; one with options has one more, and must be answered."""
    if "options" not in question:
        question["required"] = False
        return
    values[_NONE] = Keys(set(values.values())).key_for("none of the above")
    option: dict[str, Any] = {"value": values[_NONE], "label": dict(_NONE_WORDS)}
    if question["type"] == "checkboxes":
        option["alone"] = True
    question["options"].append(option)


def _exits(step: _Step) -> list[_Exit]:
    return [
        _Exit(_exit_name(step, number), words)
        for number, route in enumerate(step.routes)
        if (words := _exit_words(step, route)) is not None
    ]


def _exit_words(step: _Step, route: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what is said where a route ends the journey; nothing where it leads on."""
    if isinstance(route.get("exit_page_markdown"), str):
        return route
    named = route.get("exit_page_id")
    rows = rows_in(step.row.get("exit_pages"))
    return next((one for one in rows if named is not None and one.get("id") == named), None)


def _exit_name(step: _Step, number: int) -> str:
    return f"{step.name}#{number}"


def _start(value: Mapping[str, Any], steps: Sequence[_Step]) -> str:
    start = str(value.get("start_page") or "")
    return start if any(step.name == start for step in steps) else steps[0].name


def _placed(
    steps: Sequence[_Step], exits: Sequence[_Exit], start: str, names: Names, losses: list[Loss]
) -> list[Shown]:
    """Return the pages in order with when they are shown; all of them where routes go back."""
    places = {step.name for step in steps}
    followed = [*(step.name for step in steps[1:]), END]
    stops = [
        Stop(
            step.name,
            (step.page["key"],),
            tuple(_ways(step, next_one, places, names, losses)),
        )
        for step, next_one in zip(steps, followed, strict=True)
    ] + [Stop(one.name, is_exit=True) for one in exits]
    try:
        return pages_shown(stops, start, names)
    except Circular:
        why = _("every page is shown; say on the pages when each is")
        losses.append(Loss(_("the form"), _("routes that lead back"), why))
        return [Shown(step.name) for step in steps]


def _ways(
    step: _Step, followed: str, places: set[str], names: Names, losses: list[Loss]
) -> list[Way]:
    """Return the ways on from a step: its routes, then the step that it points to."""
    ways = []
    for number, route in enumerate(step.routes):
        to = str(route.get("goto_page_id") or END)
        if _exit_words(step, route) is not None:
            to = _exit_name(step, number)
        elif to not in places and route.get("skip_to_end") is not True:
            losses.append(
                Loss(step.place, _("a route to a step that is not in the file"), _("say when"))
            )
            continue
        ways.append(_way(step, route, to, names, losses))
        if ways[-1].rule is ALWAYS and ways[-1].is_known:
            return ways
    onward = step.row.get("next_step_id", followed)
    return [*ways, Way(str(onward) if str(onward) in places else END)]


def _way(step: _Step, route: Mapping[str, Any], to: str, names: Names, losses: list[Loss]) -> Way:
    answer = route.get("answer_value")
    if answer in (None, ""):
        return Way(to)
    try:
        checked = str(route.get("check_page_id") or step.name)
        asked = names.called(checked if checked in names.asked else step.name)
        return Way(to, said_of(asked, Says.IS, answer))
    except Unsayable as error:
        why = _("%(why)s; say on the pages when each is shown") % {"why": error}
        losses.append(Loss(step.place, _("a route to another step"), why))
        return Way(to, is_known=False)


def _tell(one: Shown, place: str, losses: list[Loss]) -> None:
    problem = one.problem
    if one.rule is NEVER:
        problem = _("no route leads there; say when it is shown, or take it out")
    if problem:
        losses.append(Loss(place, _("when it is shown"), problem))


def _kind(
    data: dict[str, Any], place: str, losses: list[Loss]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the type of a question with its options, and what routes call each of these."""
    answer, settings = said(data, "answer_type"), part(data, "answer_settings")
    if answer == _LISTED:
        rows = rows_in(settings.get("selection_options"))
        options, values = options_of(
            (said(one, "value", "name"), said(one, "name", "value")) for one in rows
        )
        names = {said(one, "name"): values[said(one, "value", "name")] for one in rows}
        if options:
            one_only = settings.get("only_one_option") in (True, "true", "1")
            kind = "radios" if one_only else "checkboxes"
            return {"type": kind, "options": options}, {**names, **values}
    if answer == "text" and settings.get("input_type") == "long_text":
        return {"type": "textarea"}, {}
    if answer not in _TYPES:
        losses.append(
            Loss(
                place,
                _("the type “%(type)s”") % {"type": answer},
                _("there is no such type; it asks for text"),
            )
        )
    return {"type": _TYPES.get(answer, "text")}, {}
