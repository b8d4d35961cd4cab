"""Setting data by a template."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

_FONTS = Path(__file__).with_name("fonts")
#: Marks that stand for nothing by themselves: they join or colour the emoji beside them.
_SILENT = frozenset("\u200d\ufe0e\ufe0f") | {chr(tone) for tone in range(0x1F3FB, 0x1F400)}
_FIRST_EMOJI = 0x2190
#: Nearly a line; so much of a word may be parted from the rest of it.
_LONG_WORD = re.compile(r"\S{36}")


def typeset(template: Path, name: str, data: Mapping[str, Any], *, moment: datetime) -> bytes:
    """
    Return data, which the template finds as JSON in its input `name`, as a tagged PDF.

    The same data of the same moment is the same PDF. The standard wants every character shown. An
    emoji that no font has is written as its name in brackets; a script that no font has (see
    `MOOTHALL_FONTS`) leaves boxes, in a PDF that is tagged and holds the words, and does not claim
    the standard.

    :raises RuntimeError: if it cannot be set at all
    """
    import typst  # noqa: PLC0415 - weighs more than a web worker, which never writes one

    def compiled(rewrite: Callable[[str], str], standard: Literal["ua-1"] | None) -> bytes:
        folders = [_FONTS, *([settings.MOOTHALL_FONTS] if settings.MOOTHALL_FONTS else [])]
        made: bytes = typst.compile(
            str(template),
            root=str(template.parent),
            font_paths=[str(folder) for folder in folders],
            ignore_system_fonts=True,
            sys_inputs={name: json.dumps(_rewritten(dict(data), rewrite), default=str)},
            format="pdf",
            pdf_standards=standard,
            timestamp=int(moment.timestamp()),
        )
        return made

    try:
        return compiled(_plain, "ua-1")
    except typst.TypstError:
        pass
    try:
        return compiled(_with_emoji_named, "ua-1")
    except typst.TypstError:
        return compiled(_with_emoji_named, None)


def _rewritten(value: Any, rewrite: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return rewrite(value)
    if isinstance(value, dict):
        return {name: _rewritten(part, rewrite) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rewritten(part, rewrite) for part in value]
    return value


def _plain(text: str) -> str:
    """Return a text without the characters that nothing shows, its long words breakable."""
    seen = "".join(one if unicodedata.category(one) != "Cc" else " " for one in text)
    return _LONG_WORD.sub("\\g<0>\u200b", seen)


def _with_emoji_named(text: str) -> str:
    """Return a text with each emoji as its name in brackets: [bicycle]."""
    return "".join(map(_named, _plain(text)))


def _named(character: str) -> str:
    if character in _SILENT:
        return ""
    is_symbol = unicodedata.category(character) == "So" and ord(character) >= _FIRST_EMOJI
    return f"[{unicodedata.name(character, 'symbol').lower()}]" if is_symbol else character
