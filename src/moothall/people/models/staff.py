"""The employees who sign in, and for which councils they work."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Role(models.TextChoices):
    """What an employee may do, as one word; `roles.PERMISSIONS` spells it out."""

    AGENT = "agent", "Customer service agent"
    OFFICER = "officer", "Officer"
    SUPERVISOR = "supervisor", "Supervisor"
    EDITOR = "editor", "Editor"
    FORM_AUTHOR = "form_author", "Author of forms"
    ADMINISTRATOR = "administrator", "Administrator"


class StaffUserManager(BaseUserManager["StaffUser"]):
    """Makes staff users from an e-mail address; there is no user name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "StaffUser":
        """Create somebody who can sign in but may do nothing until given a role."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "StaffUser":
        """Create the operator of an installation, who manages Wagtail's own settings."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "StaffUser":
        """Return the user of this address, in whatever case it was typed."""
        return self.get(email=(username or "").strip().lower())


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
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="staff_user_email_in_lower_case"
            ),
        ]

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


class StaffRole(models.Model):
    """
    What a staff user may do in one council, or in every council of one partnership.

    Stands outside row security, since it is read to find out which councils a person serves; it is
    only ever read by user.
    """

    user = models.ForeignKey(StaffUser, on_delete=models.CASCADE, related_name="roles")
    council = models.ForeignKey(
        "councils.Council", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    partnership = models.ForeignKey(
        "councils.Partnership", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(council__isnull=True) ^ Q(partnership__isnull=True),
                name="staff_role_of_council_or_partnership",
            ),
            models.UniqueConstraint(
                fields=["user", "council", "partnership", "role"],
                name="staff_role_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
