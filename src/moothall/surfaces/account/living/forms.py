"""The shape of what residents type about where they live."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.councils.rows import CouncilRow
from moothall.eforms.forms import DayField
from moothall.kernel.forms import Form


class ResidenceForm(Form):
    """An address of the gazetteer, and since when somebody lives there."""

    residence = forms.IntegerField(
        error_messages={
            "required": gettext_lazy("Choose your address from the list"),
            "invalid": gettext_lazy("Choose your address from the list"),
        }
    )
    moved_in_on = DayField(
        label=gettext_lazy("When did you move in? (optional)"),
        help_text=gettext_lazy("For example, 27 3 2026"),
        required=False,
    )


class MoveForm(Form):
    """Which councils are told that somebody has moved, and which of them they leave."""

    moved_on = DayField(
        label=gettext_lazy("When did you move?"),
        help_text=gettext_lazy("For example, 27 3 2026"),
        error_messages={"required": gettext_lazy("Enter the day you moved")},
    )
    tell = forms.MultipleChoiceField(
        label=gettext_lazy("Which councils should know?"),
        help_text=gettext_lazy(
            "We tell each council you tick your new address and the day you moved. We tell them "
            "nothing else."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one council")},
    )
    leave = forms.MultipleChoiceField(
        label=gettext_lazy("Do you want to leave a council’s account?"),
        help_text=gettext_lazy(
            "The council keeps its record of you. You will not see it in your account any more."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        to_tell: Sequence[CouncilRow],
        to_leave: Sequence[CouncilRow],
        language: str,
        moved_on: date | None,
    ) -> None:
        super().__init__(data, initial={"moved_on": moved_on})
        _offer(self.fields["tell"], to_tell, language)
        _offer(self.fields["leave"], to_leave, language)
        self.can_be_told = frozenset(one.slug for one in to_tell)
        self.by_slug = {one.slug: one for one in [*to_tell, *to_leave]}

    def clean(self) -> dict[str, Any]:
        """Leave a council only after telling it, where it can be told."""
        given = super().clean() or {}
        told = set(given.get("tell", ()))
        if any(slug in self.can_be_told and slug not in told for slug in given.get("leave", ())):
            self.add_error("leave", _("Tell the council that you moved before you leave it"))
        return given

    def councils(self, name: str) -> list[CouncilRow]:
        """Return the councils ticked in one of the two questions."""
        return [self.by_slug[slug] for slug in self.cleaned_data[name]]


def _offer(field: forms.Field, councils: Sequence[CouncilRow], language: str) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = [(one.slug, one.name_in(language)) for one in councils]
