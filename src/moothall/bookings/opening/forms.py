"""The shape of what staff type about hours; no rules of the domain."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from moothall.bookings.forms import day_field
from moothall.bookings.models.activity import GRAIN_MINUTES
from moothall.bookings.opening.said import OddDay, Rule
from moothall.bookings.staff_forms import time_field
from moothall.kernel.forms import Form

_LONGEST_REASON = 300
_LONGEST_LEAVE = 366


class _Spans(Form):
    """What forms about a span of hours have in common."""

    def check_span(self) -> None:
        """Refuse times between the fives, and a span without length."""
        opens, closes = self.cleaned_data.get("opens"), self.cleaned_data.get("closes")
        for name, value in (("opens", opens), ("closes", closes)):
            if value is not None and (value.minute % GRAIN_MINUTES or value.second):
                self.add_error(name, _("Enter a time in steps of five minutes, like 13:35"))
        if opens is not None and opens == closes and opens != time(0):
            self.add_error("closes", _("Enter a time that is not the same as the first"))


class RuleForm(_Spans):
    """Opening hours or a break, by the week."""

    kind = forms.ChoiceField(
        label=_("What is this"),
        choices=[("open", _("Opening hours")), ("break", _("A break, when nothing is booked"))],
        widget=forms.RadioSelect,
        initial="open",
        error_messages={"required": _("Choose opening hours or a break")},
    )
    weekdays = forms.MultipleChoiceField(
        label=_("On which days"),
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day")},
    )
    opens = time_field(_("From"))
    closes = time_field(_("Until"))
    valid_from = day_field(_("First day, if it does not hold yet"))
    valid_until = day_field(_("Last day, if it ends"))
    on_bank_holidays = forms.BooleanField(label=_("On bank holidays too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].required = False
        self.fields["valid_until"].required = False
        self.fields["closes"].help_text = _("00:00 is midnight at the end of the day")

    def clean(self) -> dict[str, Any]:
        """Check the span and the days between which it holds."""
        cleaned = super().clean()
        self.check_span()
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day comes after the first"))
        return cleaned

    @property
    def rule(self) -> Rule:
        """Return what was typed."""
        typed = self.cleaned_data
        return Rule(
            is_break=typed["kind"] == "break",
            weekdays=tuple(sorted(int(day) for day in typed["weekdays"])),
            opens=typed["opens"],
            closes=typed["closes"],
            valid_from=typed["valid_from"],
            valid_until=typed["valid_until"],
            on_bank_holidays=typed["on_bank_holidays"],
        )


def values_of(rule: Rule) -> dict[str, Any]:
    """Return what the form begins with, for a rule that is to be changed."""
    return {
        "kind": "break" if rule.is_break else "open",
        "weekdays": [str(day) for day in rule.weekdays],
        "opens": rule.opens,
        "closes": rule.closes,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
        "on_bank_holidays": rule.on_bank_holidays,
    }


class DaysForm(_Spans):
    """Other hours on a day, or leave of several."""

    first_on = day_field(_("Day, or first day"))
    last_on = day_field(_("Last day, if there are several"))
    how = forms.ChoiceField(
        label=_("What is different"),
        choices=[("shut", _("Shut all day, or on leave")), ("hours", _("Other hours"))],
        widget=forms.RadioSelect,
        initial="shut",
        error_messages={"required": _("Choose what is different")},
    )
    opens = time_field(_("From"))
    closes = time_field(_("Until"))
    reason_en = forms.CharField(
        label=_("Why, in English"), max_length=_LONGEST_REASON, required=False,
        help_text=_("For colleagues. You need not say why somebody is away."),
    )  # fmt: skip
    reason_cy = forms.CharField(
        label=_("Why, in Welsh"), max_length=_LONGEST_REASON, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("last_on", "opens", "closes"):
            self.fields[name].required = False
        self.fields["opens"].help_text = _("Leave this empty if it is shut all day")

    def clean(self) -> dict[str, Any]:
        """Check the days, and the span where there is one."""
        cleaned = super().clean()
        first, last = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day comes after the first"))
        elif first and last and (last - first).days >= _LONGEST_LEAVE:
            self.add_error("last_on", _("Enter a year at most"))
        if self.cleaned_data.get("how") == "hours":
            for name in ("opens", "closes"):
                if self.cleaned_data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Enter a time, like 13:30"))
            self.check_span()
        return cleaned

    @property
    def days(self) -> tuple[OddDay, ...]:
        """Return what was typed, day by day."""
        typed = self.cleaned_data
        first: date = typed["first_on"]
        last: date = typed["last_on"] or first
        is_shut = typed["how"] == "shut"
        return tuple(
            OddDay(
                day=first + timedelta(days=number),
                opens=None if is_shut else typed["opens"],
                closes=None if is_shut else typed["closes"],
                reason=words_by_language(typed),
            )
            for number in range((last - first).days + 1)
        )


class ConsequenceForm(Form):
    """What becomes of bookings that new hours leave outside."""

    outside = forms.ChoiceField(
        label=_("What happens to these bookings?"),
        choices=[
            ("keep", _("They take place all the same. Nobody is told")),
            ("shut", _("Shut their times, and ask each person to choose another")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens to these bookings")},
    )
    reason_en = forms.CharField(
        label=_("If you shut them: why, in English"),
        help_text=_("Everybody affected reads this."),
        max_length=_LONGEST_REASON,
        required=False,
    )
    reason_cy = forms.CharField(
        label=_("If you shut them: why, in Welsh"), max_length=_LONGEST_REASON, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where people are told."""
        cleaned = super().clean()
        if self.cleaned_data.get("outside") == "shut" and not self.cleaned_data.get("reason_en"):
            self.add_error("reason_en", _("Say why, in a few words"))
        return cleaned

    @property
    def shut_because(self) -> dict[str, str] | None:
        """Return why times are shut, by language, or nothing where they are not."""
        if self.cleaned_data["outside"] != "shut":
            return None
        return words_by_language(self.cleaned_data)


def words_by_language(typed: dict[str, Any]) -> dict[str, str]:
    """Return the reason by language, as far as it was said."""
    words = {"en": typed["reason_en"], "cy": typed["reason_cy"]}
    return {language: text for language, text in words.items() if text}
