"""The shape of what staff type about the diary; no rules of the domain."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from moothall.bookings.actions.closing import Shuttable
from moothall.bookings.actions.together import MOST_AT_ONCE
from moothall.bookings.errors import NoSuchTime
from moothall.bookings.forms import IN_A_ROW, SAME_TIME, day_field
from moothall.bookings.models import Activity, Resource, Site
from moothall.bookings.several_reads import Together
from moothall.bookings.slots.local_time import moment_of
from moothall.bookings.staff_words import said
from moothall.kernel.forms import Form

_LONGEST_REASON = 300
_LONGEST_NAME = 200
_LONGEST_NOTE = 1000
_MOST_PEOPLE = 500
_KINDS = (("site", Site), ("resource", Resource), ("activity", Activity))


def time_field(label: Any) -> forms.TimeField:
    """Return a field for a time of the local clock."""
    return forms.TimeField(
        label=label,
        help_text=_("By the 24-hour clock, like 13:30"),
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={
            "required": _("Enter a time, like 13:30"),
            "invalid": _("Enter a real time, like 13:30"),
        },
    )


class ClosureForm(Form):
    """What is to be shut, from when until when, and why."""

    what = forms.ChoiceField(
        label=_("What is shut"), error_messages={"required": _("Choose what is shut")}
    )
    first_on = day_field(_("First day"))
    from_at = time_field(_("From"))
    last_on = day_field(_("Last day"))
    until_at = time_field(_("Until"))
    reason_en = forms.CharField(
        label=_("Why, in English"),
        help_text=_("Everybody affected reads this."),
        max_length=_LONGEST_REASON,
        error_messages={"required": _("Say why, in a few words")},
    )
    reason_cy = forms.CharField(
        label=_("Why, in Welsh"), max_length=_LONGEST_REASON, required=False
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = zone
        self._found: dict[str, Shuttable] = {
            f"{kind}.{row.pk}": row
            for kind, model in _KINDS
            for row in model.objects.filter(withdrawn_at=None).order_by("position", "key")
        }
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)  # noqa: S101 - for the types alone
        what.choices = [
            ("", _("Choose")),
            *((key, said(row.name)) for key, row in self._found.items()),
        ]
        self.initial.setdefault("from_at", "00:00")
        self.initial.setdefault("until_at", "23:59")

    def clean_what(self) -> Shuttable:
        """Return the site, resource or activity."""
        return self._found[self.cleaned_data["what"]]

    def clean(self) -> dict[str, Any]:
        """Make moments of days and times."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for day, at, moment in (("first_on", "from_at", "starts_at"),
                                ("last_on", "until_at", "ends_at")):  # fmt: skip
            if day in cleaned and at in cleaned:
                try:
                    cleaned[moment] = moment_of(cleaned[day], cleaned[at], self._zone)
                except NoSuchTime:
                    self.add_error(at, _("The clocks change at this time. Enter another."))
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("last_on", _("A closure ends after it begins"))
        return cleaned

    @property
    def reason(self) -> dict[str, str]:
        """Return why, by language, those that were said."""
        words = {"en": self.cleaned_data["reason_en"], "cy": self.cleaned_data["reason_cy"]}
        return {language: text for language, text in words.items() if text}


class BookForm(Form):
    """Whom an agent books a time for."""

    slot = forms.CharField(error_messages={"required": _("Choose a time")})
    name = forms.CharField(
        label=_("Name"),
        max_length=_LONGEST_NAME,
        error_messages={"required": _("Enter the name")},
    )
    email = forms.EmailField(
        label=_("Email address"), required=False, widget=forms.EmailInput(attrs={}),
        error_messages={"invalid": _("Enter an email address, like name@example.org")},
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone number"), max_length=40, required=False)
    party_size = forms.IntegerField(
        label=_("How many people"), min_value=1, max_value=_MOST_PEOPLE, initial=1,
        error_messages={
            "required": _("Enter how many people come"),
            "invalid": _("Enter how many people come, in figures"),
        },
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", _("English")), ("cy", _("Welsh"))], initial="en"
    )
    let_off = forms.MultipleChoiceField(
        label=_("Let them off paying"),
        choices=[("fee", _("The fee")), ("deposit", _("The deposit"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    because = forms.CharField(
        label=_("Why they are let off"), max_length=_LONGEST_REASON, required=False
    )
    note = forms.CharField(
        label=_("What staff should know"),
        max_length=_LONGEST_NOTE,
        required=False,
        widget=forms.Textarea,
    )

    def clean(self) -> dict[str, Any]:
        """Ask why somebody is let off paying."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("let_off") and not cleaned.get("because"):
            self.add_error("because", _("Say why they are let off, in a few words"))
        return cleaned


class HowManyForm(Form):
    """How many people an agent books for at once, and whether at one hour."""

    how_many = forms.IntegerField(
        label=_("How many people need a time"), min_value=2, max_value=MOST_AT_ONCE, initial=2,
        error_messages={
            "required": _("Enter how many people need a time"),
            "invalid": _("Enter how many people need a time, in figures"),
        },
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("When they come"),
        choices=[(SAME_TIME, _("All at the same time")), (IN_A_ROW, _("One after another"))],
        initial=SAME_TIME,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when they come")},
    )

    @property
    def together(self) -> Together:
        """Return what was said, once it is valid."""
        said = self.cleaned_data
        return Together(how_many=said["how_many"], in_a_row=said["way"] == IN_A_ROW)


class RecurringForm(Form):
    """How often and how many times an agent books the same hour."""

    every = forms.ChoiceField(
        label=_("How often"),
        choices=[
            ("1", _("Every week")), ("2", _("Every 2 weeks")), ("4", _("Every 4 weeks")),
        ],
        initial="1",
        error_messages={"required": _("Choose how often")},
    )  # fmt: skip
    times = forms.IntegerField(
        label=_("How many times"), min_value=2, max_value=MOST_AT_ONCE, initial=4,
        error_messages={
            "required": _("Enter how many times"),
            "invalid": _("Enter how many times, in figures"),
        },
    )  # fmt: skip


class BookSeriesForm(BookForm):
    """Whom an agent books a series for; its dates have fields of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make it without what is the same for all dates."""
        super().__init__(*args, **kwargs)
        del self.fields["slot"]


class BookSeveralForm(BookForm):
    """Whom an agent books several times for: each by name, with one way to reach them."""

    def __init__(self, *args: Any, how_many: int, **kwargs: Any) -> None:
        """Make it with a field for the name of each."""
        super().__init__(*args, **kwargs)
        del self.fields["name"], self.fields["party_size"]
        self.name_fields = [f"name_{number}" for number in range(1, how_many + 1)]
        for number, name in enumerate(self.name_fields, start=1):
            self.fields[name] = forms.CharField(
                label=_("Full name of person %(number)s") % {"number": number},
                max_length=_LONGEST_NAME,
                error_messages={"required": _("Enter the name")},
            )

    @property
    def names(self) -> list[str]:
        """Return the names in order."""
        return [str(self.cleaned_data[name]) for name in self.name_fields]
