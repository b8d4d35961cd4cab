"""The shape of what staff type about people: warnings, relationships, and merging two records."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.channels import Channel
from moothall.kernel import clock
from moothall.kernel.forms import Form
from moothall.people.merging.disputes import GONE, KEPT
from moothall.people.merging.queries import Difference
from moothall.people.models import TieKind, WarningKind
from moothall.people.warnings.actions import LONGEST_DAYS, Said

LONGEST = 500
LONGEST_NAME = 200
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LastDay(Form):
    """Until when a warning runs."""

    expires_on = forms.DateField(
        label=gettext_lazy("Last day of the warning"),
        help_text=gettext_lazy("12 months from today at most. Then it is looked at again."),
        widget=_DAY,
        error_messages={
            "required": gettext_lazy("Enter the last day of the warning"),
            "invalid": gettext_lazy("Enter a day like 27 3 2027"),
        },
    )

    def clean_expires_on(self) -> Any:
        """Ask again for a day that is past or too far away."""
        day, today = self.cleaned_data["expires_on"], localdate(clock.now())
        if day <= today:
            raise forms.ValidationError(_("The last day must be in the future"))
        if day > today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("The last day must be within 12 months"))
        return day


class WarningForm(LastDay):
    """A warning about a person or an address."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=[(one.value, one.label) for one in WarningKind],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is about")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Say what happened and when. The person may read this."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why")},
    )
    advice = forms.CharField(
        label=gettext_lazy("What should staff do?"),
        help_text=gettext_lazy("For example: do not ring before noon."),
        max_length=LONGEST,
        required=False,
    )
    single_contact = forms.CharField(
        label=gettext_lazy("Who alone answers them?"),
        help_text=gettext_lazy("Only for unreasonable contact: name a colleague and their number."),
        max_length=LONGEST_NAME,
        required=False,
    )
    allowed_channels = forms.MultipleChoiceField(
        label=gettext_lazy("How may they be in touch?"),
        help_text=gettext_lazy("Only for unreasonable contact. Leave empty for every way."),
        choices=[(one.value, one.label) for one in Channel],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field_order = ("kind", "reason", "advice", "single_contact", "allowed_channels", "expires_on")

    def clean(self) -> dict[str, Any]:
        """Ask who answers somebody whose contact is limited, and limit nobody else's."""
        given = super().clean() or {}
        if given.get("kind") != WarningKind.UNREASONABLE:
            given["single_contact"], given["allowed_channels"] = "", []
        elif not given.get("single_contact", "").strip():
            self.add_error("single_contact", _("Name the colleague who answers them"))
        return given

    def said(self) -> Said:
        """Return what was typed."""
        given = self.cleaned_data
        return Said(
            kind=WarningKind(given["kind"]),
            reason=given["reason"],
            advice=given["advice"],
            single_contact=given["single_contact"],
            allowed_channels=given["allowed_channels"],
            expires_on=given["expires_on"],
        )


class TieForm(Form):
    """Who is what to a person: somebody with a record, or a name."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What are they to this person?"),
        choices=[(one.value, one.label) for one in TieKind],
    )
    other_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Say who it is")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example a phone number, or who told us."),
    )
    other_id = forms.UUIDField(widget=forms.HiddenInput, required=False)


class MergeForm(Form):
    """For each difference of two records, whose is right."""

    def __init__(self, *args: Any, differences: Sequence[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, one in enumerate(differences):
            self.fields[f"d{number}"] = forms.ChoiceField(
                label=one.label,
                choices=[(KEPT, one.kept), (GONE, one.gone)],
                widget=forms.RadioSelect,
                initial=one.default or None,
                error_messages={
                    "required": _("Choose one: %(what)s") % {"what": one.label},
                },
            )
        self.fields["sure"] = forms.BooleanField(
            label=_("I have checked that this is one person"),
            error_messages={"required": _("Check that this is one person, and say so")},
        )
        self.keys = [one.key for one in differences]

    def chosen(self) -> dict[str, str]:
        """Return what was chosen, by what it is about."""
        return {key: self.cleaned_data[f"d{number}"] for number, key in enumerate(self.keys)}


class BecauseForm(Form):
    """Why a merge is taken back."""

    because = forms.CharField(
        label=gettext_lazy("Why is it taken back?"),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Say why it is taken back")},
    )


def person_id_in(text: str) -> UUID | None:
    """Return an id that stands in an address, or nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None
