"""The employees who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class StaffUserManager(BaseUserManager["StaffUser"]):
    """Makes staff users from an e-mail address; there is no user name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "StaffUser":
        """Create somebody who can sign in but may do nothing until given a role."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "StaffUser":
        """Create the operator of an installation, who manages Wagtail's own settings."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class StaffUser(AbstractBaseUser, PermissionsMixin):
    """
    The employee who signs in, of a council or of a partnership.

    Stands outside row security, since one person may serve several councils; what they may see is
    decided by their roles, and lists of staff are always read through those.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=5, default="en")

    objects: ClassVar[StaffUserManager] = StaffUserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name as Wagtail's admin shows it."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split(" ")[0] if self.name else self.email

    @property
    def first_name(self) -> str:
        """Return the first word of the name, which Wagtail asks for."""
        return self.get_short_name()

    @property
    def last_name(self) -> str:
        """Return the rest of the name, which Wagtail asks for."""
        return " ".join(self.name.split(" ")[1:])
