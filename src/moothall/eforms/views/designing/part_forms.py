"""The settings of a form as a whole: its beginning, what becomes of it, its end."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.definition import MOST_KEEPING_DAYS
from moothall.eforms.designing.editing import change_part, without_empty
from moothall.eforms.designing.in_words import asked_by_key
from moothall.eforms.designing.parts import Document, Part, words_of_question
from moothall.eforms.lint import PLACES
from moothall.eforms.views.designing.words import WordsForm
from moothall.eforms.wording import placeholders

PRIORITIES = {
    "low": gettext_lazy("Low"),
    "normal": gettext_lazy("Normal"),
    "high": gettext_lazy("High"),
    "urgent": gettext_lazy("Urgent"),
}
_OWN_RULE = "own-rule"


class StartForm(WordsForm):
    """What the form is called, and what people read before the first question."""

    def __init__(self, document: Document, languages: Collection[str], data: Any = None) -> None:
        """Show the beginning of a form."""
        super().__init__(languages, data)
        self.document = document
        start = document.get("start", {})
        self.add_text("title", _("Title of the form"), document["title"], required=True)
        self.add_text(
            "introduction", _("What it is for"), start.get("introduction"), is_long=True,
            hint=_("Who can use it, what it costs, how long it takes."),
        )  # fmt: skip
        needs = start.get("needs", ())
        for language in self.languages:
            lines = "\n".join(one.get(language, "") for one in needs)
            field = forms.CharField(
                label=_("What people need to have at hand")
                if language == "en"
                else _("What people need to have at hand, in Welsh"),
                help_text=_("One on each line, the same order in each language."),
                required=False, widget=forms.Textarea, validators=[MaxLengthValidator(5000)],
            )  # fmt: skip
            self.add(f"needs-{language}", field, lines)
        self.add_text("after", _("Words below the start button"), start.get("after"), is_long=True)
        self.add_text(
            "privacy", _("What you do with the answers"), document.get("privacy"), is_long=True,
            hint=_("In few words, with a link to the whole privacy notice."),
        )  # fmt: skip

    def changed(self, document: Document) -> Document:
        """Return the form with this beginning."""
        start: Part = {
            "introduction": self.text("introduction"),
            "needs": self._needs(),
            "after": self.text("after"),
        }
        new = change_part(document, "start", start)
        new = change_part(new, "privacy", self.text("privacy"))
        return change_part(new, "title", self.text("title"))

    def _needs(self) -> list[Part]:
        lines = {
            language: self.cleaned_data[f"needs-{language}"].splitlines()
            for language in self.languages
        }
        found = []
        for number, english in enumerate(lines["en"]):
            need = {
                language: " ".join(each[number].split())
                for language, each in lines.items()
                if number < len(each)
            }
            if english.strip():
                found.append(without_empty({**self._said_before(need["en"]), **need}))
        return found

    def _said_before(self, english: str) -> Part:
        """Return what the form says of the same in languages that the council does not speak."""
        needs = self.document.get("start", {}).get("needs", ())
        return {
            key: one
            for need in needs
            if need.get("en") == english
            for key, one in need.items()
            if key not in self.languages
        }


class OutcomeForm(WordsForm):
    """What becomes of the answers: which service, how soon, where, in which words."""

    def __init__(
        self,
        document: Document,
        languages: Collection[str],
        services: list[tuple[str, str]],
        data: Any = None,
    ) -> None:
        """Show what becomes of the answers."""
        super().__init__(languages, data)
        self.document, outcome = document, document["outcome"]
        known = dict(services)
        if outcome["service_type"] not in known:
            services = [(outcome["service_type"], outcome["service_type"]), *services]
        self.add(
            "service_type",
            forms.ChoiceField(label=_("Which service deals with it?"), choices=services),
            outcome["service_type"],
        )
        asked = asked_by_key(document)
        keys = ", ".join(f"{{{key}}}" for key in asked)
        self.add(
            "summary",
            forms.CharField(
                label=_("One line that tells staff what it is about"), max_length=500,
                help_text=_("These stand for answers: %(keys)s") % {"keys": keys},
            ),
            outcome["summary"],
        )  # fmt: skip
        places = [
            (key, words_of_question(part)) for key, part in asked.items() if part["type"] in PLACES
        ]
        self.add(
            "location",
            forms.ChoiceField(
                label=_("Which answer says where it is?"), required=False,
                choices=[("", _("None")), *places],
            ),
            outcome.get("location", ""),
        )  # fmt: skip
        self._add_priority(outcome.get("priority"))
        self._add_category(asked, outcome.get("category"))

    def _add_priority(self, rule: Any) -> None:
        choices = [("", _("Normal, as always"))]
        choices += [(one, str(words)) for one, words in PRIORITIES.items() if one != "normal"]
        chosen = _constant(rule)
        if rule is not None and chosen is None:
            choices.append((_OWN_RULE, _("By the rule that the form has")))
        field = forms.ChoiceField(label=_("How urgent is it?"), choices=choices, required=False)
        self.add("priority", field, chosen if chosen is not None else rule and _OWN_RULE)

    def _add_category(self, asked: dict[str, Part], rule: Any) -> None:
        choices = [("", _("None"))]
        choices += [
            (key, words_of_question(part))
            for key, part in asked.items()
            if part["type"] in ("radios", "select")
        ]
        name = rule.get("var") if isinstance(rule, dict) else None
        if rule is not None and name not in dict(choices):
            choices.append((_OWN_RULE, _("By the rule that the form has")))
            name = _OWN_RULE
        field = forms.ChoiceField(
            label=_("Which answer is the category of the case?"), choices=choices, required=False
        )
        self.add("category", field, name or "")

    def clean_summary(self) -> str:
        """Look whether every answer that the line names is asked for."""
        text = " ".join(str(self.cleaned_data["summary"]).split())
        asked = asked_by_key(self.document)
        for name in placeholders(text):
            if name not in asked:
                words = _("No question has the key {%(name)s}") % {"name": name}
                raise forms.ValidationError(words)
        return text

    def changed(self, document: Document) -> Document:
        """Return the form with this outcome."""
        given = self.cleaned_data
        outcome = {**document["outcome"], "service_type": given["service_type"]}
        outcome["summary"], outcome["location"] = given["summary"], given["location"]
        if given["priority"] != _OWN_RULE:
            outcome["priority"] = {"if": [True, given["priority"]]} if given["priority"] else None
        if given["category"] != _OWN_RULE:
            outcome["category"] = {"var": given["category"]} if given["category"] else None
        return change_part(document, "outcome", outcome)


def _constant(rule: Any) -> str | None:
    """Return the priority that a rule always gives, if it does."""
    match rule:
        case {"if": [True, str(always)]}:
            return always
    return None


class EndForm(WordsForm):
    """What people declare and read when they are done, and how long all of it is kept."""

    def __init__(self, document: Document, languages: Collection[str], data: Any = None) -> None:
        """Show the end of a form."""
        super().__init__(languages, data)
        end, saving = document["confirmation"], document.get("saving", {})
        self.add_text(
            "declaration", _("What people declare by sending"), document.get("declaration"),
            hint=_("Stands above the last button. Leave empty for none."), is_long=True,
        )  # fmt: skip
        self.add_text("title", _("Heading when it is done"), end["title"], required=True)
        self.add_text(
            "next_steps", _("What happens next"), end["next_steps"], required=True, is_long=True
        )
        self.add_text(
            "next_time", _("Next time"), end.get("next_time"), is_long=True,
            hint=_("What people could do sooner, or also need."),
        )  # fmt: skip
        days = forms.IntegerField(
            label=_("Days that an unfinished form is kept"), min_value=1, max_value=90,
            required=False, help_text=_("28 when nothing is said."),
        )  # fmt: skip
        self.add("days", days, saving.get("days"))
        remind = forms.IntegerField(
            label=_("Send a reminder so many days before"), min_value=1, max_value=60,
            required=False, help_text=_("Leave empty for no reminder."),
        )  # fmt: skip
        self.add("remind_days", remind, saving.get("remind_days"))
        wrong = _("Enter a number of days from 1 to %(most)s") % {"most": MOST_KEEPING_DAYS}
        keep = forms.IntegerField(
            label=_("Keep what was sent for so many days after the last thing that happened"),
            min_value=1, max_value=MOST_KEEPING_DAYS, required=False,
            help_text=_(
                "Then we remove the answers and the files for good. We never do so while the case"
                " is open or something is not delivered. This applies to what people send after"
                " you publish. Leave empty to keep it."
            ),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        )  # fmt: skip
        self.add("keeping_days", keep, document.get("keeping", {}).get("days"))

    def changed(self, document: Document) -> Document:
        """Return the form with this end."""
        new = change_part(document, "declaration", self.text("declaration"))
        new = change_part(
            new,
            "confirmation",
            {
                "title": self.text("title"),
                "next_steps": self.text("next_steps"),
                "next_time": self.text("next_time"),
            },
        )
        saving = {name: self.cleaned_data[name] for name in ("days", "remind_days")}
        new = change_part(new, "saving", saving)
        return change_part(new, "keeping", {"days": self.cleaned_data["keeping_days"]})
