"""The shape of what staff type about refunds."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form
from moothall.kernel.money import pence_of, pounds
from moothall.payments.refunds.rows import PayableLine, ToRefund
from moothall.payments.refunds.workflow import RefundReason

_LONGEST_NOTE, _LONGEST_REFERENCE, _LONGEST_AMOUNT = 500, 120, 20
WHOLE, PART = "whole", "part"
#: Only the system gives this reason.
_NOT_CHOSEN = RefundReason.PAID_TWICE


class RefundForm(Form):
    """How much is given back of each line, why, and who makes it."""

    how_much = forms.ChoiceField(
        error_messages={"required": gettext_lazy("Say how much is given back.")}
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it given back?"),
        choices=[(one.value, one.label) for one in RefundReason if one is not _NOT_CHOSEN],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say why it is given back.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note for your colleagues (optional)"),
        help_text=gettext_lazy("The payer does not see it. Never write a card number."),
        widget=forms.Textarea,
        max_length=_LONGEST_NOTE,
        required=False,
    )
    by_hand = forms.BooleanField(
        label=gettext_lazy("It was or will be made in the payment company’s own portal"),
        required=False,
    )

    def __init__(self, payment: ToRefund, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payment = payment
        how = self.fields["how_much"]
        assert isinstance(how, forms.ChoiceField)  # noqa: S101 - it is made above
        how.choices = [
            (WHOLE, _("All that is left: %(amount)s") % {"amount": pounds(payment.left_pence)}),
            (PART, _("A part of it")),
        ]
        for line in self.open_lines:
            self.fields[field_of(line)] = forms.CharField(
                label=_("%(what)s: %(amount)s left")
                % {"what": line.description, "amount": pounds(line.left_pence)},
                max_length=_LONGEST_AMOUNT,
                required=False,
            )

    @property
    def open_lines(self) -> list[PayableLine]:
        """Return the lines of which something is left."""
        return [line for line in self.payment.lines if line.left_pence > 0]

    def clean(self) -> dict[str, Any]:
        """Read the amounts, each against what is left of its line."""
        cleaned = super().clean()
        if cleaned.get("how_much") == WHOLE:
            cleaned["parts"] = {line.id: line.left_pence for line in self.open_lines}
        elif cleaned.get("how_much") == PART:
            cleaned["parts"] = self._parts(cleaned)
        return cleaned

    def _parts(self, cleaned: dict[str, Any]) -> dict[UUID, int]:
        parts: dict[UUID, int] = {}
        for line in self.open_lines:
            typed = cleaned.get(field_of(line), "")
            if typed:
                pence = self._pence(line, typed)
                if pence:
                    parts[line.id] = pence
        if not parts and not any(field_of(line) in self.errors for line in self.open_lines):
            self.add_error(
                field_of(self.open_lines[0]) if self.open_lines else "how_much",
                _("Write how much is given back, such as 12.50."),
            )
        return parts

    def _pence(self, line: PayableLine, typed: str) -> int:
        try:
            pence = pence_of(typed)
        except ValueError:
            self.add_error(field_of(line), _("Write an amount in pounds, such as 12.50."))
            return 0
        if pence < 0:
            self.add_error(field_of(line), _("Write an amount in pounds, such as 12.50."))
        elif pence > line.left_pence:
            self.add_error(
                field_of(line),
                _("Only %(amount)s of this is left.") % {"amount": pounds(line.left_pence)},
            )
        return pence


class DecisionForm(Form):
    """Whether somebody agrees, and why not if they do not."""

    decision = forms.ChoiceField(choices=[("approve", "approve"), ("decline", "decline")])
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Say why if you decline. The payer does not see it."),
        widget=forms.Textarea,
        max_length=_LONGEST_NOTE,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        cleaned = super().clean()
        if cleaned.get("decision") == "decline" and not cleaned.get("note"):
            self.add_error("note", _("Say why you decline."))
        return cleaned


class RecordForm(Form):
    """How the portal calls a refund that was made there."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the refund in the portal"),
        max_length=_LONGEST_REFERENCE,
        error_messages={"required": gettext_lazy("Write the reference that the portal gives it.")},
    )


class LookForm(Form):
    """What somebody saw in the portal about a refund that is in doubt."""

    was_made = forms.ChoiceField(
        label=gettext_lazy("What does the payment company’s portal show?"),
        choices=[
            ("yes", gettext_lazy("The refund was made")),
            ("no", gettext_lazy("There is no such refund")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what the portal shows.")},
    )
    reference = forms.CharField(
        label=gettext_lazy("Its reference there, if it was made"),
        max_length=_LONGEST_REFERENCE,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reference of what was made."""
        cleaned = super().clean()
        if cleaned.get("was_made") == "yes" and not cleaned.get("reference"):
            self.add_error("reference", _("Write the reference that the portal gives it."))
        return cleaned


def field_of(line: PayableLine) -> str:
    """Return the name of the field for a line's amount."""
    return f"line-{line.id}"
