"""
Who may call a view: each says so with one decorator, and a view that says nothing is refused.

`public` is for anyone, `resident` for those signed in to their account, `staff` for signed-in
employees with a permission, `token` for programs with a key, `machine` for protocol endpoints that
prove themselves in their own way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve, reverse

from moothall.kernel.actors import Actor, ActorKind

View = Callable[..., HttpResponseBase]
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True)
class Access:
    """The rule of a view: its front door, the permission, how strong a sign-in, how sure who."""

    front_door: str
    permission: str = ""
    strength: int = 0
    identity: str = ""


def public(view: View) -> View:
    """
    Let anyone call the view.

    Such pages set no cookie, so a token cannot protect their forms. A browser itself says where a
    form was sent from (`Sec-Fetch-Site`, `Origin`); one that comes from another site is refused.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not sent_from_here(request):
            raise PermissionDenied("This form was sent from another website.")
        return view(request, *args, **kwargs)

    return _mark(guarded, Access("public"), csrf_exempt=True)


def staff(
    permission: str, *, instead: Callable[[Actor], str] | None = None
) -> Callable[[View], View]:
    """
    Let signed-in staff call the view who have the permission in some council in force.

    Who has it not is led to the address that `instead` gives for them, or refused. An empty
    permission is for what every employee may see, such as their own account.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None or actor.kind is not ActorKind.STAFF:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if permission and not actor.councils_where(permission):
                if elsewhere := instead(actor) if instead else "":
                    return redirect(elsewhere)
                raise PermissionDenied("You are not allowed to see this page.")
            return view(request, *args, **kwargs)

        return _mark(guarded, Access("workspace", permission))

    return decorate


def resident(
    scope: str, *, strength: int = 1, recent: bool = False, identity: str = ""
) -> Callable[[View], View]:
    """
    Let residents call the view who are signed in and may deal with this part of the affairs.

    An empty scope is for what joins several parts: the view shows of each only what they may see.

    Whoever signed in too weakly or, where it must be `recent`, too long ago is sent to prove more
    and comes back; so is whoever has not proven who they are to the level `identity` ("P1", "P2",
    "P3", of which each includes those before it). What a form would lose on the way is asked for on
    a page before it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            here = request.get_full_path()
            standing: Any = getattr(request, "resident", None)
            if standing is None:
                asked = _asked(strength, identity)
                return redirect_to_login(here, _to_sign_in(asked))
            if standing.person is None:
                return redirect_to_login(here, reverse("account:join"))
            if standing.strength < strength or (recent and not standing.is_recent):
                asked = {"strength": "1", **_asked(strength, identity), "again": "1"}
                return redirect_to_login(here, _to_sign_in(asked))
            if standing.identity < identity:
                return redirect_to_login(here, _to_sign_in(_asked(strength, identity)))
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if scope and not actor.councils_where(scope):
                raise PermissionDenied("You may not see this part of these affairs.")
            return view(request, *args, **kwargs)

        return _mark(guarded, Access("account", scope, strength, identity))

    return decorate


def resident_themselves(view: View) -> View:
    """
    Let signed-in residents call the view whomever they act for, for what is about that alone.

    The view deals with nobody's affairs: it takes who they are from the standing, not the actor.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        here = request.get_full_path()
        standing: Any = getattr(request, "resident", None)
        if standing is None:
            return redirect_to_login(here, reverse("account:sign-in"))
        if standing.person is None:
            return redirect_to_login(here, reverse("account:join"))
        return view(request, *args, **kwargs)

    return _mark(guarded, Access("account", strength=1))


def _asked(strength: int, identity: str) -> dict[str, str]:
    """Return what a sign-in is asked for beyond the least."""
    asked = {"strength": str(strength)} if strength > 1 else {}
    return asked | ({"identity": identity} if identity else {})


def _to_sign_in(asked: Mapping[str, str]) -> str:
    return reverse("account:sign-in") + (f"?{urlencode(asked)}" if asked else "")


def signing_in(view: View) -> View:
    """Let anyone call a page of a council's own part in signing residents in and out."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and not sent_from_here(request):
            raise PermissionDenied("This form was sent from another website.")
        return view(request, *args, **kwargs)

    return _mark(guarded, Access("account"), csrf_exempt=True)


def sign_in_page(view: View) -> View:
    """Let anyone call a page of the sign-in host; its forms carry a token against forgery."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)  # a library's own view must not itself be marked

    return _mark(guarded, Access("machine"))


def token(view: View) -> View:
    """Let programs call the view; it looks at their key itself, since standards differ in where."""
    return _mark(view, Access("api"), csrf_exempt=True)


def machine(view: View) -> View:
    """Let other systems call the view; it checks their signature or bearer token itself."""
    return _mark(view, Access("machine"), csrf_exempt=True)


def cms(view: View) -> View:
    """Let a website's editors call the view; the fence around their front door knows them."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)  # a library's own view must not itself be marked

    return _mark(marked, Access("cms"))


def access_of(view: Any) -> Access | None:
    """Return the rule of a view, or nothing if it has none and must be refused."""
    rule = getattr(view, "access", None)
    if isinstance(rule, Access):
        return rule
    module = getattr(view, "__module__", "")
    for prefix, front_door in settings.FRONT_DOORS_OF_LIBRARIES.items():
        if module.startswith(prefix):
            return Access(front_door)
    return None


def rule_of_page(name: str, *args: Any) -> Access | None:
    """Return the rule of the page that has this name; it is looked up once."""
    if name not in _rules_of_pages:
        _rules_of_pages[name] = access_of(resolve(reverse(name, args=args)).func)
    return _rules_of_pages[name]


_rules_of_pages: dict[str, Access | None] = {}


def sent_from_here(request: HttpRequest) -> bool:
    """Tell whether a form came from a page of the same host, as far as the browser says."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    if origin is None:
        return True  # not a browser, so nobody's cookies are being abused
    return urlsplit(origin).netloc == request.get_host()


def _mark(view: View, access: Access, *, csrf_exempt: bool = False) -> View:
    view.access = access  # type: ignore[attr-defined]
    view.csrf_exempt = csrf_exempt  # type: ignore[attr-defined]
    return view
