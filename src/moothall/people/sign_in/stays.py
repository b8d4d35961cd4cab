"""Stays at the sign-in host: what every session on a council's or another website hangs on."""

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from moothall.kernel import clock
from moothall.people.actions.site_sign_ins import end_stay
from moothall.people.models import Account, AccountKind


def account_of(request: HttpRequest) -> Account:
    """
    Return the resident's account that is signed in here.

    :raises PermissionDenied: if there is none, or an employee's
    """
    user = request.user
    if not isinstance(user, Account) or user.kind != AccountKind.RESIDENT:
        raise PermissionDenied("Residents alone sign in here.")
    return user


def stay_of(request: HttpRequest) -> int:
    """Return the stay of whoever is signed in; a session with a new key begins a new one."""
    found = UserSession.objects.filter(session_key=request.session.session_key).first()
    if found is None:
        UserSession.objects.create_from_request(request)
        found = UserSession.objects.get(session_key=request.session.session_key)
    stay: int = found.pk
    return stay


class Stays(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """What allauth asks when somebody signs out in another place."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        """End them, and what hangs on them."""
        for session in sessions:
            stay = session.pk
            session.end()
            end_stay(stay=stay, now=clock.now())


def forget_dead_ones(account: Account) -> None:
    """
    Let nothing hang on this account's sessions that are over, as after a new password.

    Django knows such sessions no more, but allauth keeps the rows on which councils' sites look.
    """
    UserSession.objects.purge_and_list(account)
