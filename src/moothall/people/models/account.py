"""What somebody signs in with, whether they live in a council's area or work for it."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from moothall.people import doors
from moothall.people.doors import kind_at_the_door


class AccountKind(models.TextChoices):
    """The two sorts of people who sign in; neither is ever known at the other's door."""

    RESIDENT = doors.RESIDENT, "Resident"
    STAFF = doors.STAFF, "Employee"


class AccountManager(BaseUserManager["Account"]):
    """Finds the accounts of the front door that a request stands at; all of them in a job."""

    def get_queryset(self) -> QuerySet["Account"]:
        """Return the accounts that this door knows."""
        accounts = super().get_queryset()
        kind = kind_at_the_door()
        return accounts.filter(kind=kind) if kind else accounts

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Create an account of somebody who can sign in but may do nothing until given a role."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Create the operator of an installation, who manages Wagtail's own settings."""
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, kind=AccountKind.STAFF, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of this address, in whatever case it was typed."""
        return self.get(email=(username or "").strip().lower())


class Account(AbstractBaseUser, PermissionsMixin):
    """
    The sign-in of one person, a resident or an employee, for the whole installation.

    Stands outside row security, since one person may have to do with several councils; a person
    who lives in an area and works for its council has two. What employees may see is decided by
    their roles, what residents may see by whom they have joined at which council.
    """

    kind = models.CharField(
        max_length=10,
        choices=AccountKind.choices,
        default=AccountKind.STAFF,
        db_default=AccountKind.STAFF,
    )
    email = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=5, default="en")
    #: Whether an employee wants the single keys of the pages of staff (WCAG 2.1.4).
    uses_shortcuts = models.BooleanField(default=True, db_default=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="staff_user_email_in_lower_case"
            ),
            models.UniqueConstraint(fields=["email", "kind"], name="account_once_of_each_kind"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_employee(self) -> bool:
        """Tell whether this is the account of somebody who works here."""
        return self.kind == AccountKind.STAFF

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
