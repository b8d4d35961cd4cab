"""
Signing out at the identity provider too, for whoever signed in with it.

The browser goes there and comes back to one registered address, with a signed note of where its
owner wanted to go; nobody else can make such a note, so the address leads nowhere else.
"""

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from moothall.kernel.errors import Retry
from moothall.people.models import Account
from moothall.people.ports import EndSession
from moothall.people.sign_in import identity_proofs
from moothall.people.sign_in.identity_provider import installed

NOTE_LIVES = 60 * 60
_SALT = "signed out at the identity provider"


def farewell(request: HttpRequest, following: str) -> str:
    """
    Return where the provider signs somebody out who goes on to `following`; nothing, if nowhere.

    It must be asked before the session ends, which keeps what the provider wants to see.
    """
    user, found = request.user, installed()
    proof = identity_proofs.proof_of(request, user) if isinstance(user, Account) else None
    if proof is None or found is None or found.key != proof.provider:
        return ""
    try:
        return found.provider.end_session_address(
            EndSession(
                id_token=proof.id_token,
                return_address=settings.SIGN_IN_URL + reverse("identity-provider:signed-out"),
                state=dumps(following, salt=_SALT),
            )
        )
    except Retry:
        return ""


def page(request: HttpRequest, farewell: str) -> HttpResponse:
    """Return a page that leads on there by itself; a form may not be sent on to there."""
    return render(
        request,
        "people/sign_in/identity_farewell.html",
        {"farewell": farewell, "is_protocol": True},
    )


def following_in(note: str) -> str:
    """Return where somebody wanted to go after signing out, or nothing."""
    try:
        following: str = loads(note, salt=_SALT, max_age=NOTE_LIVES)
    except BadSignature:
        return ""
    return following
