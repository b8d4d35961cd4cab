"""The shape of what residents type about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 200
LONGEST_PHONE = 40


class JoinForm(forms.Form):
    """What a council needs to know of somebody who joins it."""

    name = forms.CharField(
        max_length=LONGEST_NAME, error_messages={"required": _("Enter your full name")}
    )
    phone = forms.CharField(max_length=LONGEST_PHONE, required=False)
