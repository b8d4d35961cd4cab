"""The shape of what people type about Direct Debits; no rules of the domain."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from moothall.kernel.forms import Form
from moothall.kernel.money import pence_of
from moothall.payments.direct_debit.models.advice import ClaimState

_LONGEST_NAME = 100
_LONGEST_NOTE = 300
_ACCOUNT_DIGITS = 8
_MOST_INSTALMENTS = 60
_MOST_REPORT_BYTES = 20_000_000


class BankAccountForm(Form):
    """Whose bank account, and which."""

    account_name = forms.CharField(
        label=_("Name on the bank account"),
        max_length=_LONGEST_NAME,
        error_messages={"required": _("Enter the name on the account")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sort_code = forms.CharField(
        label=_("Sort code"),
        help_text=_("6 numbers, like 30 94 30"),
        max_length=20,
        error_messages={"required": _("Enter a sort code")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    account_number = forms.CharField(
        label=_("Account number"),
        help_text=_("6 to 8 numbers"),
        max_length=20,
        error_messages={"required": _("Enter an account number")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_sort_code(self) -> str:
        """Return the six figures."""
        figures = re.sub(r"[\s-]", "", self.cleaned_data["sort_code"])
        if not re.fullmatch(r"[0-9]{6}", figures):
            raise forms.ValidationError(_("Enter a sort code, like 30 94 30"))
        return figures

    def clean_account_number(self) -> str:
        """Return eight figures."""
        figures = re.sub(r"[\s-]", "", self.cleaned_data["account_number"])
        if not re.fullmatch(r"[0-9]{6,8}", figures):
            raise forms.ValidationError(_("The account number must be between 6 and 8 numbers"))
        return figures.zfill(_ACCOUNT_DIGITS)


class DetailsForm(BankAccountForm):
    """The payer's bank account, and that it is theirs alone to decide over."""

    email = forms.CharField(
        label=_("Email address"),
        help_text=_("We write here before we take a payment"),
        max_length=254,
        error_messages={"required": _("Enter an email address")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    day = forms.TypedChoiceField(
        label=_("Day of the month to pay"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a day of the month"),
            "invalid_choice": _("Choose a day of the month"),
        },
    )
    is_holder = forms.BooleanField(
        label=_("The account is mine and I can agree to payments from it on my own"),
        error_messages={
            "required": _(
                "You can only use an account of your own. If somebody else must agree too, "
                "contact us for a paper form"
            )
        },
    )

    def __init__(self, *args: Any, days: Sequence[int], asks_email: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["day"]
        if len(days) < 2:  # noqa: PLR2004 - there is nothing to choose
            del self.fields["day"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [(day, str(day)) for day in days]
        if not asks_email:
            del self.fields["email"]

    def clean_email(self) -> str:
        """Return the address if it is one."""
        typed: str = self.cleaned_data["email"].strip()
        try:
            validate_email(typed)
        except forms.ValidationError:
            raise forms.ValidationError(
                _("Enter an email address, like name@example.com")
            ) from None
        return typed


class HostedForm(Form):
    """What we must know before a payer goes to the collector's own pages."""

    email = DetailsForm.base_fields["email"]
    day = DetailsForm.base_fields["day"]
    clean_email = DetailsForm.clean_email

    def __init__(self, *args: Any, days: Sequence[int], asks_email: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["day"]
        if len(days) < 2:  # noqa: PLR2004 - there is nothing to choose
            del self.fields["day"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [(day, str(day)) for day in days]
        if not asks_email:
            del self.fields["email"]


class DayForm(Form):
    """Another day of the month."""

    day = forms.TypedChoiceField(
        label=_("Day of the month to pay"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a day of the month"),
            "invalid_choice": _("Choose a day of the month"),
        },
    )

    def __init__(self, *args: Any, days: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["day"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(day, str(day)) for day in days]


class ReportForm(Form):
    """A report of the banks."""

    report = forms.FileField(
        label=_("Report file"),
        help_text=_("The XML file of an ARUDD, ADDACS, AUDDIS or DDICA report"),
        max_length=200,
        error_messages={
            "required": _("Choose the report file"),
            "empty": _("The file is empty"),
            "missing": _("Choose the report file"),
        },
    )

    def clean_report(self) -> bytes:
        """Return the bytes, unless there are too many."""
        sent = self.cleaned_data["report"]
        if sent.size > _MOST_REPORT_BYTES:
            raise forms.ValidationError(_("The file is too large"))
        content: bytes = sent.read()
        return content


class NoteForm(Form):
    """What was done, in a few words."""

    note = forms.CharField(
        label=_("What did you do?"),
        max_length=_LONGEST_NOTE,
        error_messages={"required": _("Say what you did")},
    )


class ClaimForm(NoteForm):
    """What becomes of a claim under the Guarantee."""

    state = forms.ChoiceField(
        label=_("What becomes of the claim?"),
        choices=[
            (ClaimState.ACCEPTED.value, _("We accept it")),
            (ClaimState.CHALLENGED.value, _("We challenge it")),
            (ClaimState.WITHDRAWN.value, _("The bank took it back: the money stays")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what becomes of the claim"),
            "invalid_choice": _("Choose what becomes of the claim"),
        },
    )
    field_order = ("state", "note")


class AgainForm(Form):
    """The day on which an unpaid amount is presented again."""

    on = forms.DateField(
        label=_("Day to ask the bank again"),
        help_text=_("Like 27/3/2027"),
        input_formats=["%d/%m/%Y"],
        error_messages={"required": _("Enter a day"), "invalid": _("Enter a day, like 27/3/2027")},
    )


class AmountForm(Form):
    """What a plan comes to."""

    total = forms.CharField(
        label=_("Amount in all"),
        help_text=_("Like £1,234.50"),
        max_length=20,
        error_messages={"required": _("Enter an amount, like £1,234.50")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def clean_total(self) -> int:
        """Return the amount in pence."""
        try:
            pence = pence_of(self.cleaned_data["total"])
        except ValueError:
            pence = 0
        if pence <= 0:
            raise forms.ValidationError(_("Enter an amount, like £1,234.50"))
        return pence


class ArrangementForm(AmountForm):
    """A plan of monthly instalments, and where its link is sent."""

    reference = forms.RegexField(
        regex=r"^[A-Za-z0-9/-]{1,40}$",
        label=_("Account or invoice number"),
        error_messages={
            "required": _("Enter the account or invoice number"),
            "invalid": _("Use letters, numbers, dashes and slashes only"),
        },
    )
    what = forms.CharField(
        label=_("What is it for?"),
        max_length=100,
        error_messages={"required": _("Say what it is for")},
    )
    count = forms.IntegerField(
        label=_("Number of monthly payments"),
        min_value=1,
        max_value=_MOST_INSTALMENTS,
        error_messages={
            "required": _("Enter a number between 1 and 60"),
            "invalid": _("Enter a number between 1 and 60"),
            "min_value": _("Enter a number between 1 and 60"),
            "max_value": _("Enter a number between 1 and 60"),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    first_on = forms.DateField(
        label=_("First payment on"),
        help_text=_("Like 27/3/2027"),
        input_formats=["%d/%m/%Y"],
        error_messages={"required": _("Enter a day"), "invalid": _("Enter a day, like 27/3/2027")},
    )
    email = forms.CharField(
        label=_("Email address of the payer"),
        max_length=254,
        error_messages={"required": _("Enter an email address")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    clean_email = DetailsForm.clean_email

    def clean(self) -> dict[str, Any]:
        """Ask that every instalment is a penny at least."""
        cleaned = super().clean()
        total, count = cleaned.get("total"), cleaned.get("count")
        if total and count and total < count:
            self.add_error("count", _("That is too many payments for this amount"))
        return cleaned


def day_of(form: forms.Form, days: Sequence[int]) -> int:
    """Return the day that was chosen, or the only one there is."""
    chosen = form.cleaned_data.get("day")
    return int(chosen) if chosen else days[0]
