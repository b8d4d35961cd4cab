"""The shape of what a council types of its catalogue; no rules of the domain."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.money import pence_of
from moothall.payments.actions.cataloguing import MOST_PENCE, PayableSettings
from moothall.payments.catalogue.fee_text import (
    LineWrong,
    concessions_in,
    examples_in,
    prices_in,
    properties_in,
)
from moothall.payments.catalogue.fees import Example, FeeRules
from moothall.payments.catalogue.references import CHECKS, ReferenceFormat
from moothall.payments.lookup_ports import owed_lookups
from moothall.payments.models import Payable, PriceKind
from moothall.people.linking_words import LinkedKind

_LANGUAGES = ("en", "cy")
_PENCE_IN_A_POUND = 100


class DayField(forms.CharField):
    """A day, typed as in 2026-04-01."""

    widget = forms.DateInput(attrs={"autocomplete": "off"})

    def clean(self, value: Any) -> date | None:
        """
        Return the day, or nothing.

        :raises ValidationError: if it is none
        """
        typed: str = super().clean(value)
        if not typed:
            return None
        try:
            return date.fromisoformat(typed.strip())
        except ValueError:
            raise forms.ValidationError(_("Enter a day, like 2026-04-01")) from None


class PoundsField(forms.CharField):
    """An amount of pounds."""

    def clean(self, value: Any) -> int:
        """
        Return it in pence.

        :raises ValidationError: if it is none
        """
        try:
            return pence_of(super().clean(value))
        except ValueError:
            raise forms.ValidationError(_("Enter an amount, like £123.45")) from None


class PayableForm(forms.Form):
    """One thing that can be paid for."""

    key = forms.SlugField(
        label=gettext_lazy("Short name in addresses"),
        help_text=gettext_lazy("Small letters and dashes, like garden-waste. It never changes."),
        max_length=60,
    )
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100)
    name_cy = forms.CharField(
        label=gettext_lazy("Name in Welsh (optional)"), max_length=100, required=False
    )
    hint_en = forms.CharField(
        label=gettext_lazy("One sentence about it in English (optional)"),
        max_length=200,
        required=False,
    )
    hint_cy = forms.CharField(
        label=gettext_lazy("One sentence about it in Welsh (optional)"),
        max_length=200,
        required=False,
    )
    other_words_en = forms.CharField(
        label=gettext_lazy("Other English words by which it is found (optional)"),
        help_text=gettext_lazy("With commas between them."),
        max_length=300,
        required=False,
    )
    other_words_cy = forms.CharField(
        label=gettext_lazy("Other Welsh words by which it is found (optional)"),
        help_text=gettext_lazy("With commas between them."),
        max_length=300,
        required=False,
    )
    group = forms.ChoiceField(label=gettext_lazy("Heading"))
    fund = forms.ChoiceField(
        label=gettext_lazy("Fund"), help_text=gettext_lazy("It says how it is coded and taxed.")
    )
    lgsl = forms.IntegerField(
        label=gettext_lazy("LGSL number (optional)"), required=False, min_value=1
    )
    price_kind = forms.ChoiceField(
        label=gettext_lazy("Who knows the amount?"),
        choices=[
            (PriceKind.BILL.value, gettext_lazy("The payer, from a bill")),
            (PriceKind.OWED.value, gettext_lazy("The system that keeps the account")),
            (PriceKind.FEE.value, gettext_lazy("You, by a table of prices")),
        ],
        widget=forms.RadioSelect,
    )
    least = PoundsField(label=gettext_lazy("Least amount"), initial="1", max_length=20)
    most = PoundsField(
        label=gettext_lazy("Most amount"), initial=str(MOST_PENCE // 100), max_length=20
    )
    opens_on = DayField(
        label=gettext_lazy("Can be paid from (optional)"),
        help_text=gettext_lazy("A day, like 2026-04-01"),
        required=False,
    )
    closes_on = DayField(
        label=gettext_lazy("Can be paid until (optional)"),
        help_text=gettext_lazy("A day, like 2026-04-01"),
        required=False,
    )
    reference_name_en = forms.CharField(
        label=gettext_lazy("What the payer’s reference is called in English (optional)"),
        help_text=gettext_lazy("Leave it empty if there is none."),
        max_length=60,
        required=False,
    )
    reference_name_cy = forms.CharField(
        label=gettext_lazy("What the payer’s reference is called in Welsh (optional)"),
        max_length=60,
        required=False,
    )
    reference_shapes = forms.CharField(
        label=gettext_lazy("How references look (optional)"),
        help_text=gettext_lazy(
            "9 is a digit, A a letter, ? either, anything else itself: CT9999999. Several with "
            "commas between them."
        ),
        max_length=200,
        required=False,
    )
    reference_check = forms.ChoiceField(
        label=gettext_lazy("Check digit"),
        choices=[("", gettext_lazy("None")), *((name, name) for name in CHECKS)],
        required=False,
    )
    reference_example = forms.CharField(
        label=gettext_lazy("An example that payers see (optional)"), max_length=60, required=False
    )
    asks_account_name = forms.BooleanField(
        label=gettext_lazy("Ask for the name on the account"), required=False
    )
    lookup = forms.ChoiceField(
        label=gettext_lazy("Who says what is owed"),
        help_text=gettext_lazy("Only if the system that keeps the account knows the amount."),
        required=False,
    )
    lookup_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of account there"),
        choices=[("", gettext_lazy("None")), *LinkedKind.choices],
        required=False,
    )

    def __init__(
        self, *args: Any, groups: Sequence[tuple[str, str]], funds: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        lookups = [("", _("Nobody")), *((one.key, one.key) for one in owed_lookups)]
        for name, choices in (("group", groups), ("fund", funds), ("lookup", lookups)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)

    def settings(self) -> PayableSettings:
        """Return what was typed."""
        told = self.cleaned_data
        return PayableSettings(
            group=told["group"],
            fund=told["fund"],
            name=self._words("name"),
            hint=self._words("hint"),
            other_words={
                language: tuple(one.strip() for one in words.split(",") if one.strip())
                for language, words in self._words("other_words").items()
            },
            lgsl=told["lgsl"],
            price_kind=PriceKind(told["price_kind"]),
            least_pence=told["least"],
            most_pence=told["most"],
            opens_on=told["opens_on"],
            closes_on=told["closes_on"],
            reference_name=self._words("reference_name"),
            reference=ReferenceFormat(
                shapes=tuple(
                    one.strip() for one in told["reference_shapes"].split(",") if one.strip()
                ),
                check=told["reference_check"],
                example=told["reference_example"],
            ),
            asks_account_name=told["asks_account_name"],
            lookup=told["lookup"],
            lookup_kind=told["lookup_kind"],
        )

    def _words(self, name: str) -> dict[str, str]:
        typed = {language: self.cleaned_data[f"{name}_{language}"] for language in _LANGUAGES}
        return {language: words for language, words in typed.items() if words}


def payable_as_typed(payable: Payable) -> dict[str, object]:
    """Return a thing of the catalogue as its form begins."""
    by_language = {
        f"{name}_{language}": getattr(payable, name).get(language, "")
        for name in ("name", "hint", "reference_name")
        for language in _LANGUAGES
    }
    words = {
        f"other_words_{language}": ", ".join(payable.other_words.get(language, ()))
        for language in _LANGUAGES
    }
    same = (
        "key", "lgsl", "price_kind", "opens_on", "closes_on", "reference_check",
        "reference_example", "asks_account_name", "lookup", "lookup_kind",
    )  # fmt: skip
    return {
        **by_language,
        **words,
        **{name: getattr(payable, name) for name in same},
        "group": payable.group.key,
        "fund": payable.fund.key,
        "least": f"{payable.least_pence / _PENCE_IN_A_POUND:.2f}",
        "most": f"{payable.most_pence / _PENCE_IN_A_POUND:.2f}",
        "reference_shapes": ", ".join(payable.reference_shapes),
    }


class LinesField(forms.CharField):
    """Lines that are read by a function of the catalogue."""

    widget = forms.Textarea

    def __init__(self, *, read: Any, **options: Any) -> None:
        super().__init__(**options)
        self.read = read

    def clean(self, value: Any) -> Any:
        """
        Return what the lines say.

        :raises ValidationError: naming the line that cannot be read
        """
        try:
            return self.read(super().clean(value))
        except LineWrong as wrong:
            raise forms.ValidationError(str(wrong)) from None


class FeesForm(forms.Form):
    """A new version of what a thing costs, with the examples by which it is tried."""

    valid_from = DayField(
        label=gettext_lazy("From which day on?"), help_text=gettext_lazy("Like 2027-04-01")
    )
    most = forms.IntegerField(
        label=gettext_lazy("How many may one person buy at once?"), min_value=1, initial=1
    )
    unit_en = forms.CharField(
        label=gettext_lazy("What is counted, in English (optional)"),
        help_text=gettext_lazy("Like bins"),
        max_length=60,
        required=False,
    )
    unit_cy = forms.CharField(
        label=gettext_lazy("What is counted, in Welsh (optional)"), max_length=60, required=False
    )
    prices = LinesField(
        read=prices_in,
        label=gettext_lazy("Prices, one a line"),
        help_text=gettext_lazy(
            "The first line that fits says what each one costs. After the amount: for (people), "
            "in (place), from number 2, if 10 or more, from 2026-10-01, until 2027-03-31."
        ),
    )
    concessions = LinesField(
        read=concessions_in,
        label=gettext_lazy("People who pay another price (optional)"),
        help_text=gettext_lazy("One a line, like reduction: English words | Welsh words"),
        required=False,
    )
    properties = LinesField(
        read=properties_in,
        label=gettext_lazy("Places with another price (optional)"),
        help_text=gettext_lazy(
            "One a line, like centre: English name | Welsh name | QX1 1, QX1 2. Postcodes or "
            "their beginnings, codes of wards, or UPRNs."
        ),
        required=False,
    )
    examples = LinesField(
        read=examples_in,
        label=gettext_lazy("Examples that must come out, one a line"),
        help_text=gettext_lazy(
            "Like “3 on 2026-05-01 for reduction in QX1 1AB costs 90”; “costs nothing” where it "
            "must not be sold."
        ),
    )

    def rules(self) -> FeeRules:
        """Return the table of prices."""
        told: Mapping[str, Any] = self.cleaned_data
        unit = {language: told[f"unit_{language}"] for language in _LANGUAGES}
        return FeeRules(
            prices=told["prices"],
            concessions=told["concessions"],
            properties=told["properties"],
            most=told["most"],
            unit={language: words for language, words in unit.items() if words},
        )

    def examples_typed(self) -> Sequence[Example]:
        """Return the examples."""
        typed: Sequence[Example] = self.cleaned_data["examples"]
        return typed
