"""The shape of a role in a council's own words, and of giving one to somebody."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.forms import Form
from moothall.people.actions import RoleWords
from moothall.people.own_roles import RoleRow
from moothall.people.permission_words import (
    PERMISSION_WORDS,
    Area,
    combinations_in,
    missing_beside,
)

_LONGEST_NAME, _LONGEST_DESCRIPTION, _LONGEST_STAFF_NAME = 100, 500, 150


class RoleForm(Form):
    """Name and description in each language, and what the role may do, area by area."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    name = forms.CharField(
        label=gettext_lazy("Name of the role"),
        max_length=_LONGEST_NAME,
        help_text=gettext_lazy("In the words of your services, such as “Registrar on duty”"),
        error_messages={"required": gettext_lazy("Give the role a name")},
    )
    name_cy = forms.CharField(
        label=gettext_lazy("Name in Welsh"), max_length=_LONGEST_NAME, required=False
    )
    description = forms.CharField(
        label=gettext_lazy("For whom it is"),
        max_length=_LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea,
    )
    description_cy = forms.CharField(
        label=gettext_lazy("For whom it is, in Welsh"),
        max_length=_LONGEST_DESCRIPTION,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(
        self, *args: Any, role: RoleRow, held: frozenset[str], languages: Sequence[str],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        """Offer what whoever asks may do themselves, as it is ticked in `role`."""
        self.areas = {
            area: [one for one in PERMISSION_WORDS.values() if one.area is area] for area in Area
        }
        initial: dict[str, Any] = {
            "seen": role.version, "name": role.name_en, "name_cy": role.name_cy,
            "description": role.description_en, "description_cy": role.description_cy,
        }  # fmt: skip
        for area, all_of_area in self.areas.items():
            initial[_field_of(area)] = [
                one.key for one in all_of_area if one.key in role.permissions & held
            ]
        super().__init__(*args, **{"initial": initial, **kwargs})
        if "cy" not in languages:
            del self.fields["name_cy"], self.fields["description_cy"]
        for area, all_of_area in self.areas.items():
            offered = [(one.key, str(one.words)) for one in all_of_area if one.key in held]
            if offered:
                self.fields[_field_of(area)] = forms.MultipleChoiceField(
                    label=str(area.value), choices=offered, required=False,
                    widget=forms.CheckboxSelectMultiple,
                    error_messages={
                        "invalid_choice": _("You can only give what you may do yourself")
                    },
                )  # fmt: skip
        self.fields["is_read"] = forms.BooleanField(
            label=_("I have read what should not be together, and want it so"), required=False
        )
        self.combinations = combinations_in(role.permissions & held)

    @property
    def words(self) -> RoleWords:
        """Return what the role is called."""
        given = self.cleaned_data
        return RoleWords(
            name=given["name"],
            name_cy=given.get("name_cy", ""),
            description=given["description"],
            description_cy=given.get("description_cy", ""),
        )

    @property
    def permissions(self) -> frozenset[str]:
        """Return what was ticked."""
        return frozenset(
            key for area in self.areas for key in self.cleaned_data.get(_field_of(area), [])
        )

    @property
    def area_fields(self) -> list[Any]:
        """Return the field of each area, for the page."""
        return [self[_field_of(area)] for area in self.areas if _field_of(area) in self.fields]

    def clean(self) -> dict[str, Any]:
        """Say what is of no use without another, and what should not be together."""
        given = super().clean()
        chosen = self.permissions
        if not chosen and not self.errors:
            self.add_error(
                self.area_fields[0].name, _("Choose what somebody with this role may do")
            )
        for key, lacks in missing_beside(chosen).items():
            said = _("“%(one)s” is of no use without “%(other)s”.") % {
                "one": PERMISSION_WORDS[key].words,
                "other": "”, “".join(str(PERMISSION_WORDS[one].words) for one in sorted(lacks)),
            }
            self.add_error(_field_of(PERMISSION_WORDS[key].area), said)
        self.combinations = combinations_in(chosen)
        if self.combinations and not given.get("is_read"):
            self.add_error("is_read", _("Read what should not be together, and say that you have"))
        return given


class GiveRoleForm(Form):
    """Who is to hold a role."""

    email = forms.EmailField(
        label=gettext_lazy("Email address at work"),
        error_messages={
            "required": gettext_lazy("Write the email address they sign in with"),
            "invalid": gettext_lazy("Write an email address, such as name@example.gov.uk"),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=_LONGEST_STAFF_NAME,
        help_text=gettext_lazy("Used if they have no account yet"),
        error_messages={"required": gettext_lazy("Write their name")},
    )


def _field_of(area: Area) -> str:
    return f"may_{area.name.lower()}"
