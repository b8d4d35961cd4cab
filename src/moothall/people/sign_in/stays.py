"""
Somebody's stay at the sign-in host, which every council's session of that browser hangs on.

Django forgets a session's values, but allauth keeps the row by which sessions are listed. That row
is what councils' sites look for: it goes with the stay, so that signing out is for all of them.
"""

from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from moothall.people.models import Account


def forget(request: HttpRequest) -> None:
    """Let nothing hang on the present session any more; it is about to end."""
    key = request.session.session_key
    if key:
        UserSession.objects.filter(session_key=key).delete()


def forget_dead_ones(account: Account) -> None:
    """Let nothing hang on this account's sessions that are over, as after a new password."""
    UserSession.objects.purge_and_list(account)
