"""The shape of what staff type to put somebody on a waiting list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moothall.bookings.details import Details
from moothall.bookings.waiting.forms import JoinForm


class AddForm(JoinForm):
    """What the person themselves would say, and in which language they are told."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", _("English")), ("cy", _("Welsh"))], initial="en"
    )

    @property
    def details(self) -> Details:
        """Return who they are and how to tell them."""
        told = self.cleaned_data
        return Details(
            name=told["name"],
            email=told["email"],
            phone=told["phone"],
            language=told["language"],
        )
