"""Forms made of components: XGov and DEFRA's pages, and the Form.io steps of Open Forms."""

from collections.abc import Iterator
from typing import Any

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
from moothall.eforms.sharing.packing import Unreadable, parsed

#: Their names of types, small, and ours.
_TYPES = {
    "textfield": "text", "multilinetextfield": "textarea", "freetextfield": "textarea",
    "textarea": "textarea", "numberfield": "number", "number": "number", "currency": "money",
    "datefield": "date", "datepartsfield": "date", "date": "date", "timefield": "time",
    "time": "time", "yesnofield": "yes_no", "checkbox": "yes_no", "radiosfield": "radios",
    "radio": "radios", "checkboxesfield": "checkboxes", "selectboxes": "checkboxes",
    "selectfield": "select", "autocompletefield": "select", "select": "select",
    "emailaddressfield": "email", "email": "email", "telephonenumberfield": "phone",
    "phonenumber": "phone", "ukaddressfield": "address", "addressnl": "address",
    "fileuploadfield": "upload", "file": "upload", "map": "map_location",
}  # fmt: skip
_CHOOSING = frozenset({"radios", "checkboxes", "select"})
_WORDS = frozenset({"html", "para", "details", "insettext", "content", "markdown"})
_MOST_DEPTH = 20


def looks_like_pages(value: Any) -> bool:
    """Tell whether this is a form of XGov or DEFRA."""
    return isinstance(value, dict) and any(
        "components" in one or "path" in one for one in rows_in(value.get("pages"))
    )


def bring_pages(value: dict[str, Any]) -> Brought:
    """
    Return the form of XGov's or DEFRA's shape.

    :raises Unreadable: if it asks nothing
    """
    losses: list[Loss] = []
    lists = {
        name: [(one.get("value", ""), said(one, "text")) for one in rows_in(row.get("items"))]
        for row in rows_in(value.get("lists"))
        for name in (said(row, "name"), said(row, "id"))
    }
    pages, page_keys, keys = [], Keys(), Keys()
    for row in rows_in(value.get("pages")):
        title = said(row, "title", "path")
        questions = list(_questions(rows_in(row.get("components")), title, keys, losses, lists))
        if questions:
            key = page_keys.key_for(said(row, "path").strip("/") or title)
            pages.append({"key": key, "title": text_of(title), "questions": questions})
        conditions = [one for one in rows_in(row.get("next")) if one.get("condition")]
        if conditions or row.get("condition"):
            losses.append(
                Loss(title, "a condition of the way on", "say on the pages when each is shown")
            )
    losses += [
        Loss("the form", name, "set it in the form's own parts")
        for name in ("outputs", "fees", "sections")
        if value.get(name)
    ]
    return _brought(said(value, "name") or "A form", pages, losses)


def bring_open_forms(files: dict[str, bytes]) -> Brought:
    """
    Return the form of an export of Open Forms.

    :raises Unreadable: if a part is missing or it asks nothing
    """
    forms = rows_in(_read(files, "forms.json"))
    definitions = rows_in(_read(files, "formDefinitions.json"))
    steps = rows_in(_read(files, "formSteps.json"))
    form = forms[0] if forms else {}
    by_address = {}
    for row in definitions:
        for name in ("url", "uuid", "slug"):
            if said(row, name):
                by_address[said(row, name)] = row
    ordered = sorted(steps, key=lambda one: _number(one.get("order", one.get("index"))))
    chosen = [
        by_address[where]
        for step in ordered
        if (where := said(step, "form_definition", "formDefinition")) in by_address
    ]
    losses: list[Loss] = []
    pages, page_keys, keys = [], Keys(), Keys()
    for row in chosen or definitions:
        title = said(row, "name", "slug") or "Page"
        components = rows_in(part(row, "configuration").get("components"))
        questions = list(_questions(components, title, keys, losses, {}))
        if questions:
            key = page_keys.key_for(said(row, "slug") or title)
            pages.append({"key": key, "title": text_of(title), "questions": questions})
    for name, what, why in (
        ("formLogic.json", "a rule", "say on pages and questions when each is shown"),
        ("formVariables.json", "a variable of its own", "work it out by a calculated question"),
    ):
        losses += [
            Loss(name, f"{what} {said(row, 'description', 'key')}".strip(), why)
            for row in rows_in(_read(files, name, needed=False))
            if name == "formLogic.json" or row.get("source") == "user_defined"
        ]
    return _brought(said(form, "name") or "A form", pages, losses, said(form, "slug"))


def _brought(
    title: str, pages: list[dict[str, Any]], losses: list[Loss], slug: str = ""
) -> Brought:
    if not pages:
        raise Unreadable("The file holds no question.")
    return Brought(form_of(title, pages, slug), tuple(losses))


def _read(files: dict[str, bytes], name: str, *, needed: bool = True) -> Any:
    if name in files:
        value = parsed(files[name])
        return [value] if isinstance(value, dict) else value
    if needed:
        raise Unreadable(f"The zip file holds no {name}.")
    return []


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _questions(  # noqa: PLR0917 - all are handed down as they are
    components: list[dict[str, Any]],
    place: str,
    keys: Keys,
    losses: list[Loss],
    lists: dict[str, list[tuple[Any, Any]]],
    depth: int = 0,
) -> Iterator[dict[str, Any]]:
    for one in components:
        kind = said(one, "type")
        words = said(one, "title", "label", "name", "key") or kind
        inner = rows_in(one.get("components"))
        for column in rows_in(one.get("columns")):
            inner += rows_in(column.get("components"))
        if inner and depth < _MOST_DEPTH:
            if kind == "editgrid":
                losses.append(Loss(place, f"that “{words}” repeats", "add a repeat page"))
            yield from _questions(inner, place, keys, losses, lists, depth + 1)
        elif kind.casefold() in _WORDS:
            losses.append(Loss(place, f"words: {said(one, 'content', 'html')[:80]}", "add them"))
        else:
            yield _question(one, kind, words, place, keys, losses, lists)


def _question(  # noqa: PLR0917 - all are handed down as they are
    one: dict[str, Any],
    kind: str,
    words: str,
    place: str,
    keys: Keys,
    losses: list[Loss],
    lists: dict[str, list[tuple[Any, Any]]],
) -> dict[str, Any]:
    ours = _TYPES.get(kind.casefold())
    where = f"{place}: {words}"
    if ours is None:
        losses.append(Loss(where, f"the type “{kind}”", "there is no such type; it asks for text"))
    question: dict[str, Any] = {
        "key": keys.key_for(said(one, "name", "key") or words),
        "type": ours or "text",
        "label": text_of(words),
    }
    if ours in _CHOOSING:
        options, _values = options_of(_choices(one, lists))
        if options:
            question["options"] = options
        else:
            question["type"] = "text"
            losses.append(Loss(where, "its options", "none are in the file; it asks for text"))
    if said(one, "hint", "description", "tooltip"):
        question["hint"] = text_of(said(one, "hint", "description", "tooltip"))
    required = part(one, "options").get("required", part(one, "validate").get("required"))
    if required is False:
        question["required"] = False
    if part(one, "conditional").get("when") or one.get("customConditional"):
        losses.append(Loss(where, "when it is shown", "say it in the question's own rule"))
    if one.get("prefill") and part(one, "prefill").get("plugin"):
        losses.append(Loss(where, "what fills it in", "set up a prefill of its own"))
    return question


def _choices(one: dict[str, Any], lists: dict[str, list[tuple[Any, Any]]]) -> list[tuple[Any, Any]]:
    listed = one.get("list")
    if isinstance(listed, str) and listed in lists:
        return lists[listed]
    rows = rows_in(one.get("values")) or rows_in(part(one, "data").get("values"))
    return [(row.get("value", ""), said(row, "label")) for row in rows]
