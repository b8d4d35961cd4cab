"""The shape of what is typed at kiosks, receptions and counters; no rules of the domain."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moothall.bookings.queueing.rows import ServiceRow
from moothall.bookings.staff_words import said
from moothall.kernel.forms import Form

_LONGEST_CODE = 500
_LONGEST_DESK = 20


class CodeForm(Form):
    """The reference of a booking, as typed, or what a reader makes of its code."""

    code = forms.CharField(
        label=_("Booking reference"),
        help_text=_(
            "It is on your confirmation, like ABC-4K7-9XM-Q2P. Or hold its code to the reader."
        ),
        max_length=_LONGEST_CODE,
        error_messages={"required": _("Enter the reference of your booking")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CounterForm(Form):
    """At which counter somebody is, and what they serve there."""

    desk = forms.CharField(
        label=_("Which counter are you at?"),
        help_text=_("As people see it, like 3 or Room 2"),
        max_length=_LONGEST_DESK,
        error_messages={
            "required": _("Enter the number or name of your counter"),
            "max_length": _("Use no more than %(limit_value)s characters"),
        },
    )
    services = forms.MultipleChoiceField(
        label=_("What do you serve?"),
        help_text=_("Choose none to serve everything."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, offered: Sequence[ServiceRow], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["services"].choices = [  # type: ignore[attr-defined]
            (one.key, said(one.name)) for one in offered
        ]
