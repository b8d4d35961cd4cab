"""The shape of what is typed about parking."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form
from moothall.verticals.parking.errors import WrongVehicle
from moothall.verticals.parking.models.client import ClientKind
from moothall.verticals.parking.tariff import MOST_MINUTES
from moothall.verticals.parking.vrm import normal_vrm

_IN_AN_HOUR = 60
_LONGEST_NUMBER = 5
#: As typed: with gaps, but no sentence.
_LONGEST_VRM = 20
OTHER = "other"


class _Vrm(forms.CharField):
    """A registration number, in its normal form once it is clean."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{
                "label": gettext_lazy("Registration number"),
                "help_text": gettext_lazy("For example AB12 CDE"),
                "max_length": _LONGEST_VRM,
                "widget": forms.TextInput(
                    attrs={"autocomplete": "off", "autocapitalize": "characters"}
                ),
                "error_messages": {"required": gettext_lazy("Enter a registration number")},
                **options,
            }
        )

    def clean(self, value: Any) -> str:
        """Return the number in capitals without gaps."""
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return normal_vrm(typed)
        except WrongVehicle:
            raise forms.ValidationError(
                _("Enter a registration number with letters A to Z and numbers, like AB12 CDE")
            ) from None


class _WholeNumber(forms.CharField):
    """A number of hours or minutes; nothing is nothing."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            required=False,
            max_length=_LONGEST_NUMBER,
            widget=forms.TextInput(attrs=attrs),
            **options,
        )

    def clean(self, value: Any) -> int:
        """Return the number."""
        typed = super().clean(value).strip()
        if not typed:
            return 0
        if not (typed.isascii() and typed.isdigit()):
            raise forms.ValidationError(_("Enter a whole number, like 2"))
        return int(typed)


class LengthForm(Form):
    """How long, in hours and minutes."""

    hours = _WholeNumber(label=gettext_lazy("Hours"))
    minutes = _WholeNumber(label=gettext_lazy("Minutes"))

    def clean(self) -> dict[str, Any]:
        """Return what was typed with `length`, the minutes in all."""
        given = super().clean()
        if "hours" in given and "minutes" in given:
            length = given["hours"] * _IN_AN_HOUR + given["minutes"]
            if not length:
                self.add_error("hours", _("Enter how long you want to park"))
            elif length > MOST_MINUTES:
                self.add_error("hours", _("Enter 7 days or less"))
            given["length"] = length
        return given


class StayForm(LengthForm):
    """A vehicle and how long, at a place that is known."""

    vrm = _Vrm()
    field_order = ("vrm", "hours", "minutes")


class PlaceForm(Form):
    """The number on a sign."""

    code = forms.CharField(
        label=gettext_lazy("Number on the sign"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Enter the number on the sign")},
    )

    def clean_code(self) -> str:
        """Return it in capitals without gaps."""
        return "".join(str(self.cleaned_data["code"]).upper().split())


class OwnStayForm(LengthForm):
    """A place, one of one's own vehicles or another, and how long."""

    code = PlaceForm.base_fields["code"]
    vehicle = forms.ChoiceField(
        label=gettext_lazy("Vehicle"),
        widget=forms.RadioSelect,
        required=False,
    )
    vrm = _Vrm(required=False)
    field_order = ("code", "vehicle", "vrm", "hours", "minutes")

    def __init__(self, *args: Any, vehicles: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        if vehicles:
            self.fields["vehicle"].choices = [  # type: ignore[attr-defined]
                *((one, one) for one in vehicles),
                (OTHER, _("Another vehicle")),
            ]
            self.fields["vrm"].label = _("Its registration number, if it is another vehicle")
        else:
            del self.fields["vehicle"]

    def clean(self) -> dict[str, Any]:
        """Return what was typed with `chosen`, the vehicle's number in its normal form."""
        given = super().clean()
        chosen = given.get("vehicle", OTHER) if "vehicle" in self.fields else OTHER
        if "vehicle" in self.fields and "vehicle" in given and not chosen:
            self.add_error("vehicle", _("Choose a vehicle"))
        elif chosen and chosen != OTHER:
            given["chosen"] = normal_vrm(chosen)
        elif given.get("vrm"):
            given["chosen"] = given["vrm"]
        elif "vrm" in given:
            self.add_error("vrm", _("Enter a registration number"))
        return given

    def clean_code(self) -> str:
        """Return it in capitals without gaps."""
        return "".join(str(self.cleaned_data["code"]).upper().split())


class VehicleForm(Form):
    """A vehicle to keep."""

    vrm = _Vrm()
    name = forms.CharField(
        label=gettext_lazy("What you call it (optional)"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("For example, Blue van"),
    )


class LookUpForm(Form):
    """One vehicle that is looked for at a place."""

    vrm = _Vrm()


class ClientForm(Form):
    """A program that is to sell or to check."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        error_messages={"required": gettext_lazy("Enter a name")},
    )
    code = forms.SlugField(
        label=gettext_lazy("Short name for the books"),
        max_length=30,
        help_text=gettext_lazy("Small letters, numbers and hyphens, such as park-app"),
        error_messages={
            "required": gettext_lazy("Enter a short name"),
            "invalid": gettext_lazy("Use small letters, numbers and hyphens, such as park-app"),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it does"),
        widget=forms.RadioSelect,
        choices=[
            (ClientKind.SELLS.value, gettext_lazy("Sells parking and takes the money for us")),
            (ClientKind.CHECKS.value, gettext_lazy("Checks vehicles for our officers")),
        ],
        error_messages={"required": gettext_lazy("Choose what it does")},
    )
