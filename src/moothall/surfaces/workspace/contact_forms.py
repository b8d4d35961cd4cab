"""What employees type while they take a contact, and about telephones."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.cases.contact.words import MEANING, Avoidable, Outcome
from moothall.kernel.forms import Form
from moothall.surfaces.workspace import caller_check
from moothall.surfaces.workspace.caller_check import Facts
from moothall.surfaces.workspace.forms import AGENTS_CHANNELS

LONGEST_SUMMARY, LONGEST_ANSWER = 1000, 200
LONGEST_NAME, LONGEST_NUMBER, LONGEST_QUEUE, LONGEST_GREETING = 100, 40, 60, 300
LONGEST_EXTENSION = 20
_FEWEST_DIGITS = 3

Choices = Sequence[tuple[str, str]]


class WrapUp(Form):
    """What a contact was about, what came of it, and whether it need have been."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what came of it")},
    )
    avoidable = forms.ChoiceField(
        label=gettext_lazy("Need they have been in touch?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether it was avoidable")},
    )
    service = forms.ChoiceField(label=gettext_lazy("Which service was it about?"), required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("How did they get in touch?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how they got in touch")},
    )
    summary = forms.CharField(
        label=gettext_lazy("What was it about?"),
        help_text=gettext_lazy("A few words are enough. Only staff see this."),
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_SUMMARY,
    )

    def __init__(self, *args: Any, services: Choices, **kwargs: Any) -> None:
        """Offer the services of one council."""
        super().__init__(*args, **kwargs)
        _offer(self.fields["service"], [("", _("None of them, or several")), *services])
        _offer(self.fields["channel"], [(one.value, str(one.label)) for one in AGENTS_CHANNELS])
        _offer(self.fields["avoidable"], [(one.value, str(one.label)) for one in Avoidable])

    @property
    def avoidable_choices(self) -> list[dict[str, str]]:
        """Return the reasons as radio buttons, each with what it means."""
        return [
            {"value": one.value, "label": str(one.label), "hint": str(MEANING[one])}
            for one in Avoidable
        ]


class CheckForm(Form):
    """What a caller answered; compared at once and kept nowhere."""

    def __init__(self, *args: Any, facts: Facts, services: Choices, is_here: bool) -> None:
        """Ask what can be asked of this person."""
        super().__init__(*args)
        for key in facts.asked:
            label = str(caller_check.QUESTIONS[key])
            if key == "last_request":
                choices = [("", _("They do not know")), *services]
                self.fields[key] = forms.ChoiceField(label=label, choices=choices, required=False)
            else:
                self.fields[key] = forms.CharField(
                    label=label,
                    max_length=LONGEST_ANSWER,
                    required=False,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )
        if is_here:
            self.fields["seen_papers"] = forms.BooleanField(
                label=_("They are here, and I have seen a document with their photo and name"),
                required=False,
            )


class ExtensionForm(Form):
    """At which telephone somebody answers."""

    extension = forms.RegexField(
        r"^[0-9A-Za-z#*+_-]*$",
        label=gettext_lazy("Your extension"),
        help_text=gettext_lazy(
            "The short number of the telephone at which you sit today. "
            "Leave it empty if you take no calls."
        ),
        max_length=LONGEST_EXTENSION,
        required=False,
        error_messages={"invalid": gettext_lazy("Enter an extension like 2101")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LineForm(Form):
    """A number or queue by which calls come in."""

    name = forms.CharField(
        label=gettext_lazy("What do you call this line?"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Enter a name for this line")},
    )
    number = forms.CharField(
        label=gettext_lazy("Telephone number"),
        help_text=gettext_lazy("The number that people ring. Leave it empty to go by queue alone."),
        max_length=LONGEST_NUMBER,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    queue = forms.CharField(
        label=gettext_lazy("Queue"),
        help_text=gettext_lazy("As your telephone system calls it."),
        max_length=LONGEST_QUEUE,
        required=False,
    )
    greeting = forms.CharField(
        label=gettext_lazy("What do staff say when they answer?"),
        max_length=LONGEST_GREETING,
        required=False,
    )
    greeting_cy = forms.CharField(
        label=gettext_lazy("The same in Welsh"), max_length=LONGEST_GREETING, required=False
    )
    service = forms.ChoiceField(
        label=gettext_lazy("What are most calls about?"),
        help_text=gettext_lazy("It is chosen beforehand when staff wrap up."),
        required=False,
    )

    def __init__(self, *args: Any, services: Choices, has_welsh: bool, **kwargs: Any) -> None:
        """Offer the services of one council, and its languages."""
        super().__init__(*args, **kwargs)
        _offer(self.fields["service"], [("", _("Anything")), *services])
        if not has_welsh:
            del self.fields["greeting_cy"]

    def clean(self) -> dict[str, Any]:
        """Ask for something by which a call can be told to be this line's."""
        given = super().clean()
        number, queue = given.get("number", ""), given.get("queue", "")
        if number and sum(sign.isdecimal() for sign in number) < _FEWEST_DIGITS:
            self.add_error("number", _("Enter a phone number, like 01632 960 001"))
        elif not number and not queue and "queue" not in self.errors:
            self.add_error("number", _("Enter a telephone number or a queue"))
        return given


def _offer(field: forms.Field, choices: Choices) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
