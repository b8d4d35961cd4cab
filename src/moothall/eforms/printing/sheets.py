"""A sheet of answers, and the PDF that it becomes."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

_HERE = Path(__file__).parent
#: Marks that stand for nothing by themselves: they join or colour the emoji beside them.
_SILENT = frozenset("\u200d\ufe0e\ufe0f") | {chr(tone) for tone in range(0x1F3FB, 0x1F400)}
_FIRST_EMOJI = 0x2190
#: Nearly a line; so much of a word may be parted from the rest of it.
_LONG_WORD = re.compile(r"\S{36}")


@dataclass(frozen=True)
class SheetRow:
    """A name, and what stands under it, line by line."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SheetGroup:
    """Rows under a heading."""

    heading: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything that a sheet of answers says, in one language."""

    title: str
    council: str
    colour: str
    language: str
    reference: str
    sent_on: datetime
    facts: tuple[SheetRow, ...]
    groups: tuple[SheetGroup, ...]
    declaration_heading: str = ""
    declaration: tuple[str, ...] = ()
    #: Large print: the words at 18 points, and everything else as much larger.
    large: bool = False


def as_pdf(sheet: Sheet) -> bytes:
    """
    Return the sheet as a tagged PDF by the standard PDF/UA-1.

    The standard wants every character shown. An emoji that no font has is written as its name in
    brackets; a script that no font has (see `MOOTHALL_FONTS`) leaves boxes, in a PDF that is tagged
    and holds the words, and does not claim the standard.
    """
    import typst  # noqa: PLC0415 - weighs more than a web worker, which never writes one

    try:
        return _compiled(sheet, _plain, standard="ua-1")
    except typst.TypstError:
        pass
    try:
        return _compiled(sheet, _with_emoji_named, standard="ua-1")
    except typst.TypstError:
        return _compiled(sheet, _with_emoji_named, standard=None)


def _compiled(
    sheet: Sheet, rewrite: Callable[[str], str], *, standard: Literal["ua-1"] | None
) -> bytes:
    import typst  # noqa: PLC0415

    data = {
        **_rewritten(asdict(sheet), rewrite),
        "year": sheet.sent_on.year,
        "month": sheet.sent_on.month,
        "day": sheet.sent_on.day,
    }
    fonts = [_HERE / "fonts", *([settings.MOOTHALL_FONTS] if settings.MOOTHALL_FONTS else [])]
    made: bytes = typst.compile(
        str(_HERE / "answers.typ"),
        root=str(_HERE),
        font_paths=[str(folder) for folder in fonts],
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(data, default=str)},
        format="pdf",
        pdf_standards=standard,
        timestamp=int(sheet.sent_on.timestamp()),
    )
    return made


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
