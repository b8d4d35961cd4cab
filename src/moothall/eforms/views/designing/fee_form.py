"""What people pay, as a form for whoever designs it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.designing.fees import Fee, FeeKind, fee_of, with_fee
from moothall.eforms.designing.in_words import asked_by_key
from moothall.eforms.designing.parts import Document, Part, words_of_question
from moothall.eforms.fees import USUAL_FUND
from moothall.eforms.joining import COUNTS
from moothall.eforms.views.designing.words import WordsForm
from moothall.kernel.money import pence_of, pounds

_KINDS = {
    FeeKind.NONE: gettext_lazy("Nothing: it is free"),
    FeeKind.ONE: gettext_lazy("One amount"),
    FeeKind.BY_ANSWER: gettext_lazy("An amount for each answer to a question"),
    FeeKind.TIMES: gettext_lazy("So much for each, times a number that people give"),
}


class AmountField(forms.CharField):
    """An amount in pounds, as people type it; pence when it is read."""

    def to_python(self, value: Any) -> Any:
        """
        Return the amount in pence, or nothing.

        :raises django.core.exceptions.ValidationError: if it is no amount
        """
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        try:
            amount = pence_of(text)
        except ValueError as error:
            raise forms.ValidationError(_("Enter an amount like 25 or 9.99")) from error
        if amount < 0:
            raise forms.ValidationError(_("Enter an amount of £0 or more"))
        return amount


class FeeForm(WordsForm):
    """How much people pay, for what, and depending on which answer."""

    def __init__(
        self,
        document: Document,
        languages: Collection[str],
        funds: Sequence[tuple[str, str]],
        plans: Sequence[tuple[str, str]],
        data: Any = None,
    ) -> None:
        """Show the fee of a form; `funds` and `plans` are the council's, each with its name."""
        super().__init__(languages, data)
        self.document, self.fee = document, fee_of(document)
        self.asked = asked_by_key(document)
        kinds = list(_KINDS.items())
        if self.fee.kind is FeeKind.OWN_RULE:
            kinds.append((FeeKind.OWN_RULE, gettext_lazy("By the rule that the form has")))
        self.add(
            "kind",
            forms.ChoiceField(
                label=_("What do people pay?"), widget=forms.RadioSelect,
                choices=[(one.value, words) for one, words in kinds],
            ),
            self.fee.kind.value,
        )  # fmt: skip
        self.add_text(
            "for", _("What is it for?"), self.fee.words, hint=_("For example, Skip permit")
        )
        self._add_amounts()
        self._add_fund(dict(funds))
        if plans or self.fee.plan:
            self._add_plan(dict(plans))

    def _add_plan(self, plans: Mapping[str, str]) -> None:
        """Ask which subscription begins when it is paid, for which address, and how many."""
        here = self.fee.plan.get("key", "")
        choices = [("", _("None")), *plans.items()]
        if here and here not in plans:
            choices.append((here, _("%(plan)s (the council has no such plan)") % {"plan": here}))
        begins = _("Which subscription begins when it is paid?")
        self.add("plan", forms.ChoiceField(label=begins, choices=choices, required=False), here)
        for name, label, types in (
            ("plan_place", _("Which question says for which address?"), ("address", "text")),
            ("plan_quantity", _("Which question says how many? (optional)"), tuple(COUNTS)),
        ):
            member = name.removeprefix("plan_")
            known = self.fee.plan.get(member, "")
            offered = [
                (key, words_of_question(part))
                for key, part in self.asked.items()
                if part["type"] in types or key == known
            ]
            field = forms.ChoiceField(
                label=label, choices=[("", _("Choose a question")), *offered], required=False
            )
            self.add(name, field, known)

    def _add_fund(self, funds: Mapping[str, str]) -> None:
        """
        Ask for the fund, which has the coding that finance sees; the usual one is offered first.

        A fund that the council does not have (the form came from another) is shown, not taken; a
        council whose payments are not set up yet can design all the same.
        """
        self.funds, here = funds, self.fee.fund
        usual = funds.get(USUAL_FUND)
        choices = [("", _("The usual fund of forms (%(name)s)") % {"name": usual})] if usual else []
        if not funds:
            choices.append(("", _("The usual fund of forms (not set up yet)")))
        choices += [one for one in funds.items() if one[0] != USUAL_FUND]
        if here == USUAL_FUND:
            here = ""
        if here and here not in funds:
            choices.append((here, _("%(fund)s (the council has no such fund)") % {"fund": here}))
        if funds and not usual:
            choices.insert(0, ("", _("Choose a fund")))
        hint = _("The fund has the ledger code and the VAT of the money.")
        field = forms.ChoiceField(
            label=_("Where does the money go?"), help_text=hint, choices=choices, required=False
        )
        self.add("fund", field, here)

    def _add_amounts(self) -> None:
        shown = pounds(self.fee.amount).lstrip("£") if self.fee.amount else ""
        self.add("amount", AmountField(label=_("Amount in pounds"), required=False), shown)
        types = {FeeKind.BY_ANSWER: ("radios", "select"), FeeKind.TIMES: ("number", "calculated")}
        for kind, allowed in types.items():
            choices = [("", _("Choose a question"))]
            choices += [
                (key, words_of_question(part))
                for key, part in self.asked.items()
                if part["type"] in allowed
            ]
            label = _("Which question?") if kind is FeeKind.BY_ANSWER else _("Which number?")
            field = forms.ChoiceField(label=label, choices=choices, required=False)
            here = self.fee.question if self.fee.kind is kind else ""
            self.add(f"question-{kind.value}", field, here)
        for option in self._options():
            value = option["value"]
            amount = self.fee.amounts.get(value)
            words = "" if amount is None else pounds(amount).lstrip("£")
            field_ = AmountField(label=option["label"]["en"], required=False)
            self.add(f"amount-{value}", field_, words)

    def _options(self) -> list[Part]:
        """Return the answers on which the amount depends, as far as it is known which question."""
        name = f"{self.prefix}-question-{FeeKind.BY_ANSWER.value}"
        key = self.data.get(name) if self.is_bound else self.fee.question
        options: list[Part] = self.asked.get(key or "", {}).get("options", [])
        return options

    def clean(self) -> dict[str, Any]:
        """Look whether all is there that the kind of fee needs."""
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind in (None, FeeKind.NONE):
            return cleaned
        if self.funds and "fund" in cleaned and (cleaned["fund"] or USUAL_FUND) not in self.funds:
            self.add_error("fund", _("Choose one of the council’s funds"))
        if cleaned.get("plan") and not cleaned.get("plan_place"):
            self.add_error("plan_place", _("Choose the question that says for which address"))
        if kind == FeeKind.OWN_RULE:
            return cleaned
        if not cleaned.get("for_en"):
            self.add_error("for_en", _("Enter what people pay for"))
        if kind != FeeKind.BY_ANSWER and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Enter the amount"))
        if kind != FeeKind.ONE and not cleaned.get(f"question-{kind}"):
            self.add_error(f"question-{kind}", _("Choose a question"))
        return cleaned

    @property
    def wants_amounts(self) -> bool:
        """Tell whether the amounts of a newly chosen question are still to be asked for."""
        is_by_answer = self.cleaned_data.get("kind") == FeeKind.BY_ANSWER
        options = self._options()
        given = [self.cleaned_data.get(f"amount-{one['value']}") for one in options]
        return is_by_answer and bool(options) and all(amount is None for amount in given)

    def changed(self, document: Document) -> Document:
        """Return the form with this fee."""
        kind = FeeKind(self.cleaned_data["kind"])
        amounts = {
            one["value"]: self.cleaned_data.get(f"amount-{one['value']}") or 0
            for one in self._options()
        }
        fee = Fee(
            kind,
            self.text("for"),
            self.cleaned_data.get("amount") or 0,
            self.cleaned_data.get(f"question-{kind.value}", ""),
            amounts if kind is FeeKind.BY_ANSWER else {},
            self.cleaned_data.get("fund", ""),
            self._plan(),
        )
        return with_fee(document, fee)

    def _plan(self) -> dict[str, Any]:
        """Return what the document says of the plan; when it is joined stays as it was."""
        given = self.cleaned_data
        if not given.get("plan"):
            return {}
        quantity = {"quantity": given["plan_quantity"]} if given.get("plan_quantity") else {}
        when = {"when": self.fee.plan["when"]} if "when" in self.fee.plan else {}
        return {"key": given["plan"], "place": given["plan_place"], **quantity, **when}
