"""The shape of what a council decides of the cases of a service, a form for each part."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.acts import Act
from moothall.cases.case_types.rules import ALWAYS_TOLD, ALWAYS_USED, DENIABLE, CaseTypeRules
from moothall.cases.workflow import Priority, Status
from moothall.councils.models import CaseKind
from moothall.councils.queries import service_types, teams
from moothall.councils.rows import CouncilRow, ServiceTypeRow
from moothall.kernel.forms import Form

_LONGEST_NAME = 120
_MOST_HOURS = 5000
_MOST_DAYS = 36500

KINDS = {
    CaseKind.ENQUIRY: gettext_lazy("A question"),
    CaseKind.SERVICE_REQUEST: gettext_lazy("Something to be done"),
    CaseKind.COMPLAINT: gettext_lazy("A complaint"),
    CaseKind.FOI: gettext_lazy("A request for information"),
}


def _several(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _number(label: Any, most: int, *, required: bool, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=1,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Enter a number, like 20"),
            "invalid": gettext_lazy("Enter a number, like 20"),
        },
    )


class SectionForm(Form):
    """One part of a case type; `rules` and `service` are what counts now."""

    def __init__(
        self,
        data: Any = None,
        *,
        council: CouncilRow,
        service: ServiceTypeRow,
        rules: CaseTypeRules,
    ) -> None:
        self.council, self.service, self.rules = council, service, rules
        super().__init__(data, initial=self.present())
        self.fit()

    def present(self) -> dict[str, Any]:
        """Return what counts now, by field."""
        return {}

    def fit(self) -> None:
        """Leave out what this council has no use for, and offer what it has."""


class NamesForm(SectionForm):
    """What it is called."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=_LONGEST_NAME,
        error_messages={"required": gettext_lazy("Enter a name")},
    )
    name_cy = forms.CharField(
        label=gettext_lazy("The same in Welsh"), required=False, max_length=_LONGEST_NAME
    )

    def present(self) -> dict[str, Any]:
        """Return its names."""
        return {"name": self.service.name, "name_cy": self.service.name_cy}

    def fit(self) -> None:
        """Ask for Welsh where the council speaks it."""
        if "cy" not in self.council.languages:
            del self.fields["name_cy"]

    @property
    def values(self) -> Mapping[str, str]:
        """Return the names as the catalogue has them."""
        return {name: value.strip() for name, value in self.cleaned_data.items()}


class StatesForm(SectionForm):
    """Which statuses staff give to such cases, beside those that every case has."""

    used = _several(
        gettext_lazy("Which of these do you use?"),
        [(status.value, status.label) for status in Status if status not in ALWAYS_USED],
    )

    def present(self) -> dict[str, Any]:
        """Return those that are used."""
        return {"used": [one.value for one in Status if self.rules.uses(one)]}


class StandardForm(SectionForm):
    """What is promised, and how soon it wants looking at."""

    response_hours = _number(
        gettext_lazy("First answer, in working hours"), _MOST_HOURS, required=True
    )
    resolution_hours = _number(
        gettext_lazy("Finished, in working hours"), _MOST_HOURS, required=True
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Usual priority"), choices=Priority.choices, widget=forms.RadioSelect
    )

    def present(self) -> dict[str, Any]:
        """Return the standard."""
        return {
            "response_hours": self.service.response_hours,
            "resolution_hours": self.service.resolution_hours,
            "priority": self.rules.priority.value,
        }

    def clean(self) -> dict[str, Any]:
        """Ask for the answer before the end."""
        given = super().clean()
        answer, end = given.get("response_hours"), given.get("resolution_hours")
        if answer and end and answer > end:
            self.add_error("resolution_hours", _("It is finished after the first answer"))
        return given


class TeamForm(SectionForm):
    """Whose it is."""

    team = forms.ChoiceField(label=gettext_lazy("Team"))

    def present(self) -> dict[str, Any]:
        """Return its team."""
        return {"team": str(self.service.team_id)}

    def fit(self) -> None:
        """Offer the council's teams."""
        field = self.fields["team"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(one.id), one.name) for one in teams(self.council.id)]


class MessagesForm(SectionForm):
    """Of which statuses residents are told although nobody writes to them."""

    told = _several(gettext_lazy("Tell the resident by itself when a case is"), [])

    def present(self) -> dict[str, Any]:
        """Return those of which they are told."""
        return {"told": [one.value for one in Status if one not in self.rules.silent]}

    def fit(self) -> None:
        """Offer the statuses that are used."""
        field = self.fields["told"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (one.value, one.label)
                for one in Status
                if one not in ALWAYS_TOLD and self.rules.uses(one)
            ]

    @property
    def all_told(self) -> list[str]:
        """Return all of which they are told; what is said of those that are not used stays."""
        others = [one.value for one in self.rules.unused - self.rules.silent]
        return [*self.cleaned_data["told"], *others]


class ResidentsForm(SectionForm):
    """What residents may ever do."""

    acts = _several(
        gettext_lazy("Residents may"), [(act.value, act.label) for act in Act if act in DENIABLE]
    )

    def present(self) -> dict[str, Any]:
        """Return what they may."""
        return {"acts": [act.value for act in Act if act not in self.rules.denied]}


class KeepingForm(SectionForm):
    """How long it is kept."""

    keep_days = _number(
        gettext_lazy("Keep it for how many days after the last thing that happened?"),
        _MOST_DAYS,
        required=False,
        help_text=gettext_lazy("Leave empty for the usual number of days."),
    )

    def present(self) -> dict[str, Any]:
        """Return the days of its own, if it has any."""
        return {"keep_days": self.rules.keep_days}


class NewCaseTypeForm(Form):
    """A new case type, like one that is there."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=_LONGEST_NAME,
        error_messages={"required": gettext_lazy("Enter a name")},
    )
    name_cy = forms.CharField(
        label=gettext_lazy("The same in Welsh"), required=False, max_length=_LONGEST_NAME
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of case is it?"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what kind of case it is")},
    )
    like = forms.ChoiceField(
        label=gettext_lazy("Copy the settings of"),
        help_text=gettext_lazy("Its team, its standard and all else. You can change each later."),
    )

    def __init__(self, data: Any = None, *, council: CouncilRow) -> None:
        super().__init__(data)
        if "cy" not in council.languages:
            del self.fields["name_cy"]
        field = self.fields["like"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(one.id), one.name) for one in service_types(council.id)]
