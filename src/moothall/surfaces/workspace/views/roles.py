"""Roles: looked at, copied, made in a council's own words, given, and ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.for_council import for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict, NotFound, NotPermitted
from moothall.people import actions
from moothall.people.models import Role
from moothall.people.own_roles import (
    RoleRow,
    built_in_role,
    built_in_roles,
    holders_of,
    own_role,
    own_roles_of,
)
from moothall.people.permission_words import combinations_in, sentences
from moothall.people.policies import SETTINGS
from moothall.surfaces.workspace.acting import StaffRequest, acting_in, frame, navigation
from moothall.surfaces.workspace.role_forms import GiveRoleForm, RoleForm

_UNPROCESSABLE = 422


@for_council(SETTINGS)
def overview(request: StaffRequest, council: CouncilRow) -> HttpResponse:
    """List the roles that the council made, and the built-in ones."""
    context = {
        **_framed(request, council),
        "own": own_roles_of(council.id),
        "built_in": built_in_roles(council.id),
    }
    return render(request, "workspace/roles.html", context)


@for_council(SETTINGS)
def new(request: StaffRequest, council: CouncilRow, word: str) -> HttpResponse:
    """Make a role, beginning with a copy of a built-in one."""
    return _edit(request, council, built_in_role(word), None)


@for_council(SETTINGS)
def edit(request: StaffRequest, council: CouncilRow, role_id: UUID) -> HttpResponse:
    """Change a role that the council made."""
    return _edit(request, council, own_role(council.id, role_id), role_id)


@for_council(SETTINGS)
def own(request: StaffRequest, council: CouncilRow, role_id: UUID) -> HttpResponse:
    """Show a role that the council made: what it brings, who holds it; give it to somebody."""
    role = own_role(council.id, role_id)
    return _one(request, council, role, role_id)


@for_council(SETTINGS)
def built_in(request: StaffRequest, council: CouncilRow, word: str) -> HttpResponse:
    """Show a built-in role, and who holds it; give it to somebody."""
    return _one(request, council, built_in_role(word), None)


@for_council(SETTINGS)
@require_POST
def end(request: StaffRequest, council: CouncilRow, role_id: UUID) -> HttpResponse:
    """End a role that the council made."""
    try:
        actions.end_own_role(
            actor=request.actor, council_id=council.id, role_id=role_id, now=clock.now()
        )
    except Conflict as problem:
        messages.warning(request, str(problem))
        return redirect("workspace:role", council.slug, role_id)
    messages.success(request, _("The role has ended. Nobody holds it any more."))
    return redirect("workspace:roles", council.slug)


@for_council(SETTINGS)
@require_POST
def end_held(request: StaffRequest, council: CouncilRow, held_id: int) -> HttpResponse:
    """Take a role from somebody."""
    try:
        actions.end_role_held(
            actor=request.actor, council_id=council.id, held_id=held_id, now=clock.now()
        )
    except Conflict as problem:
        messages.warning(request, str(problem))
    except NotFound:
        messages.warning(request, _("They do not hold it any more."))
    else:
        messages.success(request, _("They do not hold this role any more."))
    return redirect("workspace:roles", council.slug)


def _edit(
    request: StaffRequest, council: CouncilRow, role: RoleRow, role_id: UUID | None
) -> HttpResponse:
    held = request.actor.permissions.get(council.id, frozenset())
    beyond = role.permissions - held
    may_change = role_id is None or not beyond
    form = RoleForm(
        request.POST if request.method == "POST" and may_change else None,
        role=role, held=held, languages=council.languages,
    )  # fmt: skip
    if form.is_valid() and (saved := _saved(request, council, form, role, role_id)):
        messages.success(request, _("Saved. It counts from the next click of whoever holds it."))
        return redirect("workspace:role", council.slug, saved)
    context = {
        **_framed(request, council),
        "role": role,
        "is_new": role_id is None,
        "form": form,
        "may_change": may_change,
        "beyond": sentences(beyond),
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/role_write.html", context, status=status)


def _saved(
    request: StaffRequest,
    council: CouncilRow,
    form: RoleForm,
    role: RoleRow,
    role_id: UUID | None,
) -> UUID | None:
    try:
        saved = actions.save_own_role(
            actor=request.actor,
            council_id=council.id,
            words=form.words,
            permissions=form.permissions,
            copied_from=role.built_in,
            role_id=role_id,
            seen=form.cleaned_data["seen"],
            now=clock.now(),
        )
    except Conflict as problem:
        form.add_error("name", str(problem))
        return None
    return saved.pk


def _one(
    request: StaffRequest, council: CouncilRow, role: RoleRow, role_id: UUID | None
) -> HttpResponse:
    form = GiveRoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _given(request, council, form, role):
        messages.success(request, _("They hold this role now."))
        if role_id:
            return redirect("workspace:role", council.slug, role_id)
        return redirect("workspace:role-built-in", council.slug, role.built_in)
    held = request.actor.permissions.get(council.id, frozenset())
    context = {
        **_framed(request, council),
        "role": role,
        "may": sentences(role.permissions),
        "combinations": combinations_in(role.permissions),
        "sees": _sees(council, role),
        "holders": holders_of(council.id, role),
        "beyond": sentences(role.permissions - held),
        "form": form,
    }
    status = _UNPROCESSABLE if form.is_bound else 200
    return render(request, "workspace/role.html", context, status=status)


def _given(request: StaffRequest, council: CouncilRow, form: GiveRoleForm, role: RoleRow) -> bool:
    given, now = form.cleaned_data, clock.now()
    try:
        with transaction.atomic():
            user = actions.add_staff_user(
                actor=request.actor, council_id=council.id, email=given["email"],
                name=given["name"], now=now,
            )  # fmt: skip
            if role.id is not None:
                actions.give_own_role(
                    actor=request.actor, council_id=council.id, user=user, role_id=role.id,
                    now=now,
                )  # fmt: skip
            else:
                actions.give_role(
                    actor=request.actor, council_id=council.id, user=user,
                    role=Role(role.built_in), now=now,
                )  # fmt: skip
    except NotPermitted:
        form.add_error(None, _("You can only give what you may do yourself."))
        return False
    return True


def _sees(council: CouncilRow, role: RoleRow) -> list[str]:
    """Return the main links that somebody with this role alone sees."""
    somebody = Actor(kind=ActorKind.STAFF, permissions={council.id: role.permissions})
    return [str(one["text"]) for one in navigation(somebody, "")]


def _framed(request: StaffRequest, council: CouncilRow) -> dict[str, Any]:
    here = acting_in(request, council.id, SETTINGS)
    return {**frame(request, here), "council": council, "number": here.number(council.id)}
