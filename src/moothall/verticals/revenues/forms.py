"""The shape of what people type about their accounts; no rules of the domain."""

import re
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from moothall.kernel.forms import Form
from moothall.kernel.modulus import may_exist, weight_table
from moothall.kernel.money import pence_of
from moothall.payments.direct_debit.forms import BankAccountForm

BY_BILL, BY_POST, BY_NOTHING = "bill", "post", "nothing"
DAYS = (1, 8, 15, 22)
_LONGEST_NAME = 100
_ACCOUNT_DIGITS = 8
_PENCE_AT_MOST = 1_000_000_000


class LinkForm(Form):
    """What somebody must know of an account to link it."""

    reference = forms.CharField(
        label=_("Account or reference number"),
        help_text=_("You find this on a bill or letter from us."),
        max_length=40,
        error_messages={"required": _("Enter the account or reference number")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    surname = forms.CharField(
        label=_("Last name on the account"),
        help_text=_("Type it as it is on the bill."),
        max_length=_LONGEST_NAME,
        error_messages={"required": _("Enter the last name on the account")},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    postcode = forms.CharField(
        label=_("Postcode of the account"),
        max_length=10,
        error_messages={"required": _("Enter the postcode")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    proof = forms.ChoiceField(
        label=_("How can you show that it is yours?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you can show that it is yours"),
            "invalid_choice": _("Choose how you can show that it is yours"),
        },
    )
    last_bill = forms.CharField(
        label=_("Amount of your last bill"),
        help_text=_("The whole amount, like £1,234.50"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, details_suffice: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [
            (BY_BILL, _("I know the amount of my last bill")),
            (BY_POST, _("Send a code by post to the address of the account")),
        ]
        if details_suffice:
            choices.append((BY_NOTHING, _("I only want to look at it")))
        field = self.fields["proof"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for the amount where it is to prove something."""
        cleaned = super().clean()
        if cleaned.get("proof") != BY_BILL:
            return {**cleaned, "last_bill": None}
        typed = cleaned.get("last_bill", "")
        try:
            pence = pence_of(typed)
        except ValueError:
            pence = -1
        if not typed:
            self.add_error("last_bill", _("Enter the amount of your last bill"))
        elif not 0 <= pence < _PENCE_AT_MOST:
            self.add_error("last_bill", _("Enter an amount, like £1,234.50"))
        return {**cleaned, "last_bill": pence}


class CodeForm(Form):
    """The code that came by post."""

    code = forms.CharField(
        label=_("Code from our letter"),
        help_text=_("It has 8 letters and numbers, like 7KMB-2XQ4."),
        max_length=20,
        error_messages={"required": _("Enter the code from our letter")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )


class EBillingForm(Form):
    """How bills are to come."""

    by = forms.ChoiceField(
        label=_("How do you want to get your bills?"),
        choices=[("email", _("By email")), ("post", _("By post"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you want to get your bills"),
            "invalid_choice": _("Choose how you want to get your bills"),
        },
    )


class ContactForm(Form):
    """How the team that keeps the account reaches somebody."""

    email = forms.CharField(
        label=_("Email address (optional)"),
        max_length=200,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone number (optional)"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_email(self) -> str:
        """Return the address if it is one."""
        typed: str = self.cleaned_data["email"].strip()
        if typed:
            try:
                validate_email(typed)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("Enter an email address, like name@example.com")
                ) from None
        return typed

    def clean_phone(self) -> str:
        """Return the number if it could be one."""
        typed: str = self.cleaned_data["phone"].strip()
        if typed and not re.fullmatch(r"\+?[0-9 ()-]{6,}", typed):
            raise forms.ValidationError(_("Enter a phone number, like 01632 960 001"))
        return typed


class DirectDebitForm(BankAccountForm):
    """The bank account from which a council may take what is due."""

    day = forms.TypedChoiceField(
        label=_("Day of the month to pay"),
        choices=[(day, str(day)) for day in DAYS],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a day of the month"),
            "invalid_choice": _("Choose a day of the month"),
        },
    )
    allowed = forms.BooleanField(
        label=_("The account is mine and I can agree to payments from it on my own"),
        error_messages={"required": _("You can only use an account of your own")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask whether such an account can exist."""
        cleaned = super().clean()
        sort_code, number = cleaned.get("sort_code"), cleaned.get("account_number")
        if sort_code and number and not may_exist(sort_code, number, weight_table()):
            self.add_error(
                "sort_code",
                _("Check the sort code and account number: they do not belong together"),
            )
        return cleaned
