"""Screens on which staff bring in the users of older sites, and sort out who is there twice."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import Conflict
from moothall.people import actions
from moothall.people.forms import UserListForm
from moothall.people.models import PairState
from moothall.people.policies import BRING_IN_USERS
from moothall.people.user_lists import lists


@for_council(BRING_IN_USERS)
def overview(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """Take a file, and show what has been brought in."""
    form = UserListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        kept = actions.keep_user_list(
            actor=actor_of(request), council_id=council.id, file_name=file.name,
            site=form.cleaned_data["site"], content=file.read(), now=clock.now(),
        )  # fmt: skip
        return redirect("workspace:user-list", council=council.slug, user_list=kept.pk)
    return _screen(
        request, council, "user_lists", form=form, lists=lists.user_lists(council.id),
        counts=lists.counts_by_state(council.id), open_pairs=lists.open_pair_count(council.id),
    )  # fmt: skip


@for_council(BRING_IN_USERS)
def one(request: HttpRequest, council: CouncilRow, user_list: UUID) -> HttpResponse:
    """Show how far a list has come, or what is wrong with it."""
    return _screen(
        request, council, "user_list", row=lists.user_list(council.id, user_list),
        is_part="HX-Request" in request.headers,
    )  # fmt: skip


@for_council(BRING_IN_USERS)
def pairs(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List users who may be one person, and decide about two of them."""
    state = request.GET.get("state", PairState.OPEN)
    state = state if state in PairState.values else PairState.OPEN
    if request.method == "POST":
        _decide(request)
        return redirect(f"{request.path}?state={state}")
    found = lists.pairs(council.id, state=state, after=request.GET.get("after", ""))
    older = f"?state={state}&after={found[-1].id}" if len(found) == lists.PAGE else ""
    return _screen(
        request, council, "imported_pairs", pairs=found, state=state, older=older,
        states=[(one.value, one.value == state) for one in PairState],
    )  # fmt: skip


def _decide(request: HttpRequest) -> None:
    """Do what a button says: keep apart, take as one person, or decide anew."""
    act, actor, now = request.POST.get("act", ""), actor_of(request), clock.now()
    try:
        pair_id = UUID(request.POST.get("pair", ""))
        if act == "reopen":
            actions.reopen_pair(actor=actor, pair_id=pair_id, now=now)
            messages.success(request, _("You can decide about these two anew."))
        elif act == "apart":
            actions.decide_pair(actor=actor, pair_id=pair_id, kept=None, now=now)
            messages.success(request, _("They are kept apart."))
        else:
            actions.decide_pair(actor=actor, pair_id=pair_id, kept=UUID(act), now=now)
            messages.success(request, _("They are taken as the same person."))
    except ValueError:
        messages.error(request, _("Choose what to do with these two."))
    except Conflict as conflict:
        messages.error(request, str(conflict))


def _screen(request: HttpRequest, council: CouncilRow, name: str, **context: Any) -> HttpResponse:
    return render(
        request,
        f"people/workspace/{name}.html",
        {
            "council": council,
            "acting_for": [{"name": council.short_name, "colour": council.brand.primary_colour}],
            **context,
        },
    )
