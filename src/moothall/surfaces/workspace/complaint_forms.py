"""The shape of what staff say about complaints."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from moothall.cases.complaints.usual import Stage
from moothall.kernel.forms import Form
from moothall.surfaces.workspace.forms import LONGEST_NOTE

_MOST_DAYS = 120


class Acknowledgement(Form):
    """That the complaint is here, with words if need be."""

    text = forms.CharField(
        label=gettext_lazy("Anything to add (optional)"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
    )


class Extension(Form):
    """Until when an answer is put off, and why."""

    until = forms.DateField(
        label=gettext_lazy("New day for the answer"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the new day"),
            "invalid": gettext_lazy("Enter a day, like 27 3 2027"),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Why do you need more time? We tell the resident."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Say why you need more time")},
    )


class Answer(Form):
    """The answer to a complaint."""

    text = forms.CharField(
        label=gettext_lazy("Our answer"),
        help_text=gettext_lazy(
            "Say what you found, what you decided and why, and what you will put right. How to go "
            "on and the ombudsman’s address are added."
        ),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Write the answer")},
    )


class NextStage(Form):
    """Taking a complaint to the next stage, for a resident who asks for it."""

    reason = forms.CharField(
        label=gettext_lazy("What the resident says (they need not say why)"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
    )


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=_MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class StageForm(Form):
    """A stage of a council's procedure."""

    name_en = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    name_cy = forms.CharField(label=gettext_lazy("Name in Welsh"), max_length=80, required=False)
    acknowledge_days = _days(gettext_lazy("Working days to acknowledge"))
    answer_days = _days(gettext_lazy("Working days to answer"))
    extension_days = _days(gettext_lazy("Working days by which it can be put off once"))
    from_acknowledgement = forms.BooleanField(
        label=gettext_lazy("The days of the answer begin when it is acknowledged"), required=False
    )
    by_another = forms.BooleanField(
        label=gettext_lazy("Somebody else decides than in the stage before"), required=False
    )
    next_within_days = _days(gettext_lazy("Days in which they may ask for the next stage"))

    @property
    def stage(self) -> Stage:
        """Return what was typed."""
        return Stage(**self.cleaned_data)
