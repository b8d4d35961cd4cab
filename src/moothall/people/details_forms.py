"""The shape of what residents type to put their own details right."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from moothall.kernel.forms import Form
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind

LONGEST_NAME = 200
LONGEST_PHONE = 40
LONGEST_EMAIL = 254
LONGEST_CODE = 20
SHORTEST_NUMBER = 8

LANGUAGES = {"en": "English", "cy": "Cymraeg"}


class OwnDetailsForm(Form):
    """Somebody's own name, and the language in which they are written to."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Enter your full name")},
    )

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(languages) > 1:
            self.fields["language"] = forms.ChoiceField(
                label=_("Which language shall we write to you in?"),
                choices=[(one, LANGUAGES.get(one, one)) for one in languages],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a language")},
            )


class ContactForm(Form):
    """A new email address or telephone number, and the one that it stands for."""

    replaces = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: ContactKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_email = kind is ContactKind.EMAIL
        self.kind = kind
        self.fields["value"] = forms.CharField(
            label=_("New email address") if is_email else _("New mobile number"),
            max_length=LONGEST_EMAIL if is_email else LONGEST_PHONE,
            error_messages={
                "required": _("Enter an email address") if is_email else _("Enter a mobile number")
            },
        )

    def clean_value(self) -> str:
        """
        Look whether a code can go there.

        :raises ValidationError: if it is no address or number
        """
        value: str = self.cleaned_data["value"].strip()
        if self.kind is ContactKind.EMAIL:
            try:
                validate_email(value)
            except ValidationError:
                raise ValidationError(
                    _("Enter an email address in the correct format, like name@example.com")
                ) from None
        elif len(normalise_contact(self.kind, value)) < SHORTEST_NUMBER:
            raise ValidationError(_("Enter a mobile number, like 07700 900123"))
        return value


class CodeForm(Form):
    """A code that was sent."""

    code = forms.CharField(
        label=_("Code"), max_length=LONGEST_CODE, error_messages={"required": _("Enter the code")}
    )
