"""The settings of a form that belong to no page: its beginning, its fee, its outcome, its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.councils.for_council import actor_of
from moothall.eforms.actions.designing import Edit
from moothall.eforms.designing.choices import CHOSEN, Choices, choices_of, moved, with_choices
from moothall.eforms.designing.editing import Way
from moothall.eforms.designing.in_words import rule_words
from moothall.eforms.designing.parts import digest_of_part
from moothall.eforms.designing.reckoning_words import reckoning_words
from moothall.eforms.designing.telling_offices import place_of
from moothall.eforms.policies import MANAGE
from moothall.eforms.views.designing.answers_form import DetailsForm, FilledInForm
from moothall.eforms.views.designing.choice_forms import (
    CategoryForm,
    ChoicesForm,
    PriorityForm,
    ServicesForm,
    values_to_choose,
)
from moothall.eforms.views.designing.fee_form import FeeForm
from moothall.eforms.views.designing.frame import Desk, changed, for_designers, is_saved, screen
from moothall.eforms.views.designing.list_forms import FiguresForm, SectionsForm
from moothall.eforms.views.designing.part_forms import EndForm, OutcomeForm, StartForm
from moothall.eforms.views.designing.signature_form import SignatureForm
from moothall.eforms.views.designing.told_form import ToldForm, places_of
from moothall.kernel.errors import NotFound
from moothall.payments.queries import fund_choices
from moothall.payments.subscriptions.queries import plan_choices


@dataclass(frozen=True)
class PartScreen:
    """A part of a form: its name, the members of the document it is made of, and its fields."""

    title: Any
    members: tuple[str, ...]
    fields: Callable[[Desk, Any], Any]
    template: str = "part"


def _plainly(form: Callable[..., Any]) -> Callable[[Desk, Any], Any]:
    return lambda desk, data: form(desk.document, desk.council.languages, data)


def _choosing(form: type[ChoicesForm]) -> Callable[[Desk, Any], Any]:
    return lambda desk, data: form(
        desk.document, desk.council.languages, values_to_choose(desk.council.id, form.chosen), data
    )


def _outcome(desk: Desk, data: Any) -> OutcomeForm:
    services = list(values_to_choose(desk.council.id, "services").items())
    return OutcomeForm(desk.document, desk.council.languages, services, data)


def _told(desk: Desk, data: Any) -> ToldForm:
    return ToldForm(desk.document, desk.council.languages, places_of(desk.council.id), data)


def _fee(desk: Desk, data: Any) -> FeeForm:
    funds, plans = fund_choices(desk.council.id), plan_choices(desk.council.id)
    return FeeForm(desk.document, desk.council.languages, funds, plans, data)


_OUTCOME = tuple(
    f"outcome/{name}" for name in ("service_type", "summary", "location", "priority", "category")
)
PARTS: Mapping[str, PartScreen] = {
    "start": PartScreen(
        gettext_lazy("Start page"), ("title", "start", "privacy"), _plainly(StartForm)
    ),
    "fee": PartScreen(gettext_lazy("Fee"), ("needs/payment", "figures"), _fee),
    "signature": PartScreen(
        gettext_lazy("Somebody else signs"), ("needs/signature",), _plainly(SignatureForm)
    ),
    "figures": PartScreen(gettext_lazy("Fees and limits"), ("figures",), _plainly(FiguresForm)),
    "sections": PartScreen(
        gettext_lazy("Parts of a long form"), ("sections",), _plainly(SectionsForm)
    ),
    "outcome": PartScreen(gettext_lazy("What happens with the answers"), _OUTCOME, _outcome),
    "details": PartScreen(
        gettext_lazy("What staff see"), ("outcome/details",), _plainly(DetailsForm)
    ),
    "prefill": PartScreen(
        gettext_lazy("Filled in beforehand"), ("prefill",), _plainly(FilledInForm)
    ),
    "told": PartScreen(
        gettext_lazy("Who else is told"), ("outcome/destinations",), _told, "told"
    ),
    "services": PartScreen(
        gettext_lazy("Which service, by the answers"),
        ("outcome/service_type", "outcome/service_types"), _choosing(ServicesForm), "choices",
    ),
    "priority": PartScreen(
        gettext_lazy("How urgent, by the answers"), ("outcome/priority",),
        _choosing(PriorityForm), "choices",
    ),
    "category": PartScreen(
        gettext_lazy("Category, by the answers"), ("outcome/category",),
        _choosing(CategoryForm), "choices",
    ),
    "end": PartScreen(
        gettext_lazy("Sending and last page"),
        ("declaration", "confirmation", "saving", "keeping"), _plainly(EndForm),
    ),
}  # fmt: skip


@for_designers
def part(desk: Desk, part: str) -> HttpResponse:
    """Show the settings of one part of a form, or save these."""
    if part not in PARTS:
        raise NotFound("A form has no such part.")
    given = desk.request.POST
    if part in CHOSEN and "move" in given:
        return _moved(desk, part, given["move"])
    typed = PARTS[part].fields(desk, given if desk.request.method == "POST" else None)
    if desk.request.method == "POST" and typed.is_valid():
        wants_more = part == "fee" and typed.wants_amounts
        if wants_more:
            return _drawn(desk, part, typed, wants_amounts=True)
        if is_saved(desk, _edit(desk, part, typed.changed), typed):
            return redirect(_next(desk, part, typed))
    return _drawn(desk, part, typed)


def _edit(desk: Desk, part: str, change: Callable[..., Any]) -> Edit:
    return Edit(
        verb="part.changed",
        about=str(PARTS[part].title),
        change=change,
        part=lambda document: _members(document, part),
        seen=desk.request.POST.get("seen", ""),
    )


def _next(desk: Desk, part: str, typed: Any) -> str:
    """Return where to go on: a new choice is at once asked when it is made."""
    if part in CHOSEN and typed.begun is not None:
        return desk.url("design-condition", kind=part, key=str(typed.begun))
    return desk.url("design-part", part=part)


def _moved(desk: Desk, part: str, wish: str) -> HttpResponse:
    """Try a choice earlier or later, as the pressed button says."""
    way, _sep, number = wish.partition("-")
    if way not in list(Way) or not (number.isascii() and number.isdecimal()):
        raise NotFound("There is no such choice.")

    def change(document: dict[str, Any]) -> dict[str, Any]:
        found = choices_of(document, part) or Choices()
        return with_choices(document, part, moved(found, int(number), Way(way)))

    return changed(desk, _edit(desk, part, change), desk.url("design-part", part=part), _("Moved."))


def _drawn(desk: Desk, part: str, typed: Any, *, wants_amounts: bool = False) -> HttpResponse:
    document = desk.document
    needs = document.get("needs", {})
    payment, signature = needs.get("payment"), needs.get("signature")
    return screen(
        desk, PARTS[part].template, part=part, title=PARTS[part].title, form=typed,
        wants_amounts=wants_amounts, seen=digest_of_part(_members(document, part)),
        errors=typed.errors if typed.is_bound and not wants_amounts else (),
        has_fee=payment is not None,
        fee_rule=reckoning_words(document, payment["amount"], desk.language, is_money=True)
        if payment and isinstance(payment["amount"], dict) else "",
        fee_condition=rule_words(document, payment.get("when"), desk.language)
        if payment else "",
        has_signature=signature is not None,
        signature_condition=rule_words(document, signature.get("when"), desk.language)
        if signature else "",
        rows=_conditions(desk, part, typed), own_rule=_own_rule(desk, part),
        may_manage=actor_of(desk.request).may(MANAGE, desk.council.id),
    )  # fmt: skip


def _conditions(desk: Desk, part: str, typed: Any) -> list[dict[str, Any]]:
    """Return what each destination or choice depends on, in words, and where that is changed."""
    if part == "told":
        found = [
            ("destination", one["key"], place_of(one), one.get("when"))
            for one in desk.document["outcome"].get("destinations", ())
        ]
    elif part in CHOSEN:
        choices = choices_of(desk.document, part) or Choices()
        found = [(part, str(n), one.value, one.when) for n, one in enumerate(choices.choices)]
    else:
        return []
    return [
        {
            "name": typed.values.get(value, value.rpartition(":")[2]),
            "words": rule_words(desk.document, rule, desk.language),
            "href": desk.url("design-condition", kind=kind, key=key),
        }
        for kind, key, value, rule in found
    ]


def _own_rule(desk: Desk, part: str) -> str:
    """Return the rule of the form in words where it is no list of choices."""
    if part not in CHOSEN or choices_of(desk.document, part) is not None:
        return ""
    return reckoning_words(desk.document, desk.document["outcome"].get(part), desk.language)


def _members(document: dict[str, Any], part: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in PARTS[part].members:
        own, _sep, inner = name.partition("/")
        found[name] = document.get(own, {}).get(inner) if inner else document.get(own)
    return found
