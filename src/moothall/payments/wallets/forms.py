"""The shape of what is typed about wallets, cards and tills."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form
from moothall.kernel.money import pence_of, pounds
from moothall.payments.models import Fund
from moothall.payments.wallets.holders import wallet_holders
from moothall.payments.wallets.models import WalletScheme

_LONGEST_AMOUNT = 12
#: BACS carries eighteen characters; other ways to pay carry more.
_LONGEST_REFERENCE = 35


class AmountForm(Form):
    """An amount of pounds, at least a penny and at most what is allowed."""

    amount = forms.CharField(label=gettext_lazy("Amount in pounds"), max_length=_LONGEST_AMOUNT)

    def __init__(self, *args: Any, most_pence: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._most_pence = most_pence

    def clean_amount(self) -> int:
        """Return the amount in pence."""
        try:
            pence = pence_of(self.cleaned_data["amount"])
        except ValueError:
            raise forms.ValidationError(_("Enter an amount, like 12 or 12.50.")) from None
        if pence <= 0:
            raise forms.ValidationError(_("Enter an amount, like 12 or 12.50."))
        if pence > self._most_pence:
            raise forms.ValidationError(
                _("Enter an amount of %(most)s or less.") % {"most": pounds(self._most_pence)}
            )
        return pence


class PaidForm(Form):
    """How the bank calls what finance has paid out of a wallet."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the BACS payment"),
        help_text=gettext_lazy("As it stands on the bank statement of whoever is paid."),
        max_length=_LONGEST_REFERENCE,
        error_messages={"required": gettext_lazy("Write the reference of the BACS payment.")},
    )


class TillForm(Form):
    """A device that is to sell on cards."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Where it stands, such as “Library, front desk”."),
    )
    serves = forms.ChoiceField(label=gettext_lazy("Whom it serves"))
    scheme = forms.ChoiceField(label=gettext_lazy("Which money it takes"))
    fund = forms.ChoiceField(label=gettext_lazy("Where the income goes"))
    offline = forms.CharField(
        label=gettext_lazy("Most that one card may spend without a connection, in pounds"),
        max_length=_LONGEST_AMOUNT,
        initial="5",
    )

    def __init__(self, *args: Any, council_id: int, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        schemes = WalletScheme.objects.filter(council_id=council_id).order_by("key")
        funds = Fund.objects.filter(council_id=council_id).order_by("key")
        for name, rows in (("scheme", schemes), ("fund", funds)):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                (row.key, row.name.get(language) or next(iter(row.name.values()), row.key))
                for row in rows
            ]
        self._served = {
            f"{holder.key}/{place_id or ''}": (holder.key, place_id, words)
            for holder in wallet_holders
            for place_id, words in holder.places(council_id).items()
        }
        self.fields["serves"].choices = [  # type: ignore[attr-defined]
            (value, words) for value, (_kind, _place, words) in self._served.items()
        ]

    def clean_serves(self) -> tuple[str, UUID | None]:
        """Return the kind of holder and the place."""
        kind, place_id, _words = self._served[self.cleaned_data["serves"]]
        return kind, place_id

    def clean_offline(self) -> int:
        """Return the limit in pence."""
        try:
            pence = pence_of(self.cleaned_data["offline"])
        except ValueError:
            raise forms.ValidationError(_("Enter an amount, like 12 or 12.50.")) from None
        if pence < 0:
            raise forms.ValidationError(_("Enter an amount, like 12 or 12.50."))
        return pence
