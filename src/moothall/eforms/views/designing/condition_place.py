"""A condition somewhere in a form: what it is about, and the screen from which one came."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.designing.choices import CHOSEN, Choices, choices_of
from moothall.eforms.designing.parts import (
    digest_of_part,
    page_of_question,
    question_in,
    words_of_page,
    words_of_question,
)
from moothall.eforms.designing.rules_at import CASE, holder_of, is_yes_or_no, rule_at
from moothall.eforms.designing.telling_offices import place_of
from moothall.eforms.views.designing.choice_forms import values_to_choose
from moothall.eforms.views.designing.frame import Desk
from moothall.eforms.views.designing.told_form import places_of

_TITLES = {
    "page": gettext_lazy("When is the page “%(name)s” shown?"),
    "question": gettext_lazy("When is “%(name)s” asked?"),
    "calculation": gettext_lazy("How is “%(name)s” worked out?"),
    "yes-or-no": gettext_lazy("When is “%(name)s” yes?"),
    "case": gettext_lazy("When does this part of “%(name)s” count?"),
    "destination": gettext_lazy("When does it go there: %(name)s?"),
    "services": gettext_lazy("When does “%(name)s” deal with it?"),
    "priority": gettext_lazy("When is it “%(name)s”?"),
    "category": gettext_lazy("When is its category “%(name)s”?"),
}


@dataclass(frozen=True)
class Place:
    """A condition somewhere in a form."""

    desk: Desk
    kind: str
    key: str

    @property
    def rule(self) -> Any:
        """Return the condition as it is."""
        return rule_at(self.desk.document, self.kind, self.key)

    @property
    def seen(self) -> str:
        """Return the digest of the condition as it is."""
        return digest_of_part(self.rule)

    @property
    def href(self) -> str:
        """Return the screen of the condition itself."""
        return self.desk.url("design-condition", kind=self.kind, key=self.key)

    @property
    def back(self) -> str:
        """Return the screen from which one came."""
        if self.kind == "page":
            return self.desk.url("design-page", page=self.key)
        if self.kind == "case":
            above = self.key.partition(CASE)[2].rpartition("-")[0]
            return f"{self.desk.url('design-reckon', question=self._question)}?at={above}"
        if self.kind in ("question", "calculation"):
            home = page_of_question(self.desk.document, self.key)
            return self.desk.url("design-question", page=home["key"], question=self.key)
        part = "told" if self.kind == "destination" else self.kind
        return self.desk.url("design-part", part=part)

    @property
    def is_worked_out(self) -> bool:
        """Tell whether the rule gives a value, rather than say whether something is so."""
        is_calculation = self.kind == "calculation"
        return is_calculation and not is_yes_or_no(self.desk.document, self.key)

    @property
    def title(self) -> str:
        """Return what the condition is about, as a question."""
        if self.kind == "fee":
            return _("When must people pay?")
        if self.kind == "signature":
            return _("When must somebody else sign?")
        is_sentence = self.kind == "calculation" and not self.is_worked_out
        kind = "yes-or-no" if is_sentence else self.kind
        return str(_TITLES[kind]) % {"name": self._name}

    @property
    def _question(self) -> str:
        return self.key.partition(CASE)[0]

    @property
    def _name(self) -> str:
        document, language = self.desk.document, self.desk.language
        if self.kind in CHOSEN:
            found = choices_of(document, self.kind) or Choices()
            value = found.choices[int(self.key)].value
            return values_to_choose(self.desk.council.id, self.kind).get(value, value)
        part, _member = holder_of(document, self.kind, self.key)
        if self.kind == "page":
            return words_of_page(part, language)
        if self.kind == "destination":
            place = place_of(part)
            return places_of(self.desk.council.id).get(place, place.partition(":")[2])
        return words_of_question(question_in(document, self._question), language)
