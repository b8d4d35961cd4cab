"""The shape of a word to all who take part."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from moothall.kernel.forms import Form

_LONGEST_WORDS = 1500


class WordForm(Form):
    """What is said to everybody, in the council's languages."""

    words_en = forms.CharField(
        label=_("Message in English"),
        help_text=_("Their name, the time and the way to their booking are added."),
        max_length=_LONGEST_WORDS,
        widget=forms.Textarea,
        error_messages={"required": _("Enter the message")},
    )
    words_cy = forms.CharField(
        label=_("Message in Welsh"),
        help_text=_("People who asked for Welsh get this one. Without it they get the English."),
        max_length=_LONGEST_WORDS,
        widget=forms.Textarea,
        required=False,
    )
    sending_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("sending_id", uuid4())

    @property
    def words(self) -> dict[str, str]:
        """Return the message by language, as far as it was written."""
        said = {"en": self.cleaned_data["words_en"], "cy": self.cleaned_data["words_cy"]}
        return {language: text for language, text in said.items() if text}
