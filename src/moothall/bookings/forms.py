"""The shape of what residents type when they book; no rules of the domain."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form

EARLIEST, NEAREST = "earliest", "nearest"
SAME_TIME, IN_A_ROW = "same", "row"
#: What can be asked of a place, by the field that asks it.
FEATURES = {
    "step_free": "step-free",
    "hearing_loop": "hearing-loop",
    "accessible_toilet": "accessible-toilet",
}
_DAYS_OF_WEEK = 7
_LONGEST_NAME = 100
_LONGEST_NOTE = 500
_LONGEST_PHONE = 30
_LONGEST_POSTCODE = 10
_FEWEST_DIGITS = 7


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """Return a field for a day, chosen or typed."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Enter a day, like 27/3/2027"),
            "invalid": gettext_lazy("Enter a real day, like 27/3/2027"),
        },
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d.%m.%Y"],
    )


class SearchForm(Form):
    """How many come, where from, and what they need of the place."""

    party = forms.IntegerField(
        label=gettext_lazy("How many people"),
        min_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Your postcode"),
        help_text=gettext_lazy("To see how far away each place is. We do not keep it."),
        max_length=_LONGEST_POSTCODE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    site = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Show first"),
        choices=[
            (EARLIEST, gettext_lazy("The earliest times")),
            (NEAREST, gettext_lazy("The nearest place")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    step_free = forms.BooleanField(label=gettext_lazy("Only places without steps"), required=False)
    hearing_loop = forms.BooleanField(
        label=gettext_lazy("Only places with a hearing loop"), required=False
    )
    accessible_toilet = forms.BooleanField(
        label=gettext_lazy("Only places with an accessible toilet"), required=False
    )

    def __init__(
        self,
        *args: Any,
        sites: Sequence[tuple[str, str]],
        party_most: int,
        features: Collection[str] = (),
        **options: Any,
    ) -> None:
        """Make it; `features` are those that any place of the council has."""
        super().__init__(*args, **options)
        self._party_most = party_most
        self.fields["site"].choices = [  # type: ignore[attr-defined]
            ("", _("Any place")),
            *sites,
        ]
        if party_most == 1:
            del self.fields["party"]
        if len(sites) <= 1:
            del self.fields["site"], self.fields["order"]
        if not sites:
            del self.fields["postcode"], self.fields["step_free"]
        for name, feature in FEATURES.items():
            if name != "step_free" and (not sites or feature not in features):
                del self.fields[name]

    def clean_party(self) -> int:
        """Return how many come, one where nothing was typed."""
        party = self.cleaned_data["party"] or 1
        if party > self._party_most:
            raise forms.ValidationError(
                _("You can bring at most %(most)s people. Call us if you are more.")
                % {"most": self._party_most}
            )
        return int(party)

    @property
    def features(self) -> frozenset[str]:
        """Return the features that are asked for, by their keys."""
        said = self.cleaned_data
        return frozenset(feature for name, feature in FEATURES.items() if said.get(name))


class TogetherForm(Form):
    """How many people each get a time of their own, and whether at one hour."""

    how_many = forms.IntegerField(
        label=gettext_lazy("How many people need a time"),
        min_value=2,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Enter how many people need a time"),
            "invalid": gettext_lazy("Enter how many people need a time, in figures"),
            "min_value": gettext_lazy("Enter 2 or more. For one person, choose a time as usual."),
        },
    )
    way = forms.ChoiceField(
        label=gettext_lazy("When they come"),
        choices=[
            (SAME_TIME, gettext_lazy("All at the same time")),
            (IN_A_ROW, gettext_lazy("One after another")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose when they come")},
    )

    def __init__(self, *args: Any, most: int, **options: Any) -> None:
        """Make it; `most` is how many may be booked at once."""
        super().__init__(*args, **options)
        self._most = most

    def clean_how_many(self) -> int:
        """Return how many come."""
        how_many = int(self.cleaned_data["how_many"])
        if how_many > self._most:
            raise forms.ValidationError(
                _("You can book for at most %(most)s people at once. Call us if you are more.")
                % {"most": self._most}
            )
        return how_many


class SeriesForm(Form):
    """The first time of a series, how often it recurs, and until when."""

    slot = forms.ChoiceField(
        label=gettext_lazy("First time"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose the first time"),
            "invalid_choice": gettext_lazy("This time is not free any more. Choose another."),
        },
    )
    every = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=[
            ("1", gettext_lazy("Every week")),
            ("2", gettext_lazy("Every 2 weeks")),
            ("4", gettext_lazy("Every 4 weeks")),
        ],
        initial="1",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how often")},
    )
    times = forms.IntegerField(
        label=gettext_lazy("How many times"),
        help_text=gettext_lazy("Enter this or a last date."),
        min_value=2,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": gettext_lazy("Enter how many times, in figures"),
            "min_value": gettext_lazy("A series has 2 times or more"),
        },
    )
    until = day_field(gettext_lazy("Or until this date"), required=False)

    def __init__(
        self,
        *args: Any,
        slots: Sequence[tuple[str, str]],
        first_on: date,
        most: int,
        **options: Any,
    ) -> None:
        """Make it for the free times of a day; `most` is how many a series may have."""
        super().__init__(*args, **options)
        self.fields["slot"].choices = slots  # type: ignore[attr-defined]
        self._first_on, self._most = first_on, most

    def clean(self) -> dict[str, Any]:
        """Work out how many times it is, whichever way it was said."""
        given = super().clean() or self.cleaned_data
        times, until = given.get("times"), given.get("until")
        if self.errors:
            return given
        if (times is None) == (until is None):
            self.add_error("times", _("Enter how many times, or a last date, but not both"))
            return given
        if until is not None:
            times = (until - self._first_on).days // _DAYS_OF_WEEK // int(given["every"]) + 1
            name = "until"
        else:
            name = "times"
        given["times"] = times
        if times is not None and times < 2:  # noqa: PLR2004 - two make a series
            self.add_error(name, _("A series has 2 times or more"))
        elif times is not None and times > self._most:
            problem = _("You can book at most %(most)s times at once.") % {"most": self._most}
            self.add_error(name, problem)
        return given


class DetailsForm(Form):
    """Whom a booking is for, and how to reach them."""

    name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=_LONGEST_NAME,
        error_messages={"required": gettext_lazy("Enter your full name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("We send you what to bring, and a link to change or cancel."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number"),
        max_length=_LONGEST_PHONE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Is there anything we should know?"),
        help_text=gettext_lazy("For example, if you use a wheelchair or need an interpreter."),
        max_length=_LONGEST_NOTE,
        required=False,
        widget=forms.Textarea,
    )

    def clean_phone(self) -> str:
        """Return the number as it was typed, if it can be one."""
        typed = str(self.cleaned_data["phone"])
        if typed and sum(letter.isdigit() for letter in typed) < _FEWEST_DIGITS:
            raise forms.ValidationError(_("Enter a phone number, like 01632 960 001"))
        return typed

    def clean(self) -> dict[str, Any]:
        """Ask for one way to reach them at least."""
        given = super().clean()
        if not given.get("email") and not given.get("phone") and not self.errors:
            self.add_error("email", _("Enter an email address or a phone number"))
        return given


class SetDetailsForm(DetailsForm):
    """Whom several bookings are for, each by name, and how to reach whoever booked."""

    def __init__(self, *args: Any, names: Sequence[tuple[str, str]], **options: Any) -> None:
        """Make it; `names` are the fields for names and their labels, none if it is one person."""
        super().__init__(*args, **options)
        if not names:
            return
        own = self.fields.pop("name")
        asked: dict[str, forms.Field] = {}
        for name, label in names:
            asked[name] = forms.CharField(
                label=label,
                max_length=_LONGEST_NAME,
                error_messages={"required": own.error_messages["required"]},
                widget=forms.TextInput(),
            )
        self.fields = {**asked, **self.fields}

    def name_of(self, field: str) -> str:
        """Return the name that was typed for one booking, or for all."""
        return str(self.cleaned_data.get(field) or self.cleaned_data.get("name", ""))
