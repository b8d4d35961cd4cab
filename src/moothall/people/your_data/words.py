"""Values of a copy as people read them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def in_words(value: Any) -> list[str]:
    """Return a value as lines; nothing for one that is empty."""
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if isinstance(value, Mapping):
        return [
            f"{key}: {', '.join(lines)}" for key, one in value.items() if (lines := in_words(one))
        ]
    if isinstance(value, list | tuple):
        return [line for one in value for line in _item(one)]
    return str(_text(value)).splitlines()


def _item(value: Any) -> list[str]:
    """Return one of several: a thing with parts in one line, a question with its answer so."""
    if isinstance(value, Mapping) and {"label", "value"} <= value.keys():
        return [f"{value['label']}: {' / '.join(str(value['value']).splitlines())}"]
    lines = in_words(value)
    return [", ".join(lines)] if isinstance(value, Mapping) and lines else lines


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if _MOMENT.fullmatch(value):
        moment = timezone.localtime(datetime.fromisoformat(value))
        return formats.date_format(moment, "j F Y, H:i")
    if _DAY.fullmatch(value):
        return _day(value)
    return value


def _day(value: str) -> str:
    try:
        return formats.date_format(date.fromisoformat(value), "j F Y")
    except ValueError:
        return value
