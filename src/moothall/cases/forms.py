"""The shape of what people type about cases; no rules of the domain."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moothall.cases.channels import Channel, Direction
from moothall.cases.reference import ReferenceNotValid, parse_reference
from moothall.cases.workflow import ALLOWED, Status
from moothall.kernel.forms import Form

_LONGEST_NOTE = 2000
_LONGEST_INTERACTION = 1000
_FEWEST_DIGITS = 6


class TrackForm(Form):
    """What somebody must know to follow a case: its reference and how its person is reached."""

    reference = forms.CharField(
        label=_("Your reference"),
        help_text=_("This is in our message to you. It looks like %(example)s."),
        max_length=40,
        error_messages={"required": _("Enter your reference")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.CharField(
        label=_("Your email address or phone number"),
        help_text=_("Use the one you gave us when you told us about it."),
        max_length=320,
        error_messages={"required": _("Enter your email address or phone number")},
    )

    def __init__(self, *args: Any, prefix_of_council: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.prefix_of_council = prefix_of_council
        field = self.fields["reference"]
        field.help_text = str(field.help_text) % {"example": f"{prefix_of_council}-4K7-9XM"}

    def clean_reference(self) -> str:
        """Return the reference as it is stored."""
        try:
            return parse_reference(self.cleaned_data["reference"], prefix=self.prefix_of_council)
        except ReferenceNotValid:
            raise forms.ValidationError(
                _("Check your reference. One of its letters or numbers is not right.")
            ) from None

    def clean_contact(self) -> str:
        """Return the contact if it could be one."""
        contact: str = self.cleaned_data["contact"].strip()
        digits = sum(character.isdecimal() for character in contact)
        if "@" not in contact and digits < _FEWEST_DIGITS:
            raise forms.ValidationError(
                _("Enter an email address, like name@example.com, or a phone number")
            )
        return contact


class DataRequestForm(Form):
    """What somebody wants of the council about what it holds of them."""

    #: Made with the page, so that a form that is sent twice is one request.
    key = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        max_length=_LONGEST_NOTE,
        widget=forms.Textarea,
        error_messages={"required": _("Write what you want us to do")},
    )


class NoteForm(Form):
    """A note on a case."""

    text = forms.CharField(
        label=_("Note"),
        max_length=_LONGEST_NOTE,
        widget=forms.Textarea,
        error_messages={"required": _("Write a note")},
    )
    is_public = forms.ChoiceField(
        label=_("Who can read it?"),
        choices=[("no", _("Staff only")), ("yes", _("The resident too"))],
        initial="no",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who can read the note")},
    )

    def clean_is_public(self) -> bool:
        """Return whether the resident may read it."""
        return bool(self.cleaned_data["is_public"] == "yes")


class StatusForm(Form):
    """A case's next status, with words for its resident and for staff."""

    status = forms.ChoiceField(
        label=_("New status"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a status")},
    )
    public_note = forms.CharField(
        label=_("What shall we tell the resident?"),
        help_text=_("We send this to them now. Use plain words."),
        required=False,
        max_length=_LONGEST_NOTE,
        widget=forms.Textarea,
    )
    internal_note = forms.CharField(
        label=_("Note for staff only"),
        required=False,
        max_length=_LONGEST_NOTE,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, current: Status, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["status"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (status.value, status.label) for status in Status if status in ALLOWED[current]
            ]


class InteractionForm(Form):
    """One call, visit, letter or the like."""

    channel = forms.ChoiceField(
        label=_("How were they in touch?"),
        choices=[
            (channel.value, channel.label) for channel in Channel if channel is not Channel.WEB
        ],
        initial=Channel.PHONE.value,
        error_messages={"required": _("Choose how they were in touch")},
    )
    direction = forms.ChoiceField(
        label=_("Who got in touch?"),
        choices=Direction.choices,
        initial=Direction.INBOUND.value,
        widget=forms.RadioSelect,
    )
    summary = forms.CharField(
        label=_("What was it about?"),
        max_length=_LONGEST_INTERACTION,
        widget=forms.Textarea,
        error_messages={"required": _("Say what it was about")},
    )
