"""The shape of a message's words: subject and body in each language of the council."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.kernel.forms import Form
from moothall.notifications.channels import Channel
from moothall.notifications.worded import WordsRow
from moothall.notifications.wording import Wording
from moothall.notifications.wording_check import mistakes_in


class WordsForm(Form):
    """Subject and body in each language; a language left empty has our standard words."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, row: WordsRow, languages: Sequence[str], **kwargs: Any) -> None:
        """Begin with the draft, or with what is in force."""
        self.row, self.languages = row, languages
        initial: dict[str, str] = {"seen": row.token}
        for language in languages:
            initial[f"subject_{language}"] = row.newest[language].subject
            initial[f"body_{language}"] = row.newest[language].body
        super().__init__(*args, **{"initial": initial, **kwargs})
        tongues = language_words()
        for language in languages:
            said = {"language": tongues[language]}
            if row.channel is not Channel.TEXT:
                self.fields[f"subject_{language}"] = forms.CharField(
                    label=_("Subject in %(language)s") % said, required=False
                )
            self.fields[f"body_{language}"] = forms.CharField(
                label=_("Words in %(language)s") % said, required=False, widget=forms.Textarea
            )

    @property
    def by_language(self) -> list[dict[str, Any]]:
        """Return the fields of each language, for the page."""
        return [
            {
                "language": language,
                "fields": [
                    self[name]
                    for name in (f"subject_{language}", f"body_{language}")
                    if name in self.fields
                ],
            }
            for language in self.languages
        ]

    @property
    def words(self) -> Mapping[str, Wording]:
        """Return the words that were typed, by language."""
        return self._typed_words

    def clean(self) -> dict[str, Any]:
        """Say of each language what keeps its words from being sent."""
        given = super().clean()
        self._typed_words = {language: self._typed(language) for language in self.languages}
        for language, typed in self._typed_words.items():
            for one in mistakes_in(self.row.kind.key, self.row.channel, language, typed):
                self.add_error(f"{one.part}_{language}", one.text)
        return given

    def _typed(self, language: str) -> Wording:
        """Return what was typed; nothing at all stands for our standard words."""
        fields = (f"subject_{language}", f"body_{language}")
        if not any(self.data.get(one, "").strip() for one in fields):
            return self.row.standard[language]
        subject, body = (self.cleaned_data.get(one, "") for one in fields)
        return Wording(subject, body.replace("\r\n", "\n"))


class SeenForm(Form):
    """What somebody saw when they pressed a button."""

    seen = forms.CharField(max_length=40)
    number = forms.IntegerField(required=False, min_value=0)


def language_words() -> dict[str, str]:
    """Return the names of the languages in which councils write."""
    return {"en": _("English"), "cy": _("Welsh")}
