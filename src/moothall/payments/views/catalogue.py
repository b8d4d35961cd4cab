"""What can be paid for and what it costs, in the workspace."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict
from moothall.payments import actions
from moothall.payments.catalogue.fee_text import as_text
from moothall.payments.catalogue.price_words import price_lines
from moothall.payments.catalogue.queries import (
    catalogue_of,
    fee_versions,
    group_choices,
    payable_for_staff,
    tried,
)
from moothall.payments.catalogue.rows import FeeVersionRow
from moothall.payments.catalogue_forms import FeesForm, PayableForm, payable_as_typed
from moothall.payments.errors import CatalogueRefused
from moothall.payments.models import Payable, PriceKind
from moothall.payments.queries import fund_choices
from moothall.people.policies import SETTINGS


@for_council(SETTINGS)
def catalogue(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List what can be paid for."""
    return _page(request, council, "catalogue", {"payables": catalogue_of(council.id)})


@for_council(SETTINGS)
def add(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Put a thing into the catalogue."""
    return _edited(request, council, None)


@for_council(SETTINGS)
def payable(request: HttpRequest, council: CouncilRow, key: str) -> HttpResponse:
    """Change what is said of a thing."""
    return _edited(request, council, payable_for_staff(council.id, key))


@for_council(SETTINGS)
def withdraw(request: HttpRequest, council: CouncilRow, key: str) -> HttpResponse:
    """Take no more money for a thing."""
    if request.method == "POST":
        actions.withdraw_payable(
            actor=actor_of(request), council_id=council.id, key=key, now=clock.now()
        )
        messages.success(request, _("Nobody can pay for this any more."))
    return redirect("workspace:payables", council=council.slug)


@for_council(SETTINGS)
def fees(request: HttpRequest, council: CouncilRow, key: str) -> HttpResponse:
    """Show what a thing has cost, and try or write a new version."""
    one = payable_for_staff(council.id, key)
    versions = fee_versions(one.pk)
    is_sent = request.method == "POST"
    form = FeesForm(request.POST if is_sent else None, initial=_begins(versions))
    results: Sequence[Any] = ()
    if form.is_valid():
        results = tried(form.rules(), form.examples_typed())
        if "write" in request.POST:
            try:
                actions.write_fees(
                    actor=actor_of(request),
                    payable_id=one.pk,
                    valid_from=form.cleaned_data["valid_from"],
                    rules=form.rules(),
                    examples=form.examples_typed(),
                    now=clock.now(),
                )
            except CatalogueRefused as refused:
                form.add_error("prices", str(refused))
            except Conflict:
                form.add_error("valid_from", _("That day has prices already. Give another day."))
            else:
                messages.success(request, _("The prices are written down."))
                return redirect("workspace:payable-fees", council=council.slug, key=key)
    history = [(version, price_lines(version.rules, "en")) for version in versions]
    return _page(
        request,
        council,
        "fees",
        {
            "form": form,
            "payable": one,
            "history": history,
            "results": results,
            "today": localdate(clock.now()),
        },
    )


def _edited(request: HttpRequest, council: CouncilRow, one: Payable | None) -> HttpResponse:
    form = PayableForm(
        request.POST if request.method == "POST" else None,
        initial=payable_as_typed(one) if one is not None else None,
        groups=group_choices(council.id),
        funds=fund_choices(council.id),
    )
    if one is not None:
        form.fields["key"].disabled = True
    if form.is_valid():
        key = form.cleaned_data["key"]
        try:
            if one is None and any(row.key == key for row in catalogue_of(council.id)):
                raise CatalogueRefused(_("There is something of this short name already."))
            actions.apply_payable(
                actor=actor_of(request),
                council_id=council.id,
                key=key,
                settings=form.settings(),
                now=clock.now(),
            )
        except CatalogueRefused as refused:
            form.add_error("key", str(refused))
        else:
            messages.success(request, _("Your changes are saved."))
            is_fee = form.cleaned_data["price_kind"] == PriceKind.FEE
            name = "workspace:payable-fees" if one is None and is_fee else "workspace:payable"
            return redirect(name, council=council.slug, key=key)
    return _page(request, council, "payable", {"form": form, "payable": one})


def _begins(versions: Sequence[FeeVersionRow]) -> dict[str, object]:
    """Return the newest version as it would be typed: a new one seldom differs in much."""
    if not versions:
        return {"most": 1}
    newest = versions[0]
    return {
        **as_text(newest.rules, newest.examples),
        "most": newest.rules.most,
        "unit_en": newest.rules.unit.get("en", ""),
        "unit_cy": newest.rules.unit.get("cy", ""),
    }


def _page(
    request: HttpRequest, council: CouncilRow, name: str, values: dict[str, object]
) -> HttpResponse:
    form = values.get("form")
    is_wrong = isinstance(form, FeesForm | PayableForm) and form.is_bound and bool(form.errors)
    frame = {
        "base": "workspace/base.html",
        "council": council,
        "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
    }
    response = render(
        request,
        f"payments/workspace/{name}.html",
        {**frame, **values},
        status=422 if is_wrong else 200,
    )
    response["Cache-Control"] = "no-store"
    return response
