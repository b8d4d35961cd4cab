"""The shape of what finance staff type; what may be done with it, the actions decide."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form
from moothall.payments.models import DifferenceKind, DifferenceState
from moothall.payments.parts_of_references import SHORTEST_PART, is_too_short

MOST_BYTES = 20_000_000
LONGEST_NOTE = 500
LONGEST_REFERENCE = 120


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        error_messages={"required": gettext_lazy("Choose a day")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class SpanForm(Form):
    """From one day to another."""

    first = _day(gettext_lazy("First day"))
    last = _day(gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        """Look whether the first day comes before the last."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day must not be before the first day."))
        return cleaned

    def days(self) -> tuple[date, date]:
        """Return both days, those of the beginning if what was typed makes no sense."""
        if self.is_bound and self.is_valid():
            return self.cleaned_data["first"], self.cleaned_data["last"]
        return self.initial["first"], self.initial["last"]


class FindForm(Form):
    """What is known of a payment's reference."""

    reference = forms.CharField(
        label=gettext_lazy("Part of a reference"),
        max_length=LONGEST_REFERENCE,
        error_messages={"required": gettext_lazy("Enter part of a reference")},
    )

    def clean_reference(self) -> str:
        """Refuse what would find half of all payments."""
        typed: str = self.cleaned_data["reference"]
        if is_too_short(typed):
            raise forms.ValidationError(
                _("Enter at least %(number)s letters or digits of the reference")
                % {"number": SHORTEST_PART}
            )
        return typed

    @property
    def hint(self) -> str:
        """Return whose references are looked through, and how much of one is needed."""
        return _(
            "Ours, the card company’s, or the payer’s own. At least %(number)s letters or digits."
        ) % {"number": SHORTEST_PART}


class NarrowForm(Form):
    """Which differences are shown."""

    state = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[("", gettext_lazy("Anything")), *DifferenceState.choices],
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is different"),
        choices=[("", gettext_lazy("Anything")), *DifferenceKind.choices],
        required=False,
    )
    reference = forms.CharField(label=gettext_lazy("Part of a reference"), required=False)


class DifferenceForm(Form):
    """What became of a difference."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[
            ("explained", gettext_lazy("I know why: it is all right")),
            ("corrected", gettext_lazy("Book the difference out, finance will sort it out")),
            ("open", gettext_lazy("Still to be looked at")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what became of it")},
    )
    note = forms.CharField(
        label=gettext_lazy("What you found out"),
        help_text=gettext_lazy("Do not write names or card numbers here."),
        max_length=LONGEST_NOTE,
        error_messages={"required": gettext_lazy("Write what you found out")},
        widget=forms.Textarea,
    )


class BankFileForm(Form):
    """A file of the bank."""

    file = forms.FileField(
        label=gettext_lazy("The bank’s file"),
        help_text=gettext_lazy("A CSV file as your council said it looks, camt.053 or BAI2."),
        error_messages={"required": gettext_lazy("Choose the bank’s file")},
    )

    def clean_file(self) -> Any:
        """Refuse what is too large to be one."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large. Send it in parts."))
        return file


class ExportForm(Form):
    """What is handed over."""

    layout = forms.ChoiceField(
        label=gettext_lazy("Layout"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a layout")},
    )
    until = _day(
        gettext_lazy("Up to and including"),
        gettext_lazy("All that was not handed over by this layout before."),
    )

    def __init__(self, *args: Any, layouts: list[dict[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["layout"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(one["key"], one["name"]) for one in layouts]
