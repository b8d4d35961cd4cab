"""The shape of what people type about who acts for whom."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form
from moothall.people.models import GrantKind
from moothall.people.models.grant import NEEDS_EVIDENCE
from moothall.people.scope_words import WORDS

DAY_PARTS = ("day", "month", "year")
_EARLIEST_YEAR = 1900
_LONGEST_NAME, _LONGEST_PLACE, _LONGEST_NUMBER, _LONGEST_REASON = 200, 300, 40, 200

#: How long it is to last; "" is until somebody ends it.
LASTS = (
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("1 year")),
    ("", gettext_lazy("Until I end it")),
)

#: What a person can offer, and what can be asked of a person; the rest is shown by papers.
BETWEEN_PEOPLE = (GrantKind.CARER, GrantKind.LANDLORD, GrantKind.AGENT)
OFFERED = (*BETWEEN_PEOPLE, GrantKind.POWER_OF_ATTORNEY, GrantKind.ORGANISATION)
CLAIMED = tuple(kind for kind in GrantKind if kind in NEEDS_EVIDENCE)


class DayInput(forms.Widget):
    """Three boxes for a day."""

    wrong: tuple[str, ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """Return what is in each of the boxes."""
        return {part: data.get(f"{name}-{part}", "").strip() for part in DAY_PARTS}

    def id_for_label(self, id_: str) -> str:
        """Return the box to which a mistake leads."""
        return f"{id_}-{DAY_PARTS[0]}"


class BirthDateField(forms.Field):
    """A day of birth, as three numbers; empty boxes are no day."""

    widget = DayInput

    def prepare_value(self, value: Any) -> Any:
        """Return what was typed, to be drawn again as it is."""
        return value or {}

    def clean(self, value: dict[str, str]) -> date | None:
        """
        Return the day.

        :raises ValidationError: if it is none, or a day on which nobody alive was born
        """
        if not any(value.values()):
            if self.required:
                raise forms.ValidationError(self.error_messages["required"])
            return None
        try:
            day = date(*(int(value[part]) for part in reversed(DAY_PARTS)))
        except ValueError as error:
            raise forms.ValidationError(_("Enter a real date of birth")) from error
        if day.year < _EARLIEST_YEAR:
            raise forms.ValidationError(_("Enter a real date of birth"))
        return day


def _scopes() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("What may they deal with?"),
        choices=list(WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one thing")},
    )


def _kind(kinds: tuple[GrantKind, ...], label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(kind.value, kind.label) for kind in kinds],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one")},
    )


class Lasting(Form):
    """What a grant covers, and for how long."""

    scopes = _scopes()
    lasts = forms.ChoiceField(
        label=gettext_lazy("For how long?"),
        choices=LASTS,
        widget=forms.RadioSelect,
        required=False,
    )

    def expires_at(self, now: datetime) -> datetime | None:
        """Return when it is over."""
        days = self.cleaned_data["lasts"]
        return now + timedelta(days=int(days)) if days else None


def _email() -> forms.EmailField:
    return forms.EmailField(
        label=gettext_lazy("Their email address"),
        error_messages={"required": gettext_lazy("Enter their email address")},
    )


class OfferForm(Lasting):
    """Whom somebody asks to act for them."""

    email = _email()
    kind = _kind(OFFERED, gettext_lazy("Who are they to you?"))
    field_order = ("email", "kind", "scopes", "lasts")


class AskForm(Lasting):
    """Whom somebody asks to be allowed to act for."""

    email = _email()
    kind = _kind(BETWEEN_PEOPLE, gettext_lazy("Who are you to them?"))
    field_order = ("email", "kind", "scopes", "lasts")


class ClaimForm(Form):
    """For whom somebody acts by a right that papers show."""

    kind = _kind(CLAIMED, gettext_lazy("By what right do you act?"))
    said_name = forms.CharField(
        label=gettext_lazy("Full name of the person you act for"),
        max_length=_LONGEST_NAME,
        error_messages={"required": gettext_lazy("Enter their full name")},
    )
    said_born_on = BirthDateField(
        label=gettext_lazy("Their date of birth"),
        help_text=gettext_lazy("For example, 27 3 2012. For a child we must know it."),
        required=False,
    )
    said_where = forms.CharField(
        label=gettext_lazy("Their address (optional)"),
        help_text=gettext_lazy("It helps us find the right record."),
        max_length=_LONGEST_PLACE,
        required=False,
    )
    scopes = _scopes()

    def clean(self) -> dict[str, Any]:
        """Ask for a child's date of birth."""
        given = super().clean() or {}
        if given.get("kind") == GrantKind.PARENT and not given.get("said_born_on"):
            self.add_error("said_born_on", _("Enter the child’s date of birth"))
        return given


class OrganisationForm(Form):
    """What an organisation is called."""

    name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        max_length=_LONGEST_NAME,
        error_messages={"required": gettext_lazy("Enter the name of the organisation")},
    )
    number = forms.CharField(
        label=gettext_lazy("Company or charity number (optional)"),
        max_length=_LONGEST_NUMBER,
        required=False,
    )


class MemberForm(Form):
    """Whom an owner invites."""

    email = _email()


class ReasonForm(Form):
    """Why staff refuse, end or look at something."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=_LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say why")},
    )
