"""The shape of a deed as staff choose it, for many cases or as a macro."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.deeds.deed import Deed, unknown_placeholders
from moothall.cases.macros.queries import MacroRow
from moothall.cases.work.models.parts import LONGEST_TITLE
from moothall.cases.workflow import CLOSED, Priority, Status
from moothall.councils.queries import teams
from moothall.kernel.forms import Form
from moothall.surfaces.workspace.forms import EXPLAINED, LONGEST_NOTE

MOST_DAYS = 99
_NOTHING = [("", gettext_lazy("Leave it as it is"))]
#: What the team asks for is asked of one resident, on the page of their case.
_STATUSES = [one for one in Status if one is not Status.AWAITING_RESIDENT]


class DeedForm(Form):
    """What is done to each case."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[*_NOTHING, *((one.value, one.label) for one in _STATUSES)],
    )
    words_en = forms.CharField(
        label=gettext_lazy("Message to the residents"),
        help_text=gettext_lazy(
            "Each gets it once. You can write ((name)), ((reference)), ((service)), "
            "((council_name)) and ((council_phone)): we fill them in."
        ),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
    )
    words_cy = forms.CharField(
        label=gettext_lazy("The same in Welsh, for those who read Welsh"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
    )
    note = forms.CharField(
        label=gettext_lazy("Note for staff"),
        help_text=gettext_lazy("The resident never sees this."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
    )
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"),
        required=False,
        choices=[*_NOTHING, *((one.value, one.label) for one in Priority)],
    )
    task = forms.CharField(
        label=gettext_lazy("A task that is set"),
        help_text=gettext_lazy("Staff do it before the case is closed. Leave empty for none."),
        required=False,
        max_length=LONGEST_TITLE,
    )
    task_team = forms.ChoiceField(label=gettext_lazy("Whose task is it?"), required=False)
    task_days = forms.IntegerField(
        label=gettext_lazy("In how many working days?"),
        help_text=gettext_lazy("Leave empty if it is not due at any time."),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Enter a number of days, like 2")},
    )

    def __init__(
        self, *args: Any, council_id: int, languages: Sequence[str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field = self.fields["team"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*_NOTHING, *((str(one.id), one.name) for one in teams(council_id))]
        whose = self.fields["task_team"]
        if isinstance(whose, forms.ChoiceField):
            whose.choices = [
                ("", gettext_lazy("Anybody")),
                *((str(one.id), one.name) for one in teams(council_id)),
            ]
        if "cy" not in languages:
            del self.fields["words_cy"]

    def clean(self) -> dict[str, Any]:
        """Ask for something to do, for words where they are needed, and for known placeholders."""
        given = super().clean()
        for name in ("words_en", "words_cy"):
            unknown = unknown_placeholders(given.get(name, ""))
            if unknown:
                self.add_error(
                    name, _("We cannot fill in: %(gaps)s") % {"gaps": ", ".join(unknown)}
                )
        status = given.get("status")
        if status in {one.value for one in EXPLAINED} and not given.get("words_en"):
            self.add_error("words_en", _("Tell the resident why, or what we need"))
        if given.get("words_cy") and not given.get("words_en"):
            self.add_error("words_en", _("Write it in English too"))
        self._check_task(given)
        return given

    def _check_task(self, given: dict[str, Any]) -> None:
        """Ask what is to be done where it was said by whom or when, and for a case that is open."""
        has_more = given.get("task_team") or given.get("task_days")
        if has_more and not given.get("task") and "task" not in self.errors:
            self.add_error("task", _("Say what is to be done"))
        if given.get("task") and given.get("status") in {one.value for one in CLOSED}:
            self.add_error("task", _("A case with something to do cannot be closed"))

    @property
    def deed(self) -> Deed:
        """Return what was chosen."""
        given = self.cleaned_data
        return Deed(
            status=given["status"],
            words_en=given["words_en"].strip(),
            words_cy=given.get("words_cy", "").strip(),
            note=given["note"].strip(),
            team=given["team"],
            priority=given["priority"],
            task=given["task"].strip(),
            task_team=given["task_team"] if given["task"] else "",
            task_days=str(given["task_days"] or ""),
        )


class AtOnceForm(DeedForm):
    """What is done to many cases: a macro, or what is chosen part by part."""

    macro = forms.ChoiceField(label=gettext_lazy("Use a macro"), required=False)
    master = forms.CharField(
        label=gettext_lazy("Let them follow a case"),
        help_text=gettext_lazy(
            "Its reference. What happens to it then happens to all of them, and each resident is "
            "told."
        ),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    field_order = (
        "macro", "status", "words_en", "words_cy", "note", "team", "priority", "task", "task_team",
        "task_days", "master",
    )  # fmt: skip

    def __init__(self, *args: Any, macros: Sequence[MacroRow], **options: Any) -> None:
        super().__init__(*args, **options)
        self.macros = {str(one.id): one for one in macros}
        field = self.fields["macro"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", gettext_lazy("No macro: what I choose below")),
                *((key, one.name) for key, one in self.macros.items()),
            ]
        if not macros:
            del self.fields["macro"]

    def clean(self) -> dict[str, Any]:
        """Ask for something to do."""
        given = super().clean()
        parts = ("macro", "status", "words_en", "note", "team", "priority", "task", "master")
        if not self.errors and not any(given.get(part) for part in parts):
            self.add_error("status", _("Choose something to do"))
        return given

    def chosen(self, master_id: UUID | None) -> Deed:
        """Return the macro's deed where one was chosen, else what was chosen part by part."""
        macro = self.macros.get(self.cleaned_data.get("macro", ""))
        if macro is not None:
            return macro.deed
        return Deed(**{**self.deed.as_json(), "master": str(master_id) if master_id else ""})


class MacroForm(DeedForm):
    """A macro: its name, whose it is, and what it does."""

    name = forms.CharField(
        label=gettext_lazy("Name of the macro"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the macro a name")},
    )
    for_team = forms.ChoiceField(label=gettext_lazy("Who uses it?"), required=False)
    is_active = forms.BooleanField(label=gettext_lazy("It can be used"), required=False)

    field_order = (
        "name", "for_team", "status", "words_en", "words_cy", "note", "team", "priority",
        "task", "task_team", "task_days", "is_active",
    )  # fmt: skip

    def __init__(self, *args: Any, council_id: int, **options: Any) -> None:
        super().__init__(*args, council_id=council_id, **options)
        field = self.fields["for_team"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", gettext_lazy("All teams")),
                *((str(one.id), one.name) for one in teams(council_id)),
            ]

    def clean(self) -> dict[str, Any]:
        """Ask for something that it does."""
        given = super().clean()
        parts = ("status", "words_en", "note", "team", "priority", "task")
        if not self.errors and not any(given.get(part) for part in parts):
            self.add_error("status", _("Choose something to do"))
        return given
