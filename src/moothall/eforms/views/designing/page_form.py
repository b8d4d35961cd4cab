"""The settings of a page, as a form for whoever designs it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.eforms.at_least_one import CANNOT_BE_ONE_OF
from moothall.eforms.definition import PageKind
from moothall.eforms.designing.editing import without_empty
from moothall.eforms.designing.parts import Document, Part, words_of_question
from moothall.eforms.views.designing.words import WordsForm


class PageForm(WordsForm):
    """What a page is called, what it says, and to which part of the form it belongs."""

    def __init__(
        self, page: Part, document: Document, languages: Collection[str], data: Any = None
    ) -> None:
        """Show a page as it is, or what was typed of it."""
        super().__init__(languages, data)
        self.page = page
        self.kind = PageKind(page.get("kind", "questions"))
        self._add_words()
        if self.kind is PageKind.REPEAT:
            self._add_repeat(page["repeat"])
        self._add_at_least_one()
        if document.get("sections"):
            choices = [("", _("None"))]
            choices += [(one["key"], one["title"]["en"]) for one in document["sections"]]
            field = forms.ChoiceField(label=_("Part of the form"), choices=choices, required=False)
            self.add("section", field, page.get("section", ""))

    def _add_words(self) -> None:
        asks_one = self.kind is PageKind.QUESTIONS and len(self.page["questions"]) == 1
        self.add_text(
            "title", _("Heading"), self.page.get("title"), required=not asks_one,
            hint=_("Leave empty to let the question be the heading.") if asks_one else "",
        )  # fmt: skip
        self.add_text(
            "body", _("Words above the questions"), self.page.get("body"), is_long=True,
            hint=_("An empty line parts paragraphs; lines that begin with “- ” make a list; "
                   "[words](https://…) make a link."),
        )  # fmt: skip

    def _add_repeat(self, repeat: Part) -> None:
        self.add_text(
            "one", _("What one of them is called"), repeat["one"], required=True,
            hint=_("For example, vehicle"),
        )  # fmt: skip
        self.add_text(
            "summary", _("How one is shown in the list"), repeat["summary"], required=True,
            hint=_("{question} stands for an answer, by the key of its question."),
        )  # fmt: skip
        least = forms.IntegerField(label=_("At least"), min_value=0, max_value=50, required=False)
        most = forms.IntegerField(label=_("At most"), min_value=1, max_value=50, required=False)
        self.add("least", least, repeat.get("least", 1))
        self.add("most", most, repeat.get("most", 10))

    def _add_at_least_one(self) -> None:
        """Ask of which questions one is needed: each rule that there is, and room for a first."""
        choices = [
            (one["key"], words_of_question(one))
            for one in self.page.get("questions", ())
            if one["type"] not in CANNOT_BE_ONE_OF
        ]
        self.rules: list[Part] = list(self.page.get("at_least_one", ()))
        if not self.rules and len(choices) > 1:
            self.rules = [{"of": []}]
        for number, rule in enumerate(self.rules):
            ticked = forms.MultipleChoiceField(
                label=_("Tick the questions of which at least one must be answered"),
                help_text=_("For example, email address and telephone number. Each that you tick "
                            "may be left blank if another is answered. Tick none if there is no "
                            "such rule."),
                choices=choices, widget=forms.CheckboxSelectMultiple, required=False,
            )  # fmt: skip
            self.add(f"one_of_{number}", ticked, rule["of"])
            self.add_text(
                f"none_given_{number}", _("Said when none of them is answered"),
                rule.get("message"), hint=_("Leave empty for the usual words."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Look whether there is a choice among the questions of which one is needed."""
        cleaned = super().clean()
        for number, _rule in enumerate(self.rules):
            if len(cleaned.get(f"one_of_{number}", ())) == 1:
                self.add_error(f"one_of_{number}", _("Tick at least two questions, or none"))
        return cleaned

    def _at_least_one(self) -> list[Part]:
        rules = [
            {
                "of": self.cleaned_data[f"one_of_{number}"],
                "message": self.text(f"none_given_{number}"),
            }
            for number, _rule in enumerate(self.rules)
        ]
        return [without_empty(rule) for rule in rules if rule["of"]]

    def changed_page(self) -> Part:
        """Return the page's own settings as the form has them now."""
        changed: Part = {"kind": self.page.get("kind"), "title": self.text("title")}
        changed["body"] = self.text("body")
        changed["show_when"] = self.page.get("show_when")
        changed["section"] = self.cleaned_data.get("section", self.page.get("section"))
        changed["at_least_one"] = self._at_least_one()
        if self.kind is PageKind.REPEAT:
            changed["repeat"] = {
                "one": self.text("one"),
                "summary": self.text("summary"),
                "least": self.cleaned_data["least"],
                "most": self.cleaned_data["most"],
            }
        return without_empty(changed)
