"""The shape of what staff type about the money of bookings; no rules of the domain."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moothall.bookings.rows import BookingRow
from moothall.bookings.workflow import Deposit, Payment
from moothall.kernel.forms import Form
from moothall.kernel.money import pence_of, pounds

_LONGEST_REASON = 300

#: What may become of a deposit.
ALL_BACK, PART, ALL_KEPT = "back", "part", "kept"


class LetOffForm(Form):
    """What somebody is let off, and why."""

    what = forms.MultipleChoiceField(
        label=_("What they need not pay"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what they need not pay")},
    )
    because = forms.CharField(
        label=_("Why"),
        help_text=_("This is kept with the booking."),
        max_length=_LONGEST_REASON,
        error_messages={"required": _("Say why, in a few words")},
    )

    def __init__(self, *args: Any, row: BookingRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = []
        if row.payment == Payment.DUE:
            choices.append(("fee", f"{gettext('The fee')}: {pounds(row.fee_pence)}"))
        if row.deposit == Deposit.DUE:
            choices.append(("deposit", f"{gettext('The deposit')}: {pounds(row.deposit_pence)}"))
        what = self.fields["what"]
        assert isinstance(what, forms.MultipleChoiceField)  # noqa: S101 - for the types alone
        what.choices = choices


class DepositForm(Form):
    """How much of a deposit is kept, and why; nothing where all of it goes back."""

    what = forms.ChoiceField(
        label=_("What becomes of the deposit"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the deposit")},
    )
    amount = forms.CharField(
        label=_("How much to keep, in pounds"),
        help_text=_("Only if you keep a part, like 35.50"),
        max_length=20,
        required=False,
    )
    because = forms.CharField(
        label=_("Why it is kept"),
        help_text=_("They read this."),
        max_length=_LONGEST_REASON,
        required=False,
    )

    def __init__(self, *args: Any, deposit_pence: int, may_keep: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deposit_pence, self.kept_pence = deposit_pence, 0
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)  # noqa: S101 - for the types alone
        kept = [(PART, gettext("Keep a part of it")), (ALL_KEPT, gettext("Keep all of it"))]
        what.choices = [(ALL_BACK, gettext("Give all of it back")), *(kept if may_keep else [])]

    def clean(self) -> dict[str, Any]:
        """Work out how much is kept, and ask why."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        what = cleaned.get("what")
        if what == ALL_KEPT:
            self.kept_pence = self.deposit_pence
        if what == PART:
            self._read_part(cleaned.get("amount", ""))
        if what in {PART, ALL_KEPT} and not cleaned.get("because"):
            self.add_error("because", _("Say why it is kept: they read this"))
        return cleaned

    def _read_part(self, typed: str) -> None:
        try:
            self.kept_pence = pence_of(typed)
        except ValueError:
            self.add_error("amount", _("Enter an amount like 35.50"))
            return
        if not 0 < self.kept_pence < self.deposit_pence:
            most = pounds(self.deposit_pence)
            self.add_error("amount", gettext("Enter less than %(most)s") % {"most": most})
