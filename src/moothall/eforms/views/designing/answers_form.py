"""Which answers may arrive filled in, and which staff see on the case, as forms for designers."""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.eforms.designing.editing import change_part
from moothall.eforms.designing.in_words import asked_by_key
from moothall.eforms.designing.parts import Document, Part, words_of_question
from moothall.eforms.lint import NOT_PREFILLED
from moothall.eforms.prefilling import can_be_given
from moothall.eforms.views.designing.words import WordsForm


class _ChosenAnswers(WordsForm):
    """The base of forms in which some of the form's questions are ticked."""

    def __init__(self, document: Document, languages: Collection[str], data: Any = None) -> None:
        """Begin with the questions that the form asks."""
        super().__init__(languages, data)
        self.asked = asked_by_key(document)

    def add_chosen(
        self,
        name: str,
        label: str,
        chosen: Collection[str],
        fits: Callable[[Part], bool],
        hint: str,
    ) -> None:
        """Add boxes for the questions that fit; one that is chosen already can be taken away."""
        choices = [
            (key, words_of_question(part))
            for key, part in self.asked.items()
            if fits(part) or key in chosen
        ]
        field = forms.MultipleChoiceField(
            label=label, choices=choices, required=False, help_text=hint,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.add(name, field, list(chosen))

    def chosen(self, name: str) -> list[str]:
        """Return what is ticked, in the order of the form."""
        ticked = self.cleaned_data[name]
        return [key for key in self.asked if key in ticked]


class FilledInForm(_ChosenAnswers):
    """Which questions a link, or a partner's program, may answer beforehand."""

    def __init__(self, document: Document, languages: Collection[str], data: Any = None) -> None:
        """Show which questions may arrive answered."""
        super().__init__(document, languages, data)
        prefill = document.get("prefill", {})
        example = prefill.get("query") or [*self.asked, "question"]
        self.add_chosen(
            "query", _("A link may fill in"), prefill.get("query", ()),
            lambda part: part["type"] not in NOT_PREFILLED,
            _("For links on your website or in letters, such as %(link)s. People can change it.")
            % {"link": f"/forms/{document['slug']}/?{example[0]}=…"},
        )  # fmt: skip
        self.add_chosen(
            "token", _("A partner’s program may fill in"), prefill.get("token", ()),
            lambda part: part["type"] not in NOT_PREFILLED and can_be_given(part["type"]),
            _("People see the answer with the partner’s name. Staff see that it was confirmed."),
        )  # fmt: skip

    def changed(self, document: Document) -> Document:
        """Return the form in which these may be filled in."""
        found = {way: self.chosen(way) for way in ("query", "token")}
        return change_part(document, "prefill", {way: keys for way, keys in found.items() if keys})


class DetailsForm(_ChosenAnswers):
    """Which answers staff see on the case."""

    def __init__(self, document: Document, languages: Collection[str], data: Any = None) -> None:
        """Show which answers the case has."""
        super().__init__(document, languages, data)
        self.add_chosen(
            "details", _("Answers on the case"), document["outcome"].get("details", ()),
            lambda part: part["type"] != "upload",
            _("With none ticked the case has all answers that are not about the person."),
        )  # fmt: skip

    def changed(self, document: Document) -> Document:
        """Return the form with these answers on the case."""
        outcome = {key: one for key, one in document["outcome"].items() if key != "details"}
        ticked = self.chosen("details")
        return {**document, "outcome": {**outcome, **({"details": ticked} if ticked else {})}}
