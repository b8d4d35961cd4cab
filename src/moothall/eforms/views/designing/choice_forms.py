"""What the answers choose (a service, how urgent, a category), as a form for the designer."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.councils.queries import service_types
from moothall.eforms.designing.choices import Choice, Choices, choices_of, with_choices
from moothall.eforms.designing.parts import Document
from moothall.eforms.sharing.building import key_of
from moothall.eforms.views.designing.part_forms import PRIORITIES
from moothall.eforms.views.designing.words import WordsForm

_MOST = 30
_LONGEST = 60


class ChoicesForm(WordsForm):
    """One choice for each rule, what holds where no rule does, and room for another."""

    chosen = ""

    def __init__(
        self,
        document: Document,
        languages: Collection[str],
        values: Mapping[str, str],
        data: Any = None,
    ) -> None:
        """Show what the answers choose; `values` are what there is to choose from, in words."""
        super().__init__(languages, data)
        self.values = dict(values)
        found = choices_of(document, self.chosen)
        self.has_own_rule = found is None
        self.found = found or Choices()
        for number, one in enumerate(self.found.choices):
            label = self.label_of_choice() % {"number": number + 1}
            self.add(
                f"choice-{number}", self.field(label, one.value, _("Take this away")), one.value
            )
        self.add("otherwise", self.field_of_rest(), self.found.otherwise)
        another = self.field(self.label_of_another(), "", _("Nothing more"))
        self.add("new", another, "")

    @abstractmethod
    def label_of_choice(self) -> str:
        """Return what one choice is called; it is numbered."""

    @abstractmethod
    def label_of_another(self) -> str:
        """Return what one more choice is called."""

    @abstractmethod
    def field_of_rest(self) -> forms.Field:
        """Return the field of what holds where no rule does."""

    def field(self, label: str, value: str, nothing: str) -> forms.Field:
        """Return a field that takes one of the values; one that is no more stays a choice."""
        choices = [*self.values.items()]
        if value and value not in self.values:
            choices.append((value, value))
        if nothing:
            choices.insert(0, ("", nothing))
        return forms.ChoiceField(label=label, choices=choices, required=not nothing)

    def clean(self) -> dict[str, Any]:
        """Look whether there are not more choices than anybody can keep apart."""
        cleaned = super().clean()
        if cleaned.get("new") and len(self.found.choices) >= _MOST:
            self.add_error("new", _("That is too many choices. Take one away first"))
        return cleaned

    @property
    def begun(self) -> int | None:
        """Return the number of the choice that was added just now and holds always, if any."""
        kept = [self.cleaned_data[f"choice-{n}"] for n in range(len(self.found.choices))]
        return sum(map(bool, kept)) if self.cleaned_data["new"] else None

    def changed(self, document: Document) -> Document:
        """Return the form with these choices; a rule of its own stays until there are some."""
        kept = [
            Choice(one.when, value)
            for number, one in enumerate(self.found.choices)
            if (value := self.cleaned_data[f"choice-{number}"])
        ]
        if self.cleaned_data["new"]:
            kept.append(Choice(when=True, value=self.cleaned_data["new"]))
        otherwise = self.cleaned_data["otherwise"]
        if self.has_own_rule and not kept and not otherwise:
            return document
        return with_choices(document, self.chosen, Choices(tuple(kept), otherwise))


class ServicesForm(ChoicesForm):
    """Which service deals with it, by the answers."""

    chosen = "services"

    def label_of_choice(self) -> str:
        """Return what one choice is called."""
        return _("Service, number %(number)s")

    def label_of_another(self) -> str:
        """Return what one more choice is called."""
        return _("Another service for some answers")

    def field_of_rest(self) -> forms.Field:
        """Return the field of the service of all others."""
        return self.field(_("Which service deals with all others?"), self.found.otherwise, "")


class PriorityForm(ChoicesForm):
    """How urgent it is, by the answers."""

    chosen = "priority"

    def label_of_choice(self) -> str:
        """Return what one choice is called."""
        return _("How urgent, number %(number)s")

    def label_of_another(self) -> str:
        """Return what one more choice is called."""
        return _("How urgent for some answers")

    def field_of_rest(self) -> forms.Field:
        """Return the field of how urgent all others are."""
        return self.field(
            _("How urgent are all others?"), self.found.otherwise, _("Normal, as always")
        )


class CategoryForm(ChoicesForm):
    """The category of the case, by the answers, in a word or two that staff can count by."""

    chosen = "category"

    def label_of_choice(self) -> str:
        """Return what one choice is called."""
        return _("Category, number %(number)s")

    def label_of_another(self) -> str:
        """Return what one more choice is called."""
        return _("Another category for some answers")

    def field_of_rest(self) -> forms.Field:
        """Return the field of the category of all others."""
        return self.field(_("Category of all others"), "", "")

    def field(self, label: str, value: str, nothing: str) -> forms.Field:
        """Return a field that takes a word or two."""
        return forms.CharField(
            label=label, required=False, max_length=_LONGEST,
            help_text=_("In a word or two, such as fly-tipping. Leave empty for none."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Return the categories as other systems know them: in small letters, with hyphens."""
        cleaned = super().clean()
        for name, words in list(cleaned.items()):
            if words and not key_of(words):
                self.add_error(name, _("Enter a category in letters and numbers"))
            else:
                cleaned[name] = key_of(words or "")
        return cleaned


def values_to_choose(council_id: int, chosen: str) -> dict[str, str]:
    """Return what there is to choose from, in words; categories are the council's own words."""
    if chosen == "services":
        return {one.slug: one.name for one in service_types(council_id)}
    if chosen == "priority":
        return {name: str(words) for name, words in PRIORITIES.items()}
    return {}
