"""The shape of who is told of promises, and when."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.due.models import Told
from moothall.cases.due.queries import WHOLE
from moothall.councils.queries import service_types
from moothall.kernel.forms import Form

_MOST_HOURS = 1000
NEAR, BROKEN, AFTER = "near", "broken", "after"


class DueRuleForm(Form):
    """One rule."""

    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    when = forms.ChoiceField(
        label=gettext_lazy("When?"),
        widget=forms.RadioSelect,
        choices=[
            (NEAR, gettext_lazy("When part of the time is over")),
            (BROKEN, gettext_lazy("When the promise is broken")),
            (AFTER, gettext_lazy("Some working hours after it was broken")),
        ],
        error_messages={"required": gettext_lazy("Choose when")},
    )
    number = forms.IntegerField(
        label=gettext_lazy("Per cent of the time, or working hours after"),
        required=False,
        min_value=1,
        max_value=_MOST_HOURS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    tells = forms.MultipleChoiceField(
        label=gettext_lazy("Who is told?"),
        choices=Told.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who is told")},
    )

    def __init__(self, *args: Any, council_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["service"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", gettext_lazy("All services")),
                *((str(one.id), one.name) for one in service_types(council_id)),
            ]

    def clean(self) -> dict[str, Any]:
        """Ask for the number where the moment needs one."""
        given = super().clean()
        when, number = given.get("when"), given.get("number")
        if when == NEAR and not (number and number < WHOLE):
            self.add_error("number", _("Enter a number from 1 to 99"))
        if when == AFTER and not number:
            self.add_error("number", _("Enter how many working hours"))
        return given

    @property
    def moment(self) -> dict[str, int | None]:
        """Return the moment as a rule has it."""
        when, number = self.cleaned_data["when"], self.cleaned_data["number"]
        percent = {NEAR: number, BROKEN: WHOLE}.get(when)
        return {"percent": percent, "hours_after": number if when == AFTER else None}
