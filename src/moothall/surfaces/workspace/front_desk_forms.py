"""To whom a visitor is handed over, and what is answered."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.contact.words import Outcome
from moothall.cases.reception.models import LONGEST_DESK
from moothall.cases.reception.words import LONGEST_NOTE
from moothall.councils.queries import teams
from moothall.kernel.forms import Form
from moothall.people.colleagues import Colleague
from moothall.surfaces.workspace.contact_forms import LONGEST_SUMMARY

TEAM, EMPLOYEE = "team:", "employee:"
#: What an officer's buttons are called.
COMING, HOME, TAKE = "coming", "home", "take"
#: What the front desk's own are called.
KEEP, FINISH = "keep", "finish"
#: What can come of a visit at a desk that opens no records.
AT_A_DESK = (Outcome.ANSWERED, Outcome.BOOKED, Outcome.PASSED_ON, Outcome.UNFINISHED)


class HandOverForm(Form):
    """Who is asked to see a visitor, what was said, and where they wait."""

    to = forms.ChoiceField(
        label=gettext_lazy("Who should see them?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who should see them")},
    )
    said = forms.CharField(
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy("Whoever comes reads this, so that nobody has to say it twice."),
        widget=forms.Textarea,
        max_length=LONGEST_SUMMARY,
        error_messages={"required": gettext_lazy("Say what they came for")},
    )
    desk = forms.CharField(
        label=gettext_lazy("At which desk do they wait?"),
        max_length=LONGEST_DESK,
        error_messages={"required": gettext_lazy("Say at which desk they wait")},
    )
    site = forms.ChoiceField(label=gettext_lazy("In which building?"), required=False)

    def __init__(
        self,
        *args: Any,
        council_id: int,
        found: list[Colleague],
        sites: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """Offer the colleagues who were found, the teams, and the council's sites if it has any."""
        super().__init__(*args, **kwargs)
        self.found = found
        self.teams = [(f"{TEAM}{one.id}", one.name) for one in teams(council_id)]
        _offer(self.fields["to"], [*self._colleagues, *self.teams])
        if sites:
            _offer(self.fields["site"], sites)
        else:
            del self.fields["site"]

    @property
    def _colleagues(self) -> list[tuple[str, str]]:
        told = _("%(name)s (%(address)s)")
        return [
            (f"{EMPLOYEE}{one.id}", told % {"name": one.name, "address": one.email})
            for one in self.found
        ]

    @property
    def choices(self) -> list[Any]:
        """Return colleagues, then teams, as radio buttons."""
        divider = [{"divider": _("or anybody of a team")}] if self.found and self.teams else []
        return [*self._colleagues, *divider, *self.teams]

    @property
    def asked(self) -> dict[str, Any]:
        """Return who was chosen, as the action is told it."""
        to: str = self.cleaned_data["to"]
        if to.startswith(TEAM):
            return {"team_id": UUID(to.removeprefix(TEAM))}
        return {"employee_id": int(to.removeprefix(EMPLOYEE))}


class VisitForm(Form):
    """What a visitor said and what came of it, as a front desk writes it down."""

    act = forms.ChoiceField(choices=[(one, one) for one in (KEEP, FINISH)])
    summary = forms.CharField(
        label=gettext_lazy("What did they say?"),
        help_text=gettext_lazy("A few words are enough. Only staff see this."),
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_SUMMARY,
    )
    service = forms.ChoiceField(label=gettext_lazy("Which service was it about?"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it?"),
        choices=[(one.value, one.label) for one in AT_A_DESK],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the services of one council."""
        super().__init__(*args, **kwargs)
        _offer(self.fields["service"], [("", _("No service of ours")), *services])

    def clean(self) -> dict[str, Any]:
        """Ask what came of it of a visit that is over."""
        given = super().clean()
        if given.get("act") == FINISH and not given.get("outcome"):
            self.add_error("outcome", _("Choose what came of it"))
        return given


class AnswerForm(Form):
    """What an officer answers to a front desk."""

    act = forms.ChoiceField(choices=[(one, one) for one in (COMING, HOME, TAKE)])
    note = forms.CharField(
        label=gettext_lazy("A word for the front desk"),
        help_text=gettext_lazy("Such as when you will be there, or which appointment they need."),
        required=False,
        max_length=LONGEST_NOTE,
    )


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
