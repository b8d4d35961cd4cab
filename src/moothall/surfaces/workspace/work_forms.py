"""The shape of what staff type about the work on a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.work.models.parts import LONGEST_TITLE
from moothall.councils.queries import service_types, teams
from moothall.kernel.forms import Form
from moothall.surfaces.workspace.forms import LONGEST_NOTE

LONGEST_SUMMARY = 300
MOST_HOURS = 999

NOBODY, MYSELF, COLLEAGUE = "nobody", "me", "colleague"


class TaskForm(Form):
    """Something to do for a case."""

    title = forms.CharField(
        label=gettext_lazy("What is to be done?"),
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Say what is to be done")},
    )
    hours = forms.IntegerField(
        label=gettext_lazy("In how many working hours?"),
        help_text=gettext_lazy("Leave empty if it is not due at any time."),
        required=False,
        min_value=1,
        max_value=MOST_HOURS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Enter a number of hours, like 8")},
    )
    who = forms.ChoiceField(label=gettext_lazy("Who does it?"), required=False)
    blocks_closing = forms.BooleanField(
        label=gettext_lazy("The case cannot be closed before it is done"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, council_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(
            self.fields["who"],
            [
                (MYSELF, _("I do")),
                (NOBODY, _("Anybody")),
                (COLLEAGUE, _("A colleague, whom I choose next")),
                *((str(team.id), team.name) for team in teams(council_id)),
            ],
        )


class SubCaseForm(Form):
    """A case for another team or service, opened from a case."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    service = forms.ChoiceField(
        label=gettext_lazy("Which service does it?"),
        error_messages={"required": gettext_lazy("Choose a service")},
    )
    summary = forms.CharField(
        label=gettext_lazy("What should they do?"),
        max_length=LONGEST_SUMMARY,
        error_messages={"required": gettext_lazy("Say what they should do")},
    )
    is_mandatory = forms.BooleanField(
        label=gettext_lazy("This case cannot be closed before theirs is"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, council_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = [(one.slug, one.name) for one in service_types(council_id)]
        _offer(self.fields["service"], [("", _("Choose a service")), *services])


class GiveForm(Form):
    """To which colleague a case goes, with a word for them."""

    employee = forms.TypedChoiceField(
        label=gettext_lazy("Colleague"),
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a colleague")},
    )
    note = forms.CharField(
        label=gettext_lazy("A word for them"),
        help_text=gettext_lazy("The resident never sees this."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["employee"], choices)


class GiveTaskForm(Form):
    """To which colleague a task goes."""

    employee = forms.TypedChoiceField(
        label=gettext_lazy("Colleague"),
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": gettext_lazy("Choose a colleague")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["employee"], choices)


class HandToTeamForm(Form):
    """To which team a case goes, with a word for them."""

    team = forms.ChoiceField(
        label=gettext_lazy("Team"),
        error_messages={"invalid_choice": gettext_lazy("Choose a team of this council")},
    )
    team_note = forms.CharField(
        label=gettext_lazy("A word for the team"),
        help_text=gettext_lazy("The resident never sees this."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, council_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["team"], [(str(team.id), team.name) for team in teams(council_id)])


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
