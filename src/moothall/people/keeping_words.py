"""
Nothing that somebody wrote is lost because they took long over it and were signed out.

What a page of the account is sent by a session that has run out is kept for the account that the
session was of, and shown to nobody. Signed in again they are back at the page, with their words
in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from moothall.kernel import clock
from moothall.people import actions
from moothall.people.models import KeptWords
from moothall.people.resident_standing import ResidentStanding, lapsed_standing

View = Callable[..., HttpResponseBase]

_NOT_TYPED = frozenset({"csrfmiddlewaretoken"})
#: More than any form of the account takes.
MOST_CHARACTERS = 40_000
_LONGEST_PATH = 300


@dataclass(frozen=True)
class WordsAtPage:
    """What waits at a page since its writer was signed out."""

    words: dict[str, str]
    had_files: bool


def words_at(request: HttpRequest) -> WordsAtPage | None:
    """Return what waits at this page for whoever is signed in; one query."""
    standing = _standing(request)
    if standing is None:
        return None
    found = KeptWords.objects.filter(account_id=standing.account_id, path=request.path).first()
    return None if found is None else WordsAtPage(found.words, found.had_files)


def forget_words_at(request: HttpRequest) -> None:
    """Forget what waited at this page, once it has been taken."""
    standing = _standing(request)
    if standing is not None:
        actions.forget_kept_words(account_id=standing.account_id, path=request.path)


def keeps_words(view: View) -> View:
    """Keep what a form brings when nobody is signed in any more; stands above `resident`."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and _standing(request) is None:
            _keep(request)
        return view(request, *args, **kwargs)

    return keeping


def lapsed_resident(request: HttpRequest) -> ResidentStanding | None:
    """Return whose session the browser had that ran out; it proves enough to take things in."""
    secret = request.COOKIES.get(settings.RESIDENT_COOKIE_NAME, "")
    return lapsed_standing(secret, now=clock.now())


def _keep(request: HttpRequest) -> None:
    now = clock.now()
    lapsed = lapsed_resident(request)
    typed = {name: str(text) for name, text in request.POST.items() if name not in _NOT_TYPED}
    if lapsed is None or sum(map(len, typed.values())) > MOST_CHARACTERS:
        return
    actions.keep_words(
        account_id=lapsed.account_id,
        path=request.path[:_LONGEST_PATH],
        words=typed,
        had_files=bool(request.FILES),
        now=now,
    )


def _standing(request: HttpRequest) -> ResidentStanding | None:
    standing: ResidentStanding | None = getattr(request, "resident", None)
    return standing
