"""The shape of what a payer types of a thing in the catalogue; it is drawn up from its row."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.card_numbers import was_refused
from moothall.kernel.forms import Form
from moothall.kernel.money import pence_of, pounds
from moothall.payments.catalogue.items import Chosen
from moothall.payments.catalogue.references import ReferenceWrong
from moothall.payments.catalogue.rows import PayableRow
from moothall.payments.models import PriceKind
from moothall.payments.wording import words_in

ALL, NEXT, OTHER, NONE = "all", "next", "other", "none"
_LONGEST = 60
_LONGEST_NAME = 100


class _Typed(Form):
    """A form about one thing of the catalogue, in which no card's number is taken anywhere."""

    def __init__(self, *args: Any, payable: PayableRow, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.payable = payable
        self.language = language

    def _add_reference(self) -> None:
        if not self.payable.asks_reference:
            return
        example = self.payable.reference.example
        hint = _("It looks like %(example)s. You find it on your bill or letter.")
        self.fields["reference"] = forms.CharField(
            label=self.payable.reference_name,
            help_text=hint % {"example": example} if example else "",
            max_length=_LONGEST,
            error_messages={
                "required": _("Enter this: %(name)s") % {"name": self.payable.reference_name}
            },
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def _add_account_name(self) -> None:
        if self.payable.asks_account_name:
            self.fields["account_name"] = forms.CharField(
                label=_("Name on the account"),
                max_length=_LONGEST_NAME,
                error_messages={"required": _("Enter the name on the account")},
                widget=forms.TextInput(attrs={"autocomplete": "name"}),
            )

    def clean_reference(self) -> str:
        """Return the reference as it is kept, or say what is wrong with it."""
        typed: str = self.cleaned_data["reference"]
        if was_refused(typed):
            return typed  # every form says that in better words
        try:
            return self.payable.reference.read(typed)
        except ReferenceWrong as wrong:
            name = self.payable.reference_name
            raise forms.ValidationError(f"{name}: {wrong}") from None

    def _amount_in(self, typed: str) -> int:
        """
        Return an amount in pence.

        :raises ValidationError: if it is none, or less or more than may be paid
        """
        try:
            pence = pence_of(typed)
        except ValueError:
            raise forms.ValidationError(_("Enter an amount, like £123.45")) from None
        least, most = self.payable.least_pence, self.payable.most_pence
        if pence < least:
            raise forms.ValidationError(_("Enter %(least)s or more") % {"least": pounds(least)})
        if pence > most:
            raise forms.ValidationError(_("Enter %(most)s or less") % {"most": pounds(most)})
        return pence


def _amount_field(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Amount to pay"),
        help_text=_("In pounds, like £123.45"),
        max_length=20,
        required=required,
        error_messages={"required": _("Enter the amount to pay")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class BillForm(_Typed):
    """A bill: which, and how much of it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._add_reference()
        self._add_account_name()
        self.fields["amount"] = _amount_field()

    def clean_amount(self) -> int:
        """Return the amount in pence."""
        return self._amount_in(self.cleaned_data["amount"])

    def chosen(self) -> Chosen:
        """Return what was typed."""
        return Chosen(
            reference=self.cleaned_data.get("reference", ""),
            account_name=self.cleaned_data.get("account_name", ""),
            amount_pence=self.cleaned_data["amount"],
        )


class AccountForm(_Typed):
    """Which account it is: enough to look up what is owed, or, without, to type the amount."""

    def __init__(self, *args: Any, looks_up: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self._add_reference()
        self.fields["surname"] = forms.CharField(
            label=_("Last name on the account"),
            help_text=_("Type it as it is on the bill."),
            max_length=_LONGEST_NAME,
            required=looks_up,
            error_messages={"required": _("Enter the last name on the account")},
            widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        )
        self.fields["postcode"] = forms.CharField(
            label=_("Postcode of the account"),
            max_length=10,
            required=looks_up,
            error_messages={"required": _("Enter the postcode")},
            widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        )


class OwedForm(_Typed):
    """How much of what is owed somebody pays; what was looked up comes back with the form."""

    found_all = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    found_next = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, figures: Mapping[str, int | None] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._add_reference()
        self._add_account_name()
        figures = figures if figures is not None else self._returned()
        self.fields["found_all"].initial = figures.get(ALL)
        self.fields["found_next"].initial = figures.get(NEXT)
        words = {ALL: _("All of it, %(amount)s"), NEXT: _("What is due next, %(amount)s")}
        choices = [
            (key, words[key] % {"amount": pounds(pence)})
            for key in (NEXT, ALL)
            if (pence := figures.get(key))
        ]
        if choices:
            self.fields["pay"] = forms.ChoiceField(
                label=_("How much do you want to pay?"),
                choices=[*choices, (OTHER, _("Another amount"))],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose how much you want to pay"),
                    "invalid_choice": _("Choose how much you want to pay"),
                },
            )
        self.fields["amount"] = _amount_field(required=False)

    def clean(self) -> dict[str, Any]:
        """Return the amount that was chosen."""
        cleaned = super().clean()
        pay = cleaned.get("pay", "" if "pay" in self.fields else OTHER)
        if pay == OTHER and "amount" not in self.errors:
            try:
                typed = cleaned.get("amount", "")
                if not typed:
                    raise forms.ValidationError(_("Enter the amount to pay"))
                return {**cleaned, "pence": self._amount_in(typed)}
            except forms.ValidationError as problem:
                self.add_error("amount", problem)
        if pay in {ALL, NEXT}:
            cleaned["pence"] = cleaned.get(f"found_{pay}")
        return cleaned

    def chosen(self) -> Chosen:
        """Return what was chosen."""
        return Chosen(
            reference=self.cleaned_data.get("reference", ""),
            account_name=self.cleaned_data.get("account_name", ""),
            amount_pence=self.cleaned_data["pence"],
        )

    def _returned(self) -> Mapping[str, int | None]:
        """Return the figures that the payer was shown; changing them is typing another amount."""

        def number(name: str) -> int | None:
            typed = self.data.get(name, "")
            short = typed.isascii() and typed.isdecimal() and len(typed) < 12  # noqa: PLR2004
            pence = int(typed) if short else 0
            within = self.payable.least_pence <= pence <= self.payable.most_pence
            return pence if within else None

        return {ALL: number("found_all"), NEXT: number("found_next")}


class FeeForm(_Typed):
    """What somebody buys: how many, for where, and whether it costs them less."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._add_reference()
        self._add_account_name()
        rules = self.payable.fees
        if rules is None:
            return
        if rules.most > 1:
            unit = words_in(dict(rules.unit), self.language)
            self.fields["quantity"] = forms.IntegerField(
                label=_("How many: %(unit)s") % {"unit": unit} if unit else _("How many?"),
                min_value=1,
                max_value=rules.most,
                initial=1,
                error_messages={
                    "required": _("Enter how many"),
                    "invalid": _("Enter a number, like 1"),
                    "min_value": _("Enter 1 or more"),
                    "max_value": _("You can have %(most)s at most") % {"most": rules.most},
                },
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        if rules.asks_property:
            self.fields["postcode"] = forms.CharField(
                label=_("Postcode of the property"),
                max_length=10,
                error_messages={"required": _("Enter the postcode")},
                widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
            )
        if rules.asks_concession:
            offered = [
                (one.key, words_in(dict(one.name), self.language)) for one in rules.concessions
            ]
            self.fields["concession"] = forms.ChoiceField(
                label=_("Does one of these fit you?"),
                help_text=_("We may ask you to show it."),
                choices=[*offered, (NONE, _("None of these"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one, or none of these")},
            )

    def chosen(self) -> Chosen:
        """Return what was chosen."""
        concession = self.cleaned_data.get("concession", NONE)
        return Chosen(
            reference=self.cleaned_data.get("reference", ""),
            account_name=self.cleaned_data.get("account_name", ""),
            quantity=self.cleaned_data.get("quantity", 1),
            postcode=self.cleaned_data.get("postcode", ""),
            concession="" if concession == NONE else concession,
        )


FIRST_FORMS: Mapping[PriceKind, type[BillForm] | type[FeeForm]] = {
    PriceKind.BILL: BillForm,
    PriceKind.FEE: FeeForm,
}
NOT_FOR_SALE = gettext_lazy("We do not sell this there, or not so many. Check what you typed.")
