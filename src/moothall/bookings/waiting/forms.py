"""The shape of what somebody types to join a waiting list; no rules of the domain."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.bookings.waiting.actions import Wanted
from moothall.kernel.forms import Form
from moothall.people.grant_forms import DayInput

_PARTS = ("day", "month", "year")
_LONGEST_NAME = 100
_LONGEST_PHONE = 30
_FEWEST_DIGITS = 7
_DAYS = [
    ("0", gettext_lazy("Monday")),
    ("1", gettext_lazy("Tuesday")),
    ("2", gettext_lazy("Wednesday")),
    ("3", gettext_lazy("Thursday")),
    ("4", gettext_lazy("Friday")),
    ("5", gettext_lazy("Saturday")),
    ("6", gettext_lazy("Sunday")),
]
_DAY_HINT = gettext_lazy("For example, 27 3 2027")
_TIME_HINT = gettext_lazy("For example 14:30. Leave it empty if any time will do.")
_TIME_FORMATS = ["%H:%M", "%H.%M", "%H"]


class DayField(forms.Field):
    """A day, as three numbers."""

    widget = DayInput

    def prepare_value(self, value: Any) -> Any:
        """Return a day as it would be typed; what was typed is drawn again as it is."""
        if isinstance(value, date):
            return {part: getattr(value, part) for part in _PARTS}
        return value or {}

    def clean(self, value: dict[str, str]) -> date:
        """
        Return the day.

        :raises ValidationError: if it is none
        """
        if not any(value.values()):
            raise forms.ValidationError(self.error_messages["required"])
        try:
            return date(*(int(value[part]) for part in reversed(_PARTS)))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"]) from error


def _day(label: Any, required: Any) -> DayField:
    return DayField(
        label=label,
        help_text=_DAY_HINT,
        error_messages={
            "required": required,
            "invalid": gettext_lazy("Enter a real day, like 27 3 2027"),
        },
    )


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=_TIME_HINT,
        required=False,
        input_formats=_TIME_FORMATS,
        widget=forms.TimeInput(format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Enter a time, like 14:30")},
    )


class JoinForm(Form):
    """Which times suit somebody, who they are and how to tell them."""

    first_on = _day(
        gettext_lazy("First day you can come"), gettext_lazy("Enter the first day you can come")
    )
    last_on = _day(
        gettext_lazy("Last day you can come"), gettext_lazy("Enter the last day you can come")
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Which days of the week"),
        help_text=gettext_lazy("Leave all empty if any day will do."),
        choices=_DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_time = _time(gettext_lazy("Earliest time"))
    until_time = _time(gettext_lazy("Latest time"))
    site = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    party = forms.IntegerField(
        label=gettext_lazy("How many people"),
        min_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=_LONGEST_NAME,
        error_messages={"required": gettext_lazy("Enter your full name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        max_length=254,
        required=False,
        error_messages={"invalid": gettext_lazy("Enter an email address, like name@example.com")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Mobile number"),
        help_text=gettext_lazy("We text you if you give no email address."),
        max_length=_LONGEST_PHONE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(
        self, *args: Any, sites: Sequence[tuple[str, str]], party_most: int = 1, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._party_most = party_most
        self.fields["site"].choices = [  # type: ignore[attr-defined]
            ("", _("Any place")),
            *sites,
        ]
        if len(sites) <= 1:
            del self.fields["site"]
        if party_most == 1:
            del self.fields["party"]

    def clean_party(self) -> int:
        """Return how many come, one where nothing was typed."""
        party = self.cleaned_data["party"] or 1
        if party > self._party_most:
            raise forms.ValidationError(
                _("You can bring at most %(most)s people. Call us if you are more.")
                % {"most": self._party_most}
            )
        return int(party)

    def clean_phone(self) -> str:
        """Return the number as it was typed, if it can be one."""
        typed = str(self.cleaned_data["phone"])
        if typed and sum(letter.isdigit() for letter in typed) < _FEWEST_DIGITS:
            raise forms.ValidationError(_("Enter a phone number, like 01632 960 001"))
        return typed

    def clean(self) -> dict[str, Any]:
        """Return what was typed, if the ends are the right way round and we can tell them."""
        told = super().clean()
        first, last = told.get("first_on"), told.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("Enter a last day that is not before the first"))
        begins, ends = told.get("from_time"), told.get("until_time")
        if begins and ends and ends < begins:
            self.add_error("until_time", _("Enter a latest time that is not before the earliest"))
        is_wrong = "email" in self.errors or "phone" in self.errors
        if not told.get("email") and not told.get("phone") and not is_wrong:
            self.add_error("email", _("Enter an email address or a mobile number"))
        return told

    @property
    def wanted(self) -> Wanted:
        """Return the times that suit them."""
        told = self.cleaned_data
        return Wanted(
            first_on=told["first_on"],
            last_on=told["last_on"],
            days=tuple(int(day) for day in told["days"]),
            from_time=told["from_time"],
            until_time=told["until_time"],
            site_id=UUID(told["site"]) if told.get("site") else None,
            party_size=told.get("party") or 1,
        )
