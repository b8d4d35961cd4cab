"""The settings of each type of question: how a designer is asked, how the document has them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from moothall.eforms.designing.member_words import SETTING_WORDS

#: Settings that hold where nothing is said.
_ON = frozenset({"not_listed", "is_shown"})
_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _whole(label: str, hint: str = "", least: int = -36_525, most: int = 36_525) -> forms.Field:
    return forms.IntegerField(
        label=label, help_text=hint, required=False, min_value=least, max_value=most
    )


def _number(label: str) -> forms.Field:
    return forms.FloatField(label=label, required=False)


def _yes(label: str) -> forms.Field:
    return forms.BooleanField(label=label, required=False)


def _words(label: str, hint: str = "") -> forms.Field:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=500)


def _time(label: str) -> forms.Field:
    return forms.RegexField(
        _TIME, label=label, help_text=_("For example, 09:00"), required=False,
        error_messages={"invalid": _("Enter a time like 09:00 or 17:30")},
    )  # fmt: skip


def _other_date(label: str) -> forms.Field:
    return forms.ChoiceField(label=label, required=False)


_FIELDS: Mapping[str, Callable[[str], forms.Field]] = {
    "shortest": lambda label: _whole(label, least=1),
    "longest": lambda label: _whole(label, least=1, most=20_000),
    "pattern": lambda label: _words(
        label, _("A regular expression that the whole answer must match.")
    ),
    "least": _number,
    "most": _number,
    "decimals": lambda label: _whole(label, least=0, most=4),
    "unit": lambda label: _words(label, _("For example, metres")),
    "earliest_days": lambda label: _whole(
        label, _("Days from today: 0 is today, -28 is four weeks ago. Leave empty for any day.")
    ),
    "latest_days": lambda label: _whole(
        label, _("Days from today: 0 is today, 28 is in four weeks. Leave empty for any day.")
    ),
    "earliest_working_days": lambda label: _whole(
        label, _("Weekends and bank holidays do not count."), least=0
    ),
    "on_working_days": _yes,
    "not_before": _other_date,
    "not_after": _other_date,
    "earliest_time": _time,
    "latest_time": _time,
    "not_listed": _yes,
    "abroad": _yes,
    "anywhere": _yes,
    "most_files": lambda label: _whole(label, _("5 when nothing is said."), least=1, most=20),
    "images_only": _yes,
    "archives": _yes,
    "postcodes": lambda label: _words(
        label,
        _("Beginnings of postcodes, with commas between. Leave empty for the council’s area."),
    ),
    "with_roll_number": _yes,
    "as": lambda label: forms.ChoiceField(
        label=label,
        choices=[
            ("number", _("A number")), ("money", _("Money, in pence")), ("text", _("Words")),
            ("yes_no", _("Yes or no")),
        ],
    ),
    "is_shown": _yes,
    "activity": lambda label: forms.ChoiceField(
        label=label, help_text=_("What residents can book with the council, by its diary.")
    ),
    "people": lambda label: _whole(label, _("1 when nothing is said."), least=1, most=1000),
    "people_from": _other_date,
    "place": _other_date,
    "place_from": _other_date,
    "near_from": _other_date,
    "step_free": _yes,
    "step_free_from": _other_date,
}  # fmt: skip

SETTINGS_OF: Mapping[str, Sequence[str]] = {
    "text": ("shortest", "longest", "pattern"),
    "textarea": ("shortest", "longest", "pattern"),
    "name": ("shortest", "longest", "pattern"),
    "number": ("least", "most", "decimals", "unit"),
    "money": ("least", "most"),
    "date": (
        *("earliest_days", "latest_days", "earliest_working_days", "on_working_days"),
        *("not_before", "not_after"),
    ),
    "time": ("earliest_time", "latest_time"),
    "address": ("not_listed", "anywhere", "abroad"),
    "postcode_area": ("postcodes",),
    "map_location": ("anywhere",),
    "map_line": ("anywhere",),
    "map_area": ("anywhere",),
    "upload": ("most_files", "images_only", "archives"),
    "bank_account": ("with_roll_number",),
    "calculated": ("as", "is_shown"),
    "booking": (
        *("activity", "people", "people_from", "place", "place_from", "near_from"),
        *("step_free", "step_free_from"),
    ),
}


#: What a form may say in its own words when an answer will not do, besides the usual two.
MESSAGES_OF: Mapping[str, Sequence[str]] = {
    "text": ("too_short", "too_long"),
    "textarea": ("too_short", "too_long"),
    "name": ("too_short", "too_long"),
    "email": ("too_long",),
    "number": ("too_small", "too_big"),
    "money": ("too_small", "too_big"),
    "date": ("too_early", "too_late"),
    "time": ("too_early", "too_late"),
    "map_line": ("outside",),
    "map_area": ("outside",),
    "postcode_area": ("outside",),
}


def setting_field(
    name: str,
    question_type: str,
    dates: Sequence[tuple[str, str]],
    choices: Sequence[tuple[str, str]] = (),
) -> forms.Field:
    """
    Return the field of a setting.

    `dates` are the questions that a date may be held against, `choices` what the setting itself is
    chosen from.
    """
    field = _FIELDS[name](str(SETTING_WORDS[name]))
    if isinstance(field, forms.ChoiceField) and name in ("not_before", "not_after"):
        field.choices = [("", _("None")), *dates]
    if isinstance(field, forms.ChoiceField) and choices:
        field.choices = list(choices)
    if question_type == "money" and name in ("least", "most"):
        field.help_text = _("In pounds")
    return field


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
