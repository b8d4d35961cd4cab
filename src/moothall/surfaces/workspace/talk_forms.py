"""The shape of what staff write to residents and ask them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form
from moothall.surfaces.workspace.forms import LONGEST_NOTE


class MessageToResident(Form):
    """Words to the resident of a case; files come beside them."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    message = forms.CharField(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea,
        max_length=LONGEST_NOTE,
        error_messages={"required": gettext_lazy("Write your message")},
    )


class QuestionToResident(Form):
    """What the team needs to know or to have from the resident, and by when."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    question = forms.CharField(
        label=gettext_lazy("What do you need to know?"),
        help_text=gettext_lazy("We send this to them now. The clock stops until they answer."),
        widget=forms.Textarea,
        max_length=LONGEST_NOTE,
        error_messages={"required": gettext_lazy("Write your question")},
    )
    wants_file = forms.BooleanField(
        label=gettext_lazy("They need to send a photo or document"), required=False
    )
    due_on = forms.DateField(
        label=gettext_lazy("By which day? (optional)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Enter a day, like 27 3 2027")},
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_due_on(self) -> date | None:
        """Ask for a day that is still to come."""
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on is not None and due_on < self.today:
            raise forms.ValidationError(gettext_lazy("Choose a day that is still to come"))
        return due_on
