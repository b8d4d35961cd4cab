"""Lists that belong to a form as a whole: its fees and limits, and its parts."""

from collections.abc import Collection
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.eforms.definition import PageKind
from moothall.eforms.designing.editing import change_part
from moothall.eforms.designing.parts import Document, Part
from moothall.eforms.sharing.building import Keys
from moothall.eforms.views.designing.fee_form import AmountField
from moothall.eforms.views.designing.words import WordsForm
from moothall.kernel.money import pounds


class FiguresForm(WordsForm):
    """Fees and limits by name: what each is called, and how much it is."""

    def __init__(self, document: Document, languages: Collection[str], data: Any = None) -> None:
        """Show the figures of a form, and room for another."""
        super().__init__(languages, data)
        self.figures: list[Part] = document.get("figures", [])
        for one in self.figures:
            label = one["label"]["en"]
            if one["as"] == "money":
                field: forms.Field = AmountField(label=_("%(name)s, in pounds") % {"name": label})
                value: Any = pounds(int(one["value"])).lstrip("£")
            elif one["as"] == "number":
                field, value = forms.FloatField(label=label), one["value"]
            else:
                field, value = forms.CharField(label=label, max_length=500), one["value"]
            self.add(f"value-{one['key']}", field, value)
            self.add_text(f"label-{one['key']}", _("Name"), one["label"], required=True)
        self.add_text("new", _("Name of another"), None, hint=_("For example, Fee for a week"))
        kinds = [("money", _("Money")), ("number", _("A number")), ("text", _("Words"))]
        self.add("new_as", forms.ChoiceField(label=_("What it is"), choices=kinds), "money")
        self.add("new_value", forms.CharField(label=_("How much"), required=False), "")

    def clean(self) -> dict[str, Any]:
        """Look whether another figure is one."""
        cleaned = super().clean()
        if cleaned.get("new_en"):
            try:
                self.another = self._read(cleaned.get("new_as", ""), cleaned.get("new_value", ""))
            except (ValueError, forms.ValidationError):
                self.add_error("new_value", _("Enter how much it is"))
        return cleaned

    def _read(self, kind: str, text: str) -> Any:
        if kind == "money":
            return AmountField().clean(text)
        if kind == "number":
            return float(text)
        if not text.strip():
            raise ValueError(text)
        return text.strip()

    def changed(self, document: Document) -> Document:
        """Return the form with these figures."""
        figures = []
        for one in document.get("figures", []):
            value = self.cleaned_data.get(f"value-{one['key']}", one["value"])
            label = self.text(f"label-{one['key']}") or one["label"]
            figures.append({**one, "label": label, "value": _whole(value)})
        if self.text("new"):
            key = Keys({one["key"] for one in figures}).key_for(self.text("new")["en"])
            another = {"key": key, "label": self.text("new"), "as": self.cleaned_data["new_as"]}
            figures.append({**another, "value": _whole(self.another)})
        return change_part(document, "figures", figures)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


class SectionsForm(WordsForm):
    """The parts of a long form, between which people see how far they have come."""

    def __init__(self, document: Document, languages: Collection[str], data: Any = None) -> None:
        """Show the parts of a form, and room for another."""
        super().__init__(languages, data)
        for one in document.get("sections", ()):
            self.add_text(f"title-{one['key']}", _("Part"), one["title"])
        self.add_text(
            "new", _("Another part"), None,
            hint=_("With parts, people start from a list of them. Empty a name to remove a part."),
        )  # fmt: skip

    def changed(self, document: Document) -> Document:
        """Return the form with these parts; pages of a part that is gone go to the first."""
        sections = []
        for one in document.get("sections", ()):
            title = self.text(f"title-{one['key']}")
            if title:
                sections.append({**one, "title": title})
        if self.text("new"):
            key = Keys({one["key"] for one in sections}).key_for(self.text("new")["en"])
            sections.append({"key": key, "title": self.text("new")})
        new = deepcopy(change_part(document, "sections", sections))
        known = {one["key"] for one in sections}
        for page in new["pages"]:
            if not sections:
                page.pop("section", None)
            elif page.get("section") not in known and page.get("kind") != PageKind.EXIT:
                page["section"] = sections[0]["key"]
        return new
