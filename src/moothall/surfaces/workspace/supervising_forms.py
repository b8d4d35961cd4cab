"""The shape of a span of days, of what is said of a contact, and of what an hour costs."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.supervising.actions import MOST_EACH
from moothall.cases.supervising.figures import LONGEST_SPAN, Span
from moothall.cases.supervising.models import LONGEST_COMMENT
from moothall.cases.supervising.quality import QUESTIONS, Said
from moothall.councils.rows import CouncilRow
from moothall.kernel.forms import Form

_BACK = timedelta(days=27)
_PENCE = 100
_DEAREST = 1000


class SpanForm(Form):
    """From which day until which, both included; the last four weeks where nothing is said."""

    start = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Write the first day as a date")},
    )
    end = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Write the last day as a date")},
    )

    def __init__(self, data: Any, *, council: CouncilRow, now: datetime) -> None:
        """Fill in the last four weeks where nothing is asked."""
        self.council = council
        self.zone = ZoneInfo(council.time_zone)
        today = now.astimezone(self.zone).date()
        asked = {
            "end": data.get("end") or today.isoformat(),
            "start": data.get("start") or (today - _BACK).isoformat(),
        }
        super().__init__(asked)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """See that it is a span, and no more than a year."""
        given = super().clean()
        first, last = given.get("start"), given.get("end")
        if first and last and last < first:
            self.add_error("end", _("Choose a last day after the first"))
        elif first and last and last - first >= LONGEST_SPAN:
            self.add_error("start", _("Choose a year or less"))
        return given

    @property
    def days(self) -> tuple[date, date]:
        """Return the first and last day: those that were asked for, or the last four weeks."""
        if self.is_valid():
            return self.cleaned_data["start"], self.cleaned_data["end"]
        return self.today - _BACK, self.today

    @property
    def span(self) -> Span:
        """Return the moments from the first day's beginning to the last one's end."""
        first, last = self.days
        return Span(
            self.council.id,
            datetime.combine(first, time(), self.zone),
            datetime.combine(last + timedelta(days=1), time(), self.zone),
        )


class DrawForm(Form):
    """How many contacts of each employee are drawn."""

    each = forms.IntegerField(
        label=gettext_lazy("How many of each person’s contacts?"),
        min_value=1,
        max_value=MOST_EACH,
        initial=1,
        error_messages={
            "required": gettext_lazy("Write a number from 1 to 5"),
            "invalid": gettext_lazy("Write a number from 1 to 5"),
            "min_value": gettext_lazy("Write a number from 1 to 5"),
            "max_value": gettext_lazy("Write a number from 1 to 5"),
        },
    )


class ReviewForm(Form):
    """An answer to every question, and words for the employee."""

    comment = forms.CharField(
        label=gettext_lazy("What do you want to tell them?"),
        help_text=gettext_lazy("They read it. Say first what was good."),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask every question."""
        super().__init__(*args, **kwargs)
        for key, words in QUESTIONS.items():
            self.fields[key] = forms.ChoiceField(
                label=str(words),
                choices=Said.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer this question")},
            )
        self.order_fields([*QUESTIONS, "comment"])

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers by question."""
        return {key: self.cleaned_data[key] for key in QUESTIONS}


class CostForm(Form):
    """What an hour costs, and from when on."""

    pounds = forms.DecimalField(
        label=gettext_lazy("What does an hour of an agent’s time cost you, in pounds?"),
        help_text=gettext_lazy("With pay, room and telephone. For example 21.40."),
        min_value=Decimal(0),
        max_value=Decimal(_DEAREST),
        decimal_places=2,
        error_messages={
            "required": gettext_lazy("Write an amount in pounds"),
            "invalid": gettext_lazy("Write an amount in pounds, like 21.40"),
            "min_value": gettext_lazy("Write an amount from 0 to 1,000 pounds"),
            "max_value": gettext_lazy("Write an amount from 0 to 1,000 pounds"),
            "max_decimal_places": gettext_lazy("Write an amount in pounds, like 21.40"),
        },
    )
    from_on = forms.DateField(
        label=gettext_lazy("From which day on?"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Write the first day"),
            "invalid": gettext_lazy("Write the first day as a date"),
        },
    )

    @property
    def pence(self) -> int:
        """Return the amount in pence."""
        return int(self.cleaned_data["pounds"] * _PENCE)
