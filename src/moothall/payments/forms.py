"""The shape of what payers type."""

from django import forms
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form


class ReceiptForm(Form):
    """Where the receipt goes; nobody needs one to pay."""

    email = forms.EmailField(
        label=gettext_lazy("Email address for your receipt (optional)"),
        required=False,
        max_length=254,
    )


class PayLinkForm(Form):
    """Whom the link to pay is sent to."""

    email = forms.EmailField(
        label=gettext_lazy("Their email address"),
        max_length=254,
        help_text=gettext_lazy("We only use it to send them the link."),
    )
