"""The shape of what staff type about forms; what may be done with it, the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class OfficeAddressForm(forms.Form):
    """An address that is asked to take a council's forms."""

    address = forms.EmailField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("We send a link to it. It gets forms once somebody there agrees."),
        max_length=254,
    )


class AvailabilityForm(forms.Form):
    """From when to when a form is open, and how often it may be handed in."""

    opens_on = forms.DateField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("Open from the start of this day. Leave empty if it is open."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Closed after the end of this day. Leave empty if it stays open."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    most_submissions = forms.IntegerField(
        label=gettext_lazy("How many may be sent"),
        help_text=gettext_lazy("Leave empty if there is no limit."),
        required=False,
        min_value=0,
    )

    def clean(self) -> dict[str, Any]:
        """Look whether the first day comes before the last."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("The last day must not be before the first day."))
        return cleaned
