"""The types of question in plain words, in the groups in which a designer looks for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class TypeWords:
    """What a type of question is called, and when one takes it."""

    label: Any
    hint: Any
    group: Any


_WORDS, _CHOICE, _PERSON = _("Words and numbers"), _("A choice"), _("About the person")
_PLACE, _OTHER = _("A place"), _("Files, promises and money")

TYPE_WORDS: Mapping[str, TypeWords] = {
    "text": TypeWords(_("A few words"), _("One line, such as a name or a number plate."), _WORDS),
    "textarea": TypeWords(_("Several lines"), _("A description in their own words."), _WORDS),
    "number": TypeWords(_("A number"), _("With limits and a unit, if you like."), _WORDS),
    "money": TypeWords(_("An amount of money"), _("In pounds and pence."), _WORDS),
    "date": TypeWords(_("A date"), _("Day, month and year; limits and working days."), _WORDS),
    "time": TypeWords(_("A time of day"), _("Such as 2:30pm."), _WORDS),
    "booking": TypeWords(
        _("A time to book"), _("Out of the free times of your diary, and kept for them."), _OTHER
    ),
    "yes_no": TypeWords(_("Yes or no"), "", _CHOICE),
    "radios": TypeWords(_("One of a few answers"), _("Best for up to eight answers."), _CHOICE),
    "select": TypeWords(_("One of a long list"), _("Opens a list to choose from."), _CHOICE),
    "checkboxes": TypeWords(_("Any of several answers"), _("With “none of these”."), _CHOICE),
    "name": TypeWords(_("Full name"), "", _PERSON),
    "email": TypeWords(_("Email address"), "", _PERSON),
    "phone": TypeWords(_("UK phone number"), "", _PERSON),
    "ni_number": TypeWords(_("National Insurance number"), "", _PERSON),
    "vehicle_registration": TypeWords(_("Vehicle registration"), "", _PERSON),
    "address": TypeWords(_("An address"), _("Found by postcode, or typed."), _PLACE),
    "map_location": TypeWords(_("A place on the map"), _("A pin, or words."), _PLACE),
    "map_line": TypeWords(_("A line on the map"), _("Such as part of a road, or words."), _PLACE),
    "map_area": TypeWords(_("An area on the map"), _("Such as a field, or words."), _PLACE),
    "postcode_area": TypeWords(
        _("A postcode that you serve"), _("Others are told that you do not."), _PLACE
    ),
    "upload": TypeWords(_("Photos or documents"), _("Several, checked for type and size."), _OTHER),
    "declaration": TypeWords(_("A promise"), _("A box that must be ticked."), _OTHER),
    "bank_account": TypeWords(_("Bank account"), _("Name, sort code and number, checked."), _OTHER),
    "calculated": TypeWords(
        _("Something worked out"), _("From other answers, such as a total."), _OTHER
    ),
}


def grouped() -> list[tuple[str, list[tuple[str, TypeWords]]]]:
    """Return the types by their groups, in the order in which they are offered."""
    groups: dict[str, list[tuple[str, TypeWords]]] = {}
    for name, words in TYPE_WORDS.items():
        groups.setdefault(str(words.group), []).append((name, words))
    return list(groups.items())
