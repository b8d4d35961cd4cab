"""The shape of a rule: a sentence put together from parts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.macros.queries import MacroRow
from moothall.cases.rules.conditions import (
    LONGEST_VALUE,
    MOST_CONDITIONS,
    About,
    Condition,
    Test,
    choices_for,
)
from moothall.cases.rules.models import Trigger
from moothall.cases.rules.queries import RuleRow
from moothall.kernel.forms import Form
from moothall.kernel.search_text import normalise

#: A form shows so many empty conditions after those that are written.
_SPARE = 2
_PARTS = ("about", "question", "test", "value")
_LONGEST_NAME, _LONGEST_QUESTION = 120, 200
_MOST_OFFERED = 12


class RuleForm(Form):
    """Name, what it waits for, the conditions, and the macro."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    name = forms.CharField(
        label=gettext_lazy("Name of the rule"),
        max_length=_LONGEST_NAME,
        error_messages={"required": gettext_lazy("Give the rule a name")},
    )
    trigger = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=Trigger.choices,
        error_messages={"required": gettext_lazy("Choose what it waits for")},
    )
    macro = forms.ChoiceField(
        label=gettext_lazy("Do this macro"),
        error_messages={
            "required": gettext_lazy("Choose a macro"),
            "invalid_choice": gettext_lazy("Choose a macro"),
        },
    )

    def __init__(
        self,
        *args: Any,
        council_id: int,
        macros: Sequence[MacroRow],
        rule: RuleRow | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer the macros in use, and as many conditions as are written and some more."""
        kwargs["initial"] = _initial_of(rule)
        super().__init__(*args, **kwargs)
        self.council_id = council_id
        field = self.fields["macro"]
        self.fields["macro"] = forms.ChoiceField(
            label=field.label,
            error_messages=field.error_messages,
            choices=[("", _("Choose"))]
            + [(str(one.id), one.name) for one in macros if one.is_active],
        )
        written = len(rule.conditions) if rule else 0
        asked = [number for number in range(1, MOST_CONDITIONS + 1) if self._is_sent(number)]
        most = max([written + _SPARE, *asked])
        self.numbers = range(1, min(most, MOST_CONDITIONS) + 1)
        for number in self.numbers:
            self._add_condition(number)

    @property
    def condition_fields(self) -> list[dict[str, Any]]:
        """Return the fields of each condition, for the page."""
        return [
            {
                "number": number,
                **{part: self[f"{part}_{number}"] for part in _PARTS},
            }
            for number in self.numbers
        ]

    def clean(self) -> dict[str, Any]:
        """Put the conditions together; a value is one of those that there are, by name or key."""
        given = super().clean()
        conditions = []
        for number in self.numbers:
            about = given.get(f"about_{number}")
            if not about:
                continue
            value = self._value(number, about, given.get(f"value_{number}", ""))
            question = given.get(f"question_{number}", "")
            if about == About.ANSWER and not question:
                self.add_error(f"question_{number}", _("Write the question, as the form asks it"))
            conditions.append(
                Condition(
                    about=about,
                    test=given.get(f"test_{number}") or Test.IS.value,
                    value=value,
                    question=question if about == About.ANSWER else "",
                )
            )
        return {**given, "conditions": conditions}

    def _value(self, number: int, about: str, typed: str) -> str:
        choices = choices_for(about, self.council_id)
        if not typed:
            self.add_error(f"value_{number}", _("Write what it is compared with"))
        if not choices or not typed:
            return typed
        known = {normalise(text): key for key, words in choices for text in (key, words)}
        if normalise(typed) not in known:
            names = ", ".join(words for _key, words in choices[:_MOST_OFFERED])
            self.add_error(f"value_{number}", _("Write one of: %(names)s") % {"names": names})
        return known.get(normalise(typed), typed)

    def _is_sent(self, number: int) -> bool:
        return bool(self.data.get(f"about_{number}"))

    def _add_condition(self, number: int) -> None:
        self.fields[f"about_{number}"] = forms.ChoiceField(
            label=_("And if"), choices=[("", _("No condition")), *About.choices], required=False
        )
        self.fields[f"question_{number}"] = forms.CharField(
            label=_("Which question (only for answers)"),
            max_length=_LONGEST_QUESTION,
            required=False,
        )
        self.fields[f"test_{number}"] = forms.ChoiceField(
            label=_("Compared how"), choices=Test.choices, required=False
        )
        self.fields[f"value_{number}"] = forms.CharField(
            label=_("With what"), max_length=LONGEST_VALUE, required=False
        )


class SwitchForm(Form):
    """On or off, for the version that was looked at."""

    seen = forms.IntegerField(min_value=0)
    on = forms.BooleanField(required=False)


def _initial_of(rule: RuleRow | None) -> dict[str, Any]:
    if rule is None:
        return {"seen": 0, "trigger": Trigger.OPENED}
    shown: dict[str, Any] = {
        "seen": rule.version,
        "name": rule.name,
        "trigger": rule.trigger,
        "macro": str(rule.macro_id),
    }
    for number, condition in enumerate(rule.conditions, start=1):
        words = dict(choices_for(condition.about, rule.council_id))
        shown |= {
            f"about_{number}": condition.about,
            f"question_{number}": condition.question,
            f"test_{number}": condition.test,
            f"value_{number}": words.get(condition.value, condition.value),
        }
    return shown
