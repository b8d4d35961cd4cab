"""The shape of what staff type about mail."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moothall.cases.mail.actions.answering import LONGEST_TEXT
from moothall.kernel.forms import Form

_LONGEST_TITLE, _LONGEST_ADDRESS = 500, 320


class LetterForm(Form):
    """An e-mail as it is written. Nothing is required to save it, only to send it."""

    recipient = forms.CharField(label=_("To"), max_length=_LONGEST_ADDRESS, required=False)
    title = forms.CharField(label=_("Subject"), max_length=_LONGEST_TITLE, required=False)
    text = forms.CharField(
        label=_("Your e-mail"),
        widget=forms.Textarea,
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
    )
    mailbox = forms.ChoiceField(label=_("From which mailbox"), required=False)
    enclosed = forms.MultipleChoiceField(
        label=_("Files of the case to send with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_of_case = forms.CharField(required=False, widget=forms.HiddenInput)
    asked = forms.CharField(label=_("Find a ready-made answer"), required=False, max_length=100)

    def __init__(
        self,
        *args: Any,
        mailboxes: Sequence[tuple[str, str]] = (),
        enclosed: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("mailbox", mailboxes), ("enclosed", enclosed)):
            if choices:
                self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def require_sendable(self, *, hides_recipient: bool = False) -> bool:
        """Ask for what a letter cannot go without; tell whether all is there."""
        asked = {"title": _("Enter a subject"), "text": _("Write your e-mail")}
        if not hides_recipient:
            asked["recipient"] = _("Enter an e-mail address, like name@example.com")
        for name, words in asked.items():
            if not self.errors.get(name) and not self.cleaned_data.get(name, "").strip():
                self.add_error(name, words)
        return not self.errors


class OpenCaseForm(Form):
    """The case that a letter becomes."""

    service = forms.ChoiceField(label=_("What is it about?"))
    summary = forms.CharField(label=_("In one line"), max_length=300, required=False)

    def __init__(self, *args: Any, services: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["service"].choices = list(services)  # type: ignore[attr-defined]


class JoinCaseForm(Form):
    """The case that a letter joins."""

    reference = forms.CharField(
        label=_("Reference of the case"),
        max_length=40,
        error_messages={"required": _("Enter the reference of the case")},
    )


class SendOnForm(Form):
    """The public body that a letter is for."""

    recipient = forms.EmailField(
        label=_("E-mail address of the other council"),
        help_text=_("Only public bodies, such as another council. Files do not go with it."),
        error_messages={
            "required": _("Enter the e-mail address of the other council"),
            "invalid": _("Enter an e-mail address, like name@example.com"),
        },
    )
