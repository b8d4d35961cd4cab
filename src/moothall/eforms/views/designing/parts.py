"""The settings of a form that belong to no page: its beginning, its fee, its outcome, its end."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from moothall.councils.queries import service_types
from moothall.eforms.actions.designing import Edit
from moothall.eforms.designing.in_words import rule_words
from moothall.eforms.designing.parts import digest_of_part
from moothall.eforms.views.designing.fee_form import FeeForm
from moothall.eforms.views.designing.frame import Desk, for_designers, is_saved, screen
from moothall.eforms.views.designing.list_forms import FiguresForm, SectionsForm
from moothall.eforms.views.designing.part_forms import EndForm, OutcomeForm, StartForm
from moothall.kernel.errors import NotFound

#: What each part is called, and which members of the document it is made of.
PARTS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "start": (gettext_lazy("Start page"), ("title", "start", "privacy")),
    "fee": (gettext_lazy("Fee"), ("needs", "figures")),
    "figures": (gettext_lazy("Fees and limits"), ("figures",)),
    "sections": (gettext_lazy("Parts of a long form"), ("sections",)),
    "outcome": (gettext_lazy("What happens with the answers"), ("outcome",)),
    "end": (
        gettext_lazy("Sending and last page"),
        ("declaration", "confirmation", "saving", "keeping"),
    ),
}
_FORMS: Mapping[str, Callable[..., Any]] = {
    "start": StartForm,
    "fee": FeeForm,
    "figures": FiguresForm,
    "sections": SectionsForm,
    "end": EndForm,
}


@for_designers
def part(desk: Desk, part: str) -> HttpResponse:
    """Show the settings of one part of a form, or save these."""
    if part not in PARTS:
        raise NotFound("A form has no such part.")
    title, members = PARTS[part]
    typed = _typed(desk, part)
    if desk.request.method == "POST" and typed.is_valid():
        edit = Edit(
            verb="part.changed",
            about=str(title),
            change=typed.changed,
            part=lambda document: _members(document, members),
            seen=desk.request.POST.get("seen", ""),
        )
        wants_more = part == "fee" and typed.wants_amounts
        if not wants_more and is_saved(desk, edit, typed):
            return redirect(desk.url("design-part", part=part))
        if wants_more:
            return _drawn(desk, part, typed, wants_amounts=True)
    return _drawn(desk, part, typed)


def _drawn(desk: Desk, part: str, typed: Any, *, wants_amounts: bool = False) -> HttpResponse:
    title, members = PARTS[part]
    payment = desk.document.get("needs", {}).get("payment")
    return screen(
        desk, "part", part=part, title=title, form=typed, wants_amounts=wants_amounts,
        seen=digest_of_part(_members(desk.document, members)),
        errors=typed.errors if typed.is_bound and not wants_amounts else (),
        has_fee=payment is not None,
        fee_rule=rule_words(desk.document, payment["amount"], desk.language)
        if payment and isinstance(payment["amount"], dict) else "",
        fee_condition=rule_words(desk.document, payment.get("when"), desk.language)
        if payment else "",
    )  # fmt: skip


def _typed(desk: Desk, part: str) -> Any:
    data = desk.request.POST if desk.request.method == "POST" else None
    languages = desk.council.languages
    if part == "outcome":
        services = [(one.slug, one.name) for one in service_types(desk.council.id)]
        return OutcomeForm(desk.document, languages, services, data)
    return _FORMS[part](desk.document, languages, data)


def _members(document: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: document.get(name) for name in names}
