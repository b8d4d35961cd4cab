"""The shape of what people type about subscriptions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form

_LONGEST_PLACE, _LONGEST_EMAIL = 200, 254


def _how_many(most: int) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How many?"),
        choices=[(str(number), str(number)) for number in range(1, most + 1)],
        widget=forms.Select,
    )


class JoinForm(Form):
    """What somebody wants who joins a plan."""

    place = forms.CharField(
        label=gettext_lazy("Which address is it for?"),
        max_length=_LONGEST_PLACE,
        error_messages={"required": gettext_lazy("Write the address that it is for.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Your email address"),
        help_text=gettext_lazy("We write to you before it ends."),
        max_length=_LONGEST_EMAIL,
        error_messages={"required": gettext_lazy("Write your email address.")},
    )
    keeps_card = forms.BooleanField(
        label=gettext_lazy("Renew it by itself with the card I pay with now"),
        help_text=gettext_lazy(
            "The payment company keeps your card; we never see it. We write to you before each "
            "payment, and you can stop this at any time."
        ),
        required=False,
    )

    def __init__(self, most: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if most > 1:
            self.fields["quantity"] = _how_many(most)
            self.order_fields(["quantity", "place", "email", "keeps_card"])

    @property
    def quantity(self) -> int:
        """Return how many are wanted."""
        return int(self.cleaned_data.get("quantity", 1))


class QuantityForm(Form):
    """How many somebody wants from now on."""

    def __init__(self, most: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quantity"] = _how_many(most)


class PlaceForm(Form):
    """Where it is for from now on."""

    place = forms.CharField(
        label=gettext_lazy("Which address is it for?"),
        max_length=_LONGEST_PLACE,
        error_messages={"required": gettext_lazy("Write the address that it is for.")},
    )


class RenewalForm(Form):
    """Whether it is renewed, and how."""

    CARD, SELF, NOT = "card", "self", "not"

    renewal = forms.ChoiceField(
        label=gettext_lazy("What happens when it ends?"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, has_card: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["renewal"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is made above
        card = [(self.CARD, _("It is renewed by itself, by my card"))] if has_card else []
        field.choices = [
            *card,
            (self.SELF, _("You write to me, and I pay to renew it")),
            (self.NOT, _("It ends")),
        ]
