"""
Asking somebody who is signed in to sign in again, or to allow again, for one very request.

The request itself carries a signed note of it, so that it is seen to be done when the browser comes
back with it; whoever takes the note off is asked once more.
"""

import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponseBase, QueryDict

View = Callable[..., HttpResponseBase]

PROOF, ALLOWED = "proof_asked", "allowed"

#: Somebody may read mail in between.
NOTE_LIVES = 60 * 60
_AGAIN = "signs_in_again"


def with_note(query: QueryDict, kind: str, said: int) -> str:
    """Return the query with a signed note of this kind, that holds for these parameters alone."""
    note = dumps({"of": _digest(query), "said": said}, salt=_salt(kind))
    return urlencode([*_without(query, kind), (kind, note)])


def note_in(query: QueryDict, kind: str) -> int | None:
    """Return what the note of this kind says, if it was made for these parameters and lately."""
    try:
        note = loads(query.get(kind, ""), salt=_salt(kind), max_age=NOTE_LIVES)
    except BadSignature:
        return None
    said: int = note["said"]
    return said if note["of"] == _digest(query) else None


def let_sign_in_again(request: HttpRequest) -> None:
    """Show the pages of signing in to somebody who is signed in; what hangs on the stay goes on."""
    request.session[_AGAIN] = int(time.time())


def done(request: HttpRequest) -> None:
    """Note that somebody has signed in."""
    request.session.pop(_AGAIN, None)


def is_again(request: HttpRequest) -> bool:
    """Tell whether whoever is signed in was asked to sign in again, and has not yet."""
    return bool(time.time() - request.session.get(_AGAIN, 0) < NOTE_LIVES)


def signs_in_again(view: View) -> View:
    """
    Treat whoever must sign in again as not signed in, on a page of signing in.

    allauth leads whoever is signed in away from such pages. The session stays: Django keeps it when
    the same person comes, and empties it when another does.
    """

    @wraps(view)
    def for_this_page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_again(request) and request.user.is_authenticated:
            request.user = AnonymousUser()
        return view(request, *args, **kwargs)

    return for_this_page


def _without(query: QueryDict, *names: str) -> list[tuple[str, str]]:
    kept = [name for name in query if name not in names]
    return [(name, str(value)) for name in kept for value in query.getlist(name)]


def _digest(query: QueryDict) -> str:
    return sha256(urlencode(sorted(_without(query, PROOF, ALLOWED))).encode()).hexdigest()


def _salt(kind: str) -> str:
    return f"authorize {kind}"
