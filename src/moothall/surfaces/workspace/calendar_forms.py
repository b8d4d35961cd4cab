"""The shape of a council's working calendar: weeks, and days that differ."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.councils.calendar import WEEKDAYS, Span
from moothall.councils.rows import CouncilRow
from moothall.kernel.forms import Form

_LONGEST_TITLE = 80
_TIMES = ["%H:%M", "%H.%M"]
CLOSED, OPEN = "closed", "open"

DAYS = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=_TIMES,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Enter a time, like 09:00")},
    )


class WeekForm(Form):
    """When it opens and closes on each day of the week."""

    def __init__(self, data: Any = None, *, week: Mapping[str, Span]) -> None:
        super().__init__(data)
        for day in WEEKDAYS:
            opens, closes = week.get(day, (None, None))
            said = {"day": DAYS[day]}
            self.fields[f"{day}_opens"] = _time(_("%(day)s, opens at") % said)
            self.fields[f"{day}_closes"] = _time(_("%(day)s, closes at") % said)
            if opens is not None and closes is not None:
                self.fields[f"{day}_opens"].initial = f"{opens:%H:%M}"
                self.fields[f"{day}_closes"].initial = f"{closes:%H:%M}"

    def clean(self) -> dict[str, Any]:
        """Ask for both times of a day, the right way round, and for an open day at all."""
        given = super().clean()
        for day in WEEKDAYS:
            opens, closes = given.get(f"{day}_opens"), given.get(f"{day}_closes")
            if self.has_error(f"{day}_opens") or self.has_error(f"{day}_closes"):
                continue
            if (opens is None) is not (closes is None):
                empty = "opens" if opens is None else "closes"
                self.add_error(f"{day}_{empty}", _("Enter both times, or neither"))
            elif opens is not None and closes <= opens:
                self.add_error(f"{day}_closes", _("It must close after it opens"))
        if not self.errors and not self.week:
            self.add_error("mon_opens", _("Enter the times of one day at least"))
        return given

    @property
    def week(self) -> dict[str, Span]:
        """Return opening and closing of the days that are open."""
        given = self.cleaned_data
        return {
            day: (given[f"{day}_opens"], given[f"{day}_closes"])
            for day in WEEKDAYS
            if given.get(f"{day}_opens") is not None and given.get(f"{day}_closes") is not None
        }


class DayForm(Form):
    """A day that is not as its weekday and the bank holidays say."""

    on = forms.DateField(
        label=gettext_lazy("Which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the day"),
            "invalid": gettext_lazy("Enter a real date"),
        },
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Are you open on it?"),
        choices=[(CLOSED, gettext_lazy("Closed all day")), (OPEN, gettext_lazy("Open"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether you are open")},
    )
    opens = _time(gettext_lazy("If you are open, from"))
    closes = _time(gettext_lazy("To"))
    title_en = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("A few words, like “Staff conference”."),
        max_length=_LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Say why")},
    )
    title_cy = forms.CharField(
        label=gettext_lazy("The same in Welsh"), required=False, max_length=_LONGEST_TITLE
    )

    def __init__(self, data: Any = None, *, council: CouncilRow, today: date) -> None:
        super().__init__(data)
        self._today = today
        if "cy" not in council.languages:
            del self.fields["title_cy"]

    def clean_on(self) -> date:
        """Return the day, which must not be over: what was promised by it has been kept or not."""
        on: date = self.cleaned_data["on"]
        if on < self._today:
            raise forms.ValidationError(_("Choose today or a later day"))
        return on

    def clean(self) -> dict[str, Any]:
        """Ask for the times of a day that is open."""
        given = super().clean()
        if given.get("state") != OPEN:
            return given
        opens, closes = given.get("opens"), given.get("closes")
        if opens is None and not self.has_error("opens"):
            self.add_error("opens", _("Enter when you open"))
        if closes is None and not self.has_error("closes"):
            self.add_error("closes", _("Enter when you close"))
        if opens is not None and closes is not None and closes <= opens:
            self.add_error("closes", _("It must close after it opens"))
        return given

    @property
    def hours(self) -> Span | None:
        """Return when the day opens and closes, or nothing where it is closed."""
        given = self.cleaned_data
        return (given["opens"], given["closes"]) if given["state"] == OPEN else None
