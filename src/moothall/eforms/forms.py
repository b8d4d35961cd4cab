"""The shape of what staff type about forms; what may be done with it, the actions decide."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.data_out.exports import Layout
from moothall.eforms.fields import AnswerProblem
from moothall.eforms.fields.timing import DAY_PARTS, typed_day
from moothall.eforms.versions import VersionRow
from moothall.kernel.forms import Form


class OfficeAddressForm(Form):
    """An address that is asked to take a council's forms."""

    address = forms.EmailField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("We send a link to it. It gets forms once somebody there agrees."),
        max_length=254,
    )


class AvailabilityForm(Form):
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


class DayInput(forms.Widget):
    """Three boxes for a day; `wrong` names those to mark, the first of which takes the focus."""

    wrong: tuple[str, ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """Return what is in each of the boxes."""
        return {part: data.get(f"{name}-{part}", "") for part in DAY_PARTS}

    def id_for_label(self, id_: str) -> str:
        """Return the box to which a mistake leads."""
        return f"{id_}-{self.wrong[0] if self.wrong else DAY_PARTS[0]}"


class DayField(forms.Field):
    """A day, typed as people write it; one that is not required may be left out."""

    widget = DayInput

    def prepare_value(self, value: Any) -> Any:
        """Return a day as it would be typed; what was typed is drawn again as it is."""
        if isinstance(value, date):
            return {part: getattr(value, part) for part in DAY_PARTS}
        return value or {}

    def clean(self, value: dict[str, str]) -> date | None:
        """
        Return the day, or nothing where it may be left out and was.

        :raises ValidationError: if it is no day, or there must be one
        """
        try:
            day = typed_day({f"day-{part}": [text] for part, text in value.items()}, "day")
        except AnswerProblem as error:
            self.widget.wrong = error.parts
            raise forms.ValidationError(f"{self.label}: {error.message}") from error
        if day is None and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return day


class DataOutForm(Form):
    """Which of the answers to a form are taken away, and in what shape."""

    since = DayField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("For example, 27 3 2026"),
        error_messages={"required": gettext_lazy("Enter the first day")},
    )
    until = DayField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Everything sent by the end of this day."),
        error_messages={"required": gettext_lazy("Enter the last day")},
    )
    versions = forms.MultipleChoiceField(
        label=gettext_lazy("Which versions of the form?"),
        help_text=gettext_lazy("Tick none to get them all."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    layout = forms.ChoiceField(
        label=gettext_lazy("What kind of file?"),
        choices=[
            (Layout.CSV.value, gettext_lazy("CSV, for Excel and other spreadsheets")),
            (Layout.JSON_LINES.value, gettext_lazy("JSON lines, for programs")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind of file you want")},
    )
    with_sensitive = forms.BooleanField(
        label=gettext_lazy("Include answers marked sensitive"),
        help_text=gettext_lazy("Only if your work needs them. We note that you took them."),
        required=False,
    )

    def __init__(
        self, *args: Any, published: Iterable[VersionRow], holds_sensitive: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        choices = [(str(one.number), _version(one)) for one in published]
        self.fields["versions"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["versions"]
        if not holds_sensitive:
            del self.fields["with_sensitive"]

    def clean(self) -> dict[str, Any]:
        """Look whether the first day comes before the last."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("since"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day must not be before the first day."))
        return cleaned


def _version(row: VersionRow) -> str:
    number = _("Version %(number)s") % {"number": row.number}
    return _("%(version)s, in use now") % {"version": number} if row.is_current else number
