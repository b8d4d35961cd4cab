"""What is typed on the screens of connections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from moothall.bookings.policies import PROGRAM_BOOK, PROGRAM_PEOPLE, PROGRAM_READ
from moothall.connectors.actions.keys import LONGEST_NAME
from moothall.kernel.forms import Form


class KeyForm(Form):
    """A key for one program of a partner."""

    name = forms.CharField(
        label=gettext_lazy("Name of the partner or program"),
        help_text=gettext_lazy("People see it beside the answers that it fills in."),
        max_length=LONGEST_NAME,
    )
    may_prefill = forms.BooleanField(
        label=gettext_lazy("It may fill in answers in people’s forms"),
        help_text=gettext_lazy("These answers are marked as confirmed by it. Trust it with care."),
        required=False,
    )
    diary_scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do in the diary"),
        choices=[
            (PROGRAM_READ, gettext_lazy("See what can be booked, and the free times")),
            (PROGRAM_BOOK, gettext_lazy("Book, and change or cancel what it booked")),
            (PROGRAM_PEOPLE, gettext_lazy("See whom its bookings are for, with their links")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, taken: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        """Make it; `taken` names the programs that have a key."""
        super().__init__(*args, **kwargs)
        self._taken = taken

    def clean_name(self) -> str:
        """
        Return the name.

        :raises ValidationError: if a program of this name has a key, which would stop working
        """
        name = " ".join(self.cleaned_data["name"].split())
        if name in self._taken:
            raise forms.ValidationError(
                gettext_lazy(
                    "“%(name)s” has a key already. Choose another name, or stop that key first."
                ),
                params={"name": name},
            )
        return name
