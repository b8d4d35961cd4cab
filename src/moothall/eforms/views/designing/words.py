"""Forms with texts in each language that a council speaks."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from moothall.kernel.forms import Form

_NAMES = {"en": "", "cy": "in Welsh"}


def in_language(label: str, language: str) -> str:
    """Return the label of an input for a text in this language."""
    return _("%(label)s in Welsh") % {"label": label} if language == "cy" else label


class WordsForm(Form):
    """Settings of a part of a form, with its texts in each language."""

    def __init__(self, languages: Collection[str], data: Any = None) -> None:
        """Begin without fields; they are added one by one."""
        super().__init__(data or None, prefix="s")
        self.languages = tuple(languages)
        #: Texts in languages that the council does not speak; they stay as they are.
        self._others: dict[str, dict[str, str]] = {}

    def add(self, name: str, field: forms.Field, value: Any = None) -> None:
        """Add one field with what it shows first."""
        self.fields[name] = field
        self.initial[name] = value

    def add_text(
        self,
        name: str,
        label: str,
        text: Mapping[str, str] | None,
        *,
        hint: str = "",
        required: bool = False,
        is_long: bool = False,
    ) -> None:
        """Add a text in each language of the council; only the English may be asked for."""
        self.keep_others(name, text)
        for language in self.languages:
            field = forms.CharField(
                label=in_language(label, language),
                help_text=hint if language == "en" else "",
                required=required and language == "en",
                validators=[MaxLengthValidator(10_000 if is_long else 500)],
                widget=forms.Textarea if is_long else forms.TextInput,
                error_messages={"required": _("Enter words for “%(label)s”") % {"label": label}},
            )
            self.add(f"{name}_{language}", field, (text or {}).get(language, ""))

    def keep_others(self, name: str, text: Mapping[str, str] | None) -> None:
        """Let a text keep what it says in languages that the council does not speak."""
        others = (text or {}).items()
        self._others[name] = {key: one for key, one in others if key not in self.languages}

    def text(self, name: str) -> dict[str, str]:
        """Return a text as a document has it; nothing where the English is empty."""
        found = {
            language: self.cleaned_data[f"{name}_{language}"].replace("\r\n", "\n").strip()
            for language in self.languages
            if f"{name}_{language}" in self.cleaned_data
        }
        kept = {language: words for language, words in found.items() if words}
        return {**self._others.get(name, {}), **kept} if "en" in kept else {}

    def clean(self) -> dict[str, Any]:
        """Look whether every text that has Welsh has English too."""
        cleaned = super().clean() or {}
        for name in list(self.fields):
            english = f"{name.removesuffix('_cy')}_en"
            is_lone = name.endswith("_cy") and cleaned.get(name) and english in self.fields
            if is_lone and not cleaned.get(english) and english not in self.errors:
                self.add_error(english, _("Enter this in English too"))
        return cleaned
