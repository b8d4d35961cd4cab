"""Who else must sign before a form counts as handed in, as a form for whoever designs it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.eforms.designing.editing import change_part
from moothall.eforms.designing.in_words import asked_by_key
from moothall.eforms.designing.parts import Document, Part, words_of_question
from moothall.eforms.lint import SIGNERS
from moothall.eforms.views.designing.words import WordsForm

_MOST_DAYS = 60


class SignatureForm(WordsForm):
    """Which answers say who signs, what that person declares, and how long they have."""

    def __init__(self, document: Document, languages: Collection[str], data: Any = None) -> None:
        """Show who signs."""
        super().__init__(languages, data)
        self.asked = asked_by_key(document)
        signature: Part = document.get("needs", {}).get("signature", {})
        labels = {
            "name": _("Which answer is the name of who signs?"),
            "email": _("Which answer is the email address of who signs?"),
        }
        for name, label in labels.items():
            self._add_choice(name, label, signature.get(name, ""))
        self.add_text(
            "statement", _("What they declare"), signature.get("statement"), is_long=True,
            hint=_("Leave all of this empty if nobody else signs."),
        )  # fmt: skip
        days = forms.IntegerField(
            label=_("Days in which they can sign"), min_value=1, max_value=_MOST_DAYS,
            required=False, help_text=_("14 when nothing is said."),
        )  # fmt: skip
        self.add("days", days, signature.get("days"))

    def _add_choice(self, name: str, label: str, value: str) -> None:
        choices = [("", _("None"))]
        choices += [
            (key, words_of_question(part))
            for key, part in self.asked.items()
            if part["type"] in SIGNERS[name] or key == value
        ]
        if value and value not in dict(choices):
            choices.append((value, value))
        self.add(name, forms.ChoiceField(label=label, choices=choices, required=False), value)

    def clean(self) -> dict[str, Any]:
        """Look whether all is there that a signature needs, or nothing of it."""
        cleaned = super().clean()
        wanted = {
            "name": _("Choose the answer that is the name of who signs"),
            "email": _("Choose the answer that is the email address of who signs"),
            "statement_en": _("Enter what they declare"),
        }
        given = [name for name in wanted if cleaned.get(name)]
        if given:
            for name, words in wanted.items():
                if name not in given and name not in self.errors:
                    self.add_error(name, words)
        return cleaned

    def changed(self, document: Document) -> Document:
        """Return the form with this signature, or with none."""
        needs = {**document.get("needs", {})}
        before = needs.pop("signature", {})
        if self.cleaned_data["name"]:
            needs["signature"] = {
                **{name: rule for name, rule in before.items() if name == "when"},
                "name": self.cleaned_data["name"],
                "email": self.cleaned_data["email"],
                "statement": self.text("statement"),
                "days": self.cleaned_data["days"],
            }
        return change_part(document, "needs", needs)
