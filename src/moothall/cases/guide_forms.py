"""The shape of what a council says about a status."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moothall.cases.acts import Act
from moothall.kernel.forms import Form

LONGEST_LABEL, LONGEST_TEXT = 80, 500
MOST_DAYS = 365
MOST_DAYS_OF_STAFF = 3650

USUAL, OWN = "usual", "own"


class GuideForm(Form):
    """What residents read about a status, and what they may do then."""

    label_en = forms.CharField(
        label=_("What the status is called"),
        help_text=_("Leave empty for the usual words."),
        required=False,
        max_length=LONGEST_LABEL,
    )
    label_cy = forms.CharField(
        label=_("The same in Welsh"), required=False, max_length=LONGEST_LABEL
    )
    text_en = forms.CharField(
        label=_("What happens next"),
        help_text=_("One or two plain sentences. Leave empty for the usual words."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
    )
    text_cy = forms.CharField(
        label=_("The same in Welsh"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
    )
    which_acts = forms.ChoiceField(
        label=_("What may residents do?"),
        choices=[(USUAL, _("The usual")), (OWN, _("What I choose below"))],
        initial=USUAL,
        widget=forms.RadioSelect,
    )
    acts = forms.MultipleChoiceField(
        label=_("They may"),
        # To tell it again follows from opening it again, once it is too late for that.
        choices=[choice for choice in Act.choices if choice[0] != Act.AGAIN],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reopen_days = forms.IntegerField(
        label=_("For how many days after it was closed may they open it again?"),
        help_text=_("Leave empty for the usual number of days."),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    staff_reopen_days = forms.IntegerField(
        label=_("For how many days may staff open it again, with a reason?"),
        help_text=_("Leave empty for the usual number of days."),
        required=False,
        min_value=0,
        max_value=MOST_DAYS_OF_STAFF,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, has_welsh: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_welsh:
            del self.fields["label_cy"], self.fields["text_cy"]

    @property
    def chosen_acts(self) -> list[str] | None:
        """Return what residents may do, or nothing where it is the usual."""
        acts: list[str] = self.cleaned_data["acts"]
        return acts if self.cleaned_data["which_acts"] == OWN else None
