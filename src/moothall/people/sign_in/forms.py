"""allauth's forms with our words for what is missing or wrong, at both doors."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from moothall.kernel.forms import Form
from moothall.people.sign_in.backend import accounts_with

#: What is said of a field that was left empty, and of an address that is none.
MISSING = {
    "email": _("Enter your email address"),
    "login": _("Enter your email address"),
    "password": _("Enter your password"),
    "oldpassword": _("Enter your password as it is now"),
    "password1": _("Enter a new password"),
    "password2": _("Enter the new password once more"),
    "code": _("Enter the code"),
}
NO_ADDRESS = _("Enter an email address like name@example.com")


class OurWords(Form):
    """A form of allauth's that speaks plainly."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name in MISSING:
                field.error_messages["required"] = MISSING[name]
            if name in {"email", "login"}:
                field.error_messages["invalid"] = NO_ADDRESS
                field.validators = [
                    EmailValidator(NO_ADDRESS) if isinstance(one, EmailValidator) else one
                    for one in field.validators
                ]


class LoginForm(OurWords, account.LoginForm):  # type: ignore[misc]
    """Address and password."""


class SignupForm(OurWords, account.SignupForm):  # type: ignore[misc]
    """An address for a new account."""


class RequestLoginCodeForm(OurWords, account.RequestLoginCodeForm):  # type: ignore[misc]
    """An address to send a code to."""


class ConfirmLoginCodeForm(OurWords, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """A code to sign in with."""


class ConfirmAddressForm(OurWords, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """A code that proves an address."""


class AddAddressForm(OurWords, account.AddEmailForm):  # type: ignore[misc]
    """One more address."""


class ReauthenticateForm(OurWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""


class ChangePasswordForm(OurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one."""


class SetPasswordForm(OurWords, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class SecondFactorForm(OurWords, second_factor.AuthenticateForm):  # type: ignore[misc]
    """A code of an app, or a recovery code."""


class SecondFactorAgainForm(OurWords, second_factor.ReauthenticateForm):  # type: ignore[misc]
    """The same, to prove once more who one is."""


class ResetPasswordForm(OurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """An address to send a link to, if an account of this door has it."""

    def clean_email(self) -> str:
        """Return the address, whether or not there is an account."""
        email: str = super().clean_email()
        self.users = [account for account in accounts_with(email) if account.is_active]
        return email


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, for whoever had the link."""
