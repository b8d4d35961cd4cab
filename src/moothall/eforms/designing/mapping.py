"""The whole journey as a drawing: what follows what, and who goes which way."""

from dataclasses import dataclass
from typing import Any

from moothall.eforms.definition import PageKind
from moothall.eforms.designing.in_words import rule_words
from moothall.eforms.designing.parts import (
    Document,
    condition_of_page,
    words_of_page,
    words_of_question,
)

_WIDTH, _GAP, _LEFT, _ASIDE = 300, 34, 20, 120
_LINE, _PADDING = 18, 14
_LETTERS_IN_A_LINE = 38
_MOST_LINES = 3


@dataclass(frozen=True)
class Box:
    """One page in the drawing; those that not everybody sees stand aside, under their condition."""

    key: str
    kind: str
    title: tuple[str, ...]
    questions: tuple[str, ...]
    condition: tuple[str, ...]
    condition_words: str
    x: int
    y: int
    height: int
    number: int

    @property
    def is_conditional(self) -> bool:
        """Tell whether only some people see it."""
        return bool(self.condition_words)


@dataclass(frozen=True)
class Line:
    """A way from one page to another."""

    points: str
    is_bypass: bool


@dataclass(frozen=True)
class Drawing:
    """The boxes and lines, in pixels."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    box_width: int = _WIDTH


def drawing(document: Document, language: str) -> Drawing:
    """Return the journey drawn from top to bottom."""
    boxes: list[Box] = []
    top = _GAP
    for number, page in enumerate(document["pages"], 1):
        box = _box(document, page, number, top, language)
        boxes.append(box)
        top = box.y + box.height + _GAP
    lines = _lines(boxes, top)
    return Drawing(tuple(boxes), tuple(lines), _LEFT + _ASIDE + _WIDTH + _LEFT, top + _LINE)


def _box(document: Document, page: dict[str, Any], number: int, top: int, language: str) -> Box:
    words = rule_words(document, condition_of_page(page), language)
    condition = _wrapped(words, _LETTERS_IN_A_LINE + 8)
    title = _wrapped(f"{number}. {words_of_page(page, language)}", _LETTERS_IN_A_LINE)
    asked = page.get("questions", ())
    several = tuple(_short(words_of_question(one, language)) for one in asked)
    questions = several if len(several) > 1 else ()
    above = len(condition) * _LINE
    return Box(
        key=page["key"], kind=PageKind(page.get("kind", "questions")).value, title=title,
        questions=questions, condition=condition, condition_words=words,
        x=_LEFT + (_ASIDE if words else 0), y=top + above, number=number,
        height=(len(title) + len(questions)) * _LINE + 2 * _PADDING,
    )  # fmt: skip


def _lines(boxes: list[Box], end: int) -> list[Line]:
    """Return the ways on: to the next page, and past pages that not everybody sees."""
    lines = []
    for place, box in enumerate(boxes):
        if box.kind == PageKind.EXIT:
            continue
        bottom, middle = box.y + box.height, box.x + _WIDTH // 2
        following = boxes[place + 1 :]
        target = following[0] if following else None
        top = (target.y if target else end) - (len(target.condition) * _LINE if target else 0)
        aim = (target.x if target else _LEFT) + _WIDTH // 2
        lines.append(Line(_bend(middle, bottom, aim, top), is_bypass=False))
        if target is not None and target.is_conditional and not box.is_conditional:
            plain = next((one for one in following if not one.is_conditional), None)
            x, last = _LEFT + 40, plain.y if plain else end
            lines.append(Line(f"{x},{bottom} {x},{last}", is_bypass=True))
    return lines


def _bend(x: int, y: int, to_x: int, to_y: int) -> str:
    if x == to_x:
        return f"{x},{y} {to_x},{to_y}"
    halfway = y + _GAP // 3
    return f"{x},{y} {x},{halfway} {to_x},{halfway} {to_x},{to_y}"


def _short(words: str) -> str:
    limit = _LETTERS_IN_A_LINE - 2
    return f"• {words if len(words) <= limit else words[: limit - 1] + '…'}"


def _wrapped(words: str, letters: int) -> tuple[str, ...]:
    """Return words in lines of about so many letters; three lines at most."""
    lines, line = [], ""
    for word in words.split():
        if line and len(line) + len(word) + 1 > letters:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines += [line] if line else []
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES - 1 :] = [f"{lines[_MOST_LINES - 1]} …"]
    return tuple(lines)
