"""The shape of what staff type about payments."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form
from moothall.kernel.money import pence_of
from moothall.notifications.queries import can_get_texts
from moothall.payments.parts_of_references import is_too_short
from moothall.payments.workflow import PaymentState

LONGEST_TEXT = 200
LONGEST_NOTE = 500

#: What became of a payment, as staff are told; the words say all, the colours repeat them.
STATE_WORDS = {
    PaymentState.CREATED: (gettext_lazy("Not begun yet"), "new"),
    PaymentState.STARTED: (gettext_lazy("Under way"), "active"),
    PaymentState.RESERVED: (gettext_lazy("Reserved"), "waiting"),
    PaymentState.PAID: (gettext_lazy("Paid"), "done"),
    PaymentState.FAILED: (gettext_lazy("Card not accepted"), "urgent"),
    PaymentState.CANCELLED: (gettext_lazy("Stopped"), "closed"),
    PaymentState.EXPIRED: (gettext_lazy("Time ran out"), "closed"),
}


class PaymentSearch(Form):
    """What staff know of a payment that they look for."""

    q = forms.CharField(
        label=gettext_lazy("Reference, name or email address"),
        help_text=gettext_lazy("Three letters or digits of a reference will do."),
        max_length=LONGEST_TEXT,
        required=False,
    )
    amount = forms.CharField(label=gettext_lazy("Amount"), max_length=20, required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    state = forms.ChoiceField(label=gettext_lazy("What became of it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((state.value, str(words)) for state, (words, _tone) in STATE_WORDS.items()),
        ]

    @property
    def is_short(self) -> bool:
        """Tell whether less was typed than finds a part of a reference."""
        typed = self["q"].value() or ""
        return bool(typed.strip()) and is_too_short(typed)

    def clean_amount(self) -> int | None:
        """Return the amount in pence."""
        typed = self.cleaned_data["amount"]
        try:
            return pence_of(typed) if typed else None
        except ValueError as error:
            raise ValidationError(_("Enter an amount like 12.50")) from error


class SendLinkForm(Form):
    """Where the link to pay goes."""

    channel = forms.ChoiceField(label=gettext_lazy("How to send it"), widget=forms.RadioSelect)
    to = forms.CharField(
        label=gettext_lazy("Mobile number or email address"),
        max_length=254,
        error_messages={"required": gettext_lazy("Enter a mobile number or an email address")},
    )

    def __init__(self, *args: Any, may_text: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = [("text", _("Text message"))] if may_text else []
        self.fields["channel"].choices = [*texts, ("email", _("Email"))]  # type: ignore[attr-defined]
        self.fields["channel"].error_messages["required"] = _("Choose how to send it")

    def clean(self) -> dict[str, Any]:
        """Look whether it can be sent there."""
        cleaned = super().clean()
        to, channel = cleaned.get("to", ""), cleaned.get("channel")
        if to and channel == "text" and not can_get_texts(to):
            self.add_error("to", _("Enter a mobile number, like 07700 900 982"))
        if to and channel == "email":
            try:
                validate_email(to)
            except ValidationError:
                self.add_error("to", _("Enter an email address like name@example.com"))
        return cleaned


class UnclaimedForm(Form):
    """What somebody found out, or why nothing is to be done."""

    note = forms.CharField(
        label=gettext_lazy("What you found out"),
        widget=forms.Textarea,
        max_length=LONGEST_NOTE,
        error_messages={"required": gettext_lazy("Write what you found out")},
    )
