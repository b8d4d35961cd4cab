"""GOV.UK Forms JSON: steps that point to the next, with conditions that skip some."""

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
from moothall.eforms.sharing.packing import Unreadable

_TYPES = {
    "text": "text", "email": "email", "phone_number": "phone", "number": "number", "date": "date",
    "address": "address", "name": "name", "file": "upload",
    "national_insurance_number": "ni_number",
}  # fmt: skip


def looks_like(value: Any) -> bool:
    """Tell whether this is such a form."""
    return isinstance(value, dict) and any("data" in one for one in rows_in(value.get("steps")))


def bring(value: dict[str, Any]) -> Brought:
    """
    Return the form.

    :raises Unreadable: if it asks nothing
    """
    losses: list[Loss] = []
    keys, pages = Keys(), []
    for number, step in enumerate(rows_in(value.get("steps")), start=1):
        data = part(step, "data")
        words = said(data, "question_text") or f"Question {number}"
        place = f"step {number}: {words}"
        key = keys.key_for(words)
        question = {"key": key, "label": text_of(words), **_kind(data, place, losses)}
        if said(data, "hint_text"):
            question["hint"] = text_of(data["hint_text"])
        if data.get("is_optional") is True:
            question["required"] = False
        if data.get("is_repeatable") is True:
            losses.append(Loss(place, "that it can be answered several times", "add a repeat page"))
        page: dict[str, Any] = {"key": key, "questions": [question]}
        if said(data, "page_heading"):
            page["title"] = text_of(data["page_heading"])
        if said(data, "guidance_markdown"):
            page.setdefault("title", text_of(words))
            page["body"] = text_of(data["guidance_markdown"])
        losses += [
            Loss(place, "a route to another step", "say on the pages when each is shown")
            for _one in rows_in(step.get("routing_conditions"))
        ]
        pages.append(page)
    if not pages:
        raise Unreadable("The file holds no question.")
    losses += [
        Loss("the form", name.replace("_", " "), "set it in the form's own parts")
        for name in ("submission_email", "payment_url", "declaration_text", "privacy_policy_url")
        if said(value, name)
    ]
    return Brought(form_of(said(value, "name") or "A form", pages), tuple(losses))


def _kind(data: dict[str, Any], place: str, losses: list[Loss]) -> dict[str, Any]:
    answer, settings = said(data, "answer_type"), part(data, "answer_settings")
    if answer == "selection":
        rows = rows_in(settings.get("selection_options"))
        options, _values = options_of(
            (said(one, "value", "name"), said(one, "name", "value")) for one in rows
        )
        if options:
            one_only = settings.get("only_one_option") in (True, "true", "1")
            return {"type": "radios" if one_only else "checkboxes", "options": options}
    if answer == "text" and settings.get("input_type") == "long_text":
        return {"type": "textarea"}
    if answer not in _TYPES:
        losses.append(
            Loss(place, f"the type “{answer}”", "there is no such type; it asks for text")
        )
    return {"type": _TYPES.get(answer, "text")}
