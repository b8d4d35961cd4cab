"""How a name and a password become an account: one of this door, or none."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from django.contrib.auth.base_user import AbstractBaseUser

from moothall.people.doors import kind_at_the_door
from moothall.people.models import Account, AccountKind


def accounts_with(email: str) -> list[Account]:
    """
    Return the accounts of this door that sign in with an address.

    allauth's table of confirmed addresses knows no doors, and employees are not in it: a resident
    who has confirmed an employee's address would hide that employee's account.
    """
    kind = kind_at_the_door()
    if kind == AccountKind.STAFF:
        return list(Account.objects.filter(email=email.strip().lower()))
    found = filter_users_by_email(email, prefer_verified=True, for_login=True)
    return [account for account in found if account.kind == (kind or account.kind)]


class AccountsOfThisDoor(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, which finds addresses in a table of its own that knows no doors."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return next(
            (one for one in accounts_with(email) if self._check_password(one, password)), None
        )
