"""The settings of a page, as a form for whoever designs it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.eforms.definition import PageKind
from moothall.eforms.designing.editing import without_empty
from moothall.eforms.designing.parts import Document, Part
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

    def changed_page(self) -> Part:
        """Return the page's own settings as the form has them now."""
        changed: Part = {"kind": self.page.get("kind"), "title": self.text("title")}
        changed["body"] = self.text("body")
        changed["show_when"] = self.page.get("show_when")
        changed["section"] = self.cleaned_data.get("section", self.page.get("section"))
        if self.kind is PageKind.REPEAT:
            changed["repeat"] = {
                "one": self.text("one"),
                "summary": self.text("summary"),
                "least": self.cleaned_data["least"],
                "most": self.cleaned_data["most"],
            }
        return without_empty(changed)
