"""What an employee asks a caller about an account: the residents' own questions, said of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.verticals.revenues.forms import BY_BILL, BY_NOTHING, BY_POST, CodeForm, LinkForm


class CallersLinkForm(LinkForm):
    """What a caller must know of an account to have it linked."""

    def __init__(self, *args: Any, details_suffice: bool, **options: Any) -> None:
        """Ask the same, in the words of somebody who asks another."""
        super().__init__(*args, details_suffice=details_suffice, **options)
        choices = [
            (BY_BILL, _("They know the amount of their last bill")),
            (BY_POST, _("Send a code by post to the address of the account")),
        ]
        if details_suffice:
            choices.append((BY_NOTHING, _("They only want to look at it")))
        proof = self.fields["proof"]
        proof.label = _("How can they show that it is theirs?")
        proof.error_messages["required"] = _("Choose how they can show that it is theirs")
        if isinstance(proof, forms.ChoiceField):
            proof.choices = choices
        self.fields["reference"].help_text = _("They find it on a bill or letter from us.")
        self.fields["surname"].help_text = _("As it is on the bill.")
        self.fields["last_bill"].label = _("Amount of their last bill")
        for field in self.fields.values():  # the browser is the employee's
            field.widget.attrs["autocomplete"] = "off"


class CallersCodeForm(CodeForm):
    """The code that came to a caller by post."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Keep the employee's browser from filling anything in."""
        super().__init__(*args, **options)
        self.fields["code"].widget.attrs["autocomplete"] = "off"
