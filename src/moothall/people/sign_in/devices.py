"""Browsers in which somebody has signed in before; of a new one they are told by e-mail."""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponseBase

from moothall.kernel import clock
from moothall.people import tasks
from moothall.people.models import Account
from moothall.people.sign_in import origin

#: A browser is remembered for as long as browsers keep a cookie at most.
REMEMBERED_SECONDS = 400 * 24 * 60 * 60

#: A family's computer; past it the oldest is forgotten, and told of once more.
MOST_ACCOUNTS = 8
_SALT = "known device"
_TO_REMEMBER = "_known_device"
LONGEST_HEADER = 400


def greet(request: HttpRequest, user: Account) -> None:
    """Tell somebody by e-mail if they have not signed in with this browser before."""
    if str(user.pk) not in _known(request):
        tell(request, user)
    remember(request, user)


def remember(request: HttpRequest, user: Account) -> None:
    """Let the browser be known from now on as one in which this account has signed in."""
    subject = str(user.pk)
    setattr(request, _TO_REMEMBER, [*[one for one in _known(request) if one != subject], subject])


def tell(request: HttpRequest, user: Account) -> None:
    """Leave the notice of a new browser to a worker."""
    tasks.send_sign_in_mail.defer(
        mail="new_device",
        email=user.email,
        language=user.language,
        from_council=origin.council_id(request),
        values={
            "user_agent": request.headers.get("User-Agent", "")[:LONGEST_HEADER],
            "at": clock.now().isoformat(),
        },
    )


def keep_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the browser remember who has signed in with it; only we can read or make that."""
    accounts: list[str] | None = getattr(request, _TO_REMEMBER, None)
    if accounts is not None:
        response.set_cookie(
            settings.KNOWN_DEVICE_COOKIE_NAME,
            dumps(accounts[-MOST_ACCOUNTS:], salt=_SALT),
            max_age=REMEMBERED_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def _known(request: HttpRequest) -> list[str]:
    try:
        known: Any = loads(request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, ""), salt=_SALT)
    except BadSignature:
        return []
    return [str(one) for one in known]
