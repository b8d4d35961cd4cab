"""The settings of a question, as a form for whoever designs it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from moothall.eforms import dictionary
from moothall.eforms.appointments.chosen import BOOKING
from moothall.eforms.designing.editing import new_options, without_empty
from moothall.eforms.designing.member_words import member_words
from moothall.eforms.designing.parts import Part
from moothall.eforms.designing.question_types import TYPE_WORDS
from moothall.eforms.designing.usual import names_for
from moothall.eforms.views.designing.file_kind_fields import add_file_kinds, file_kinds
from moothall.eforms.views.designing.setting_fields import (
    MESSAGES_OF,
    SETTINGS_OF,
    from_field,
    in_field,
    setting_field,
)
from moothall.eforms.views.designing.words import WordsForm, in_language

#: Texts that every type has in place of the standard ones.
_USUAL_MESSAGES = ("missing", "wrong")
_CHOICES = frozenset({"radios", "checkboxes", "select"})
#: What one question may be turned into, without asking anything anew.
ALIKE = (
    frozenset({"radios", "select", "checkboxes"}),
    frozenset({"text", "textarea"}),
    frozenset({"map_location", "map_line", "map_area"}),
)
_LONGEST_OPTIONS = 20_000


class QuestionForm(WordsForm):
    """What a question asks, of whom, and which answers will do."""

    def __init__(
        self,
        question: Part,
        languages: Collection[str],
        data: Any = None,
        dates: Sequence[tuple[str, str]] = (),
        choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    ) -> None:
        """
        Show a question as it is, or what was typed of it.

        `dates` are asked before it; `choices` are what its settings are chosen from.
        """
        super().__init__(languages, data)
        self.question, self.dates, self.choices = question, dates, choices or {}
        self._add_words()
        self._add_options()
        for name in SETTINGS_OF.get(question["type"], ()):
            self._add_setting(name)
        if question["type"] == "upload":
            add_file_kinds(self, self.file_kinds)
        self._add_more()

    @property
    def file_kinds(self) -> list[Part]:
        """Return what each file may be, as the question has it."""
        kinds: list[Part] = self.question.get("settings", {}).get("kinds", [])
        return kinds

    def _add_words(self) -> None:
        question = self.question
        self.add_text("label", _("Question"), question["label"], required=True)
        self.add_text(
            "hint", _("Hint"), question.get("hint"),
            hint=_("One sentence below the question that helps to answer it."),
        )  # fmt: skip
        if question["type"] not in ("declaration", "calculated"):
            required = forms.BooleanField(label=_("People must answer this"), required=False)
            self.add("required", required, question.get("required", True))

    def _add_options(self) -> None:
        if self.question["type"] not in _CHOICES:
            return
        for option in self.question["options"]:
            text = option["label"]
            self.keep_others(f"option-{option['value']}", text)
            self.keep_others(f"hint-{option['value']}", option.get("hint"))
            for language in self.languages:
                field = forms.CharField(
                    label=in_language(_("Answer"), language), required=False, max_length=300
                )
                self.add(f"option-{option['value']}_{language}", field, text.get(language, ""))
            hint = forms.CharField(label=_("Hint"), required=False, max_length=300)
            self.add(f"hint-{option['value']}_en", hint, option.get("hint", {}).get("en", ""))
            if "cy" in self.languages:
                hint = forms.CharField(label=_("Hint in Welsh"), required=False, max_length=300)
                self.add(f"hint-{option['value']}_cy", hint, option.get("hint", {}).get("cy", ""))
            if self.question["type"] == "checkboxes":
                alone = forms.BooleanField(
                    label=_("Cannot be chosen with others, like “none of these”"), required=False
                )
                self.add(f"alone-{option['value']}", alone, option.get("alone", False))
        more = forms.CharField(
            label=_("More answers"), required=False, widget=forms.Textarea,
            help_text=_("One on each line."), validators=[MaxLengthValidator(_LONGEST_OPTIONS)],
        )  # fmt: skip
        self.add("more_options", more, "")

    def _add_setting(self, name: str) -> None:
        value, kind = self.question.get("settings", {}).get(name), self.question["type"]
        dates = list(self.dates)
        if name in ("not_before", "not_after") and value and value not in dict(dates):
            dates.append((value, _("%(key)s (not asked before this)") % {"key": value}))
        kept = [("", _("None")), (value, value)] if kind == BOOKING and value else ()
        field = setting_field(name, kind, dates, self.choices.get(name, kept))
        self.add(f"set-{name}", field, in_field(name, value, kind))
        if name == "unit" and "cy" in self.languages:
            field = forms.CharField(label=in_language(_("Unit"), "cy"), required=False)
            self.add("set-unit_cy", field, (value or {}).get("cy", ""))

    def _add_more(self) -> None:
        question = self.question
        kinds = next((group for group in ALIKE if question["type"] in group), frozenset())
        if kinds:
            choices = [(one, TYPE_WORDS[one].label) for one in sorted(kinds)]
            kind = forms.ChoiceField(label=_("Kind of answer"), choices=choices)
            self.add("type", kind, question["type"])
        self.add_text(
            "short_label", _("Short name"), question.get("short_label"),
            hint=_("What the list of answers and messages call it, such as “Date of birth”."),
        )  # fmt: skip
        for name in self._messages:
            text = question.get("messages", {}).get(name)
            self.add_text(f"message-{name}", member_words(name), text)
        help_ = question.get("help", {})
        self.add_text(
            "help_title", _("Title of more help"), help_.get("title"),
            hint=_("Opens more words, such as “Why do you ask?”. Leave empty for none."),
        )  # fmt: skip
        self.add_text("help_body", _("More help"), help_.get("body"), is_long=True)
        self._add_name()
        wipe = forms.IntegerField(
            label=_("Delete this answer so many days after the case is closed"),
            help_text=_("For sensitive answers. Leave empty to keep it with the case."),
            required=False, min_value=1, max_value=3653,
        )  # fmt: skip
        self.add("wipe_after_days", wipe, question.get("wipe_after_days"))

    @property
    def message_fields(self) -> list[str]:
        """Return the names of the fields of its own messages, in order."""
        return [name for name in self.fields if name.startswith("message-")]

    @property
    def _messages(self) -> tuple[str, ...]:
        return (*_USUAL_MESSAGES, *MESSAGES_OF.get(self.question["type"], ()))

    def _add_name(self) -> None:
        """Ask which fact of the shared dictionary it is, so that other systems know the answer."""
        name = self.question.get("name", "")
        choices = [("", _("Nothing: only this form asks it"))]
        choices += [(one, one) for one in names_for(self.question["type"])]
        if name and name not in dict(choices):
            choices.append((name, name))
        field = forms.ChoiceField(
            label=_("What other systems call this answer"), choices=choices, required=False
        )
        self.add("name", field, name)

    def clean(self) -> dict[str, Any]:
        """Look whether what belongs together is there together."""
        cleaned = super().clean()
        if self.question["type"] in _CHOICES and not self.errors and not self._options():
            self.add_error("more_options", _("Give at least one answer to choose from"))
        if bool(cleaned.get("help_title_en")) != bool(cleaned.get("help_body_en")):
            missing = "help_body_en" if cleaned.get("help_title_en") else "help_title_en"
            self.add_error(missing, _("Give more help both a title and words"))
        return cleaned

    def changed_question(self) -> Part:
        """Return the question as the form has it now; what is not asked here stays."""
        question = self.question
        changed: Part = {**question, "label": self.text("label"), "hint": self.text("hint")}
        changed["short_label"] = self.text("short_label")
        changed["name"] = self.cleaned_data["name"]
        changed["wipe_after_days"] = self.cleaned_data["wipe_after_days"]
        if "required" in self.fields:
            changed["required"] = None if self.cleaned_data["required"] else False
        changed["type"] = self.cleaned_data.get("type") or question["type"]
        if changed["name"] and not self._suits(changed["name"], changed["type"]):
            changed["name"] = ""
        messages = {name: self.text(f"message-{name}") for name in self._messages}
        changed["messages"] = {**question.get("messages", {}), **messages}
        title, body = self.text("help_title"), self.text("help_body")
        changed["help"] = {"title": title, "body": body} if title and body else None
        if question["type"] in _CHOICES:
            changed["options"] = self._options()
        changed["settings"] = {**question.get("settings", {}), **self._settings()}
        return without_empty(changed)

    def _suits(self, name: str, question_type: str) -> bool:
        return dictionary.is_local(name) or question_type in dictionary.types_of(name)

    def _settings(self) -> Mapping[str, Any]:
        names = SETTINGS_OF.get(self.question["type"], ())
        found: dict[str, Any] = {
            name: from_field(name, self.cleaned_data.get(f"set-{name}"), self.question["type"])
            for name in names
        }
        if found.get("unit"):
            before = self.question.get("settings", {}).get("unit") or {}
            found["unit"]["cy"] = self.cleaned_data.get("set-unit_cy", before.get("cy", ""))
        if self.question["type"] == "upload":
            found["kinds"] = file_kinds(self, self.file_kinds)
        return found

    def _options(self) -> list[Part]:
        kept = []
        for option in self.question["options"]:
            value = option["value"]
            label = self.text(f"option-{value}")
            if not label:
                continue
            changed = {**option, "label": label, "hint": self.text(f"hint-{value}")}
            if f"alone-{value}" in self.fields:
                changed["alone"] = self.cleaned_data.get(f"alone-{value}") or None
            kept.append(without_empty(changed))
        lines = self.cleaned_data.get("more_options", "").splitlines()
        return new_options(kept, (" ".join(line.split())[:300] for line in lines))
