"""The shape of what supervisors set up: queues, what staff can do, checklists and routes."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.channels import Channel
from moothall.cases.work.actions.setting_up import QueueSettings
from moothall.cases.work.models import Deadline
from moothall.cases.work.models.parts import LONGEST_TITLE
from moothall.cases.work.models.sharing_out import LONGEST_NAME
from moothall.cases.work.rows import QueueRule
from moothall.cases.workflow import OPEN, Priority, Status
from moothall.councils.queries import service_types, teams
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.forms import Form
from moothall.places.queries import areas_of_council
from moothall.surfaces.workspace.forms import LANGUAGES

MOST_AT_ONCE = 999
_LONGEST_LIST = 500

Choices = list[tuple[str, str]]


def _number(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=1,
        max_value=MOST_AT_ONCE,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Enter a number, like 20")},
    )


def _several(label: Any, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class QueueForm(Form):
    """A queue: its name, and which cases are in it."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Enter a name")},
    )
    name_cy = forms.CharField(
        label=gettext_lazy("The same in Welsh"), required=False, max_length=LONGEST_NAME
    )
    position = _number(gettext_lazy("Place in the list"), gettext_lazy("1 is first."))
    is_active = forms.BooleanField(
        label=gettext_lazy("Staff see this queue"), required=False, initial=True
    )
    services = _several(gettext_lazy("Only these services"))
    teams = _several(gettext_lazy("Only these teams"))
    statuses = _several(
        gettext_lazy("Only these statuses"),
        [(one.value, one.label) for one in Status if one in OPEN],
    )
    priorities = _several(gettext_lazy("Only these priorities"), Priority.choices)
    channels = _several(gettext_lazy("Only what came this way"), Channel.choices)
    languages = _several(gettext_lazy("Only these languages"), list(LANGUAGES.items()))
    wards = _several(gettext_lazy("Only these wards"))
    postcodes = forms.CharField(
        label=gettext_lazy("Only postcodes that begin like this"),
        help_text=gettext_lazy("With commas between them, like QX1, QX2 4."),
        required=False,
        max_length=_LONGEST_LIST,
    )
    deadline = forms.ChoiceField(
        label=gettext_lazy("How they stand"),
        choices=Deadline.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    only_unassigned = forms.BooleanField(
        label=gettext_lazy("Only what nobody works on"), required=False
    )
    skills = forms.CharField(
        label=gettext_lazy("Skills that are needed"),
        help_text=gettext_lazy("With commas between them, like planning, blue badges."),
        required=False,
        max_length=_LONGEST_LIST,
    )
    capacity = _number(gettext_lazy("How many at once may one person have?"))
    pushes = forms.BooleanField(
        label=gettext_lazy("Give them out by itself to whoever is at their desk"), required=False
    )

    def __init__(self, *args: Any, council: CouncilRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "services", [(str(one.id), one.name) for one in service_types(council.id)])
        _offer(self, "teams", [(str(one.id), one.name) for one in teams(council.id)])
        wards = ward_choices(council)
        _offer(self, "wards", wards)
        if not wards:
            del self.fields["wards"]
        if "cy" not in council.languages:
            del self.fields["name_cy"], self.fields["languages"]

    @property
    def settings(self) -> QueueSettings:
        """Return what was chosen."""
        given = self.cleaned_data
        return QueueSettings(
            **{
                **given,
                "position": given["position"] or 0,
                "postcodes": words_in(given["postcodes"]),
                "skills": words_in(given["skills"]),
                "services": _ids(given["services"]),
                "teams": _ids(given["teams"]),
            }
        )


def initial_of(rule: QueueRule) -> dict[str, Any]:
    """Return a queue as its form shows it."""
    shown = {
        name: getattr(rule, name)
        for name in (
            "name", "name_cy", "is_active", "statuses", "priorities", "channels", "languages",
            "wards", "deadline", "only_unassigned", "capacity", "pushes",
        )
    }  # fmt: skip
    return {
        **shown,
        "position": rule.position or None,
        "services": [str(one) for one in rule.services],
        "teams": [str(one) for one in rule.teams],
        "postcodes": ", ".join(rule.postcodes),
        "skills": ", ".join(rule.skills),
    }


class StyleForm(Form):
    """What an employee can do, and how many cases they work on at once."""

    skills = forms.CharField(
        label=gettext_lazy("Skills"),
        help_text=gettext_lazy("With commas between them, like planning, blue badges."),
        required=False,
        max_length=_LONGEST_LIST,
    )
    languages = _several(
        gettext_lazy("Languages in which they help residents"), list(LANGUAGES.items())
    )
    capacity = _number(
        gettext_lazy("How many cases at once?"), gettext_lazy("Leave empty for no limit.")
    )


class ChecklistForm(Form):
    """Something to be ticked on every case of a service."""

    service = forms.ChoiceField(label=gettext_lazy("Service"))
    text = forms.CharField(
        label=gettext_lazy("What is to be done?"),
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Say what is to be done")},
    )
    text_cy = forms.CharField(
        label=gettext_lazy("The same in Welsh"), required=False, max_length=LONGEST_TITLE
    )
    is_mandatory = forms.BooleanField(
        label=gettext_lazy("A case cannot be closed before it is ticked"), required=False
    )

    def __init__(self, *args: Any, council: CouncilRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "service", [(one.slug, one.name) for one in service_types(council.id)])
        if "cy" not in council.languages:
            del self.fields["text_cy"]


class RouteForm(Form):
    """Which new cases go to which team."""

    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    ward = forms.ChoiceField(label=gettext_lazy("Ward"), required=False)
    postcode = forms.CharField(
        label=gettext_lazy("Postcode begins with"), required=False, max_length=8
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    team = forms.TypedChoiceField(label=gettext_lazy("Goes to this team"))

    def __init__(self, *args: Any, council: CouncilRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = [(one.slug, one.name) for one in service_types(council.id)]
        _offer(self, "service", [("", _("Any service")), *services])
        _offer(self, "ward", [("", _("Any ward")), *ward_choices(council)])
        _offer(self, "language", [("", _("Any language")), *LANGUAGES.items()])
        _offer(self, "team", [(str(one.id), one.name) for one in teams(council.id)])

    def clean(self) -> dict[str, Any]:
        """Ask for something by which cases are told apart."""
        given = super().clean()
        if not any(given.get(name) for name in ("service", "ward", "postcode", "language")):
            self.add_error("service", _("Choose a service, a place or a language"))
        return given


def ward_choices(council: CouncilRow) -> Choices:
    """Return a council's wards by name."""
    today = localdate(clock.now())
    return [(one.gss_code, one.name) for one in areas_of_council(council.gss_code, on=today)]


def words_in(text: str) -> list[str]:
    """Return what stands between commas."""
    return [one.strip() for one in text.split(",") if one.strip()]


def _ids(chosen: list[str]) -> list[UUID]:
    return [UUID(one) for one in chosen]


def _offer(form: Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
