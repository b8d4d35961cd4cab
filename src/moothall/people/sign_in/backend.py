"""How a name and a password become an account: one of this door, or none."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from moothall.people.doors import kind_at_the_door
from moothall.people.models import Account


class AccountsOfThisDoor(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, which finds addresses in a table of its own that knows no doors."""

    def _check_password(
        self, user: AbstractBaseUser | None, password: str
    ) -> AbstractBaseUser | None:
        if not isinstance(user, Account) or user.kind != (kind_at_the_door() or user.kind):
            return None
        checked: AbstractBaseUser | None = super()._check_password(user, password)
        return checked
