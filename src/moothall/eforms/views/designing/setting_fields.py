"""The settings of each type of question: how a designer is asked, how the document has them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

#: Settings that hold where nothing is said.
_ON = frozenset({"not_listed", "is_shown"})
_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _whole(label: str, hint: str = "", least: int = -36_525, most: int = 36_525) -> forms.Field:
    return forms.IntegerField(
        label=label, help_text=hint, required=False, min_value=least, max_value=most
    )


def _yes(label: str, hint: str = "") -> forms.Field:
    return forms.BooleanField(label=label, help_text=hint, required=False)


def _words(label: str, hint: str = "") -> forms.Field:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=500)


def _time(label: str) -> forms.Field:
    return forms.RegexField(
        _TIME, label=label, help_text=_("For example, 09:00"), required=False,
        error_messages={"invalid": _("Enter a time like 09:00 or 17:30")},
    )  # fmt: skip


SETTINGS: Mapping[str, Callable[[], forms.Field]] = {
    "shortest": lambda: _whole(_("Fewest characters"), least=1),
    "longest": lambda: _whole(_("Most characters"), least=1, most=20_000),
    "pattern": lambda: _words(
        _("Pattern"), _("A regular expression that the whole answer must match.")
    ),
    "least": lambda: forms.FloatField(label=_("Lowest answer"), required=False),
    "most": lambda: forms.FloatField(label=_("Highest answer"), required=False),
    "decimals": lambda: _whole(_("Places after the point"), least=0, most=4),
    "unit": lambda: _words(_("Unit"), _("For example, metres")),
    "earliest_days": lambda: _whole(
        _("Earliest day"), _("Days from today: 0 is today, -28 is four weeks ago.")
    ),
    "latest_days": lambda: _whole(
        _("Latest day"), _("Days from today: 0 is today, 28 is in four weeks.")
    ),
    "earliest_working_days": lambda: _whole(
        _("Working days that we need before it"),
        _("Weekends and bank holidays do not count."), least=0,
    ),
    "on_working_days": lambda: _yes(_("Only on working days")),
    "earliest_time": lambda: _time(_("Earliest time")),
    "latest_time": lambda: _time(_("Latest time")),
    "not_listed": lambda: _yes(_("An address that is not in our list may be typed")),
    "abroad": lambda: _yes(_("May be in another country")),
    "anywhere": lambda: _yes(_("May be outside the council’s area")),
    "most_files": lambda: _whole(_("Most files"), least=1, most=20),
    "images_only": lambda: _yes(_("Only photos")),
    "postcodes": lambda: _words(
        _("Postcodes served"),
        _("Beginnings of postcodes, with commas between. Leave empty for the council’s area."),
    ),
    "with_roll_number": lambda: _yes(_("Also ask for a building society roll number")),
    "as": lambda: forms.ChoiceField(
        label=_("What it comes to"),
        choices=[
            ("number", _("A number")), ("money", _("Money, in pence")), ("text", _("Words")),
            ("yes_no", _("Yes or no")),
        ],
    ),
    "is_shown": lambda: _yes(_("People see it")),
}  # fmt: skip

SETTINGS_OF: Mapping[str, Sequence[str]] = {
    "text": ("shortest", "longest", "pattern"),
    "textarea": ("shortest", "longest"),
    "number": ("least", "most", "decimals", "unit"),
    "money": ("least", "most"),
    "date": ("earliest_days", "latest_days", "earliest_working_days", "on_working_days"),
    "time": ("earliest_time", "latest_time"),
    "address": ("not_listed", "anywhere", "abroad"),
    "postcode_area": ("postcodes",),
    "map_location": ("anywhere",),
    "map_line": ("anywhere",),
    "map_area": ("anywhere",),
    "upload": ("most_files", "images_only"),
    "bank_account": ("with_roll_number",),
    "calculated": ("as", "is_shown"),
}


def in_field(name: str, value: Any, question_type: str) -> Any:
    """Return what the field of a setting shows first."""
    if name in _ON:
        return True if value is None else value
    if name == "unit":
        return (value or {}).get("en", "")
    return ", ".join(value or ()) if name == "postcodes" else value


def from_field(name: str, value: Any, question_type: str) -> Any:
    """Return a setting as the document has it; nothing where nothing is said."""
    if name in _ON:
        return None if value else False
    if isinstance(value, bool):
        return value or None
    if name == "postcodes":
        return [one.strip().upper() for one in (value or "").split(",") if one.strip()]
    if name == "unit":
        return {"en": value} if value else {}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
