"""
Places within a form's document that survive when things around them move.

A path names what has a key by its key (`#contact`), never by where it stands, so that a question
is the same question wherever it went.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[str, ...]
_ITEM = "#"
#: How long the path of a question is: pages, its page, questions, its key.
_QUESTION = 4


class Nothing:
    """What stands at a path that leads nowhere."""


NOTHING = Nothing()


def name_of(item: Any) -> str | None:
    """Return what names an item of a list: the key of most, the value of an option."""
    if not isinstance(item, Mapping):
        return None
    name = item.get("key", item.get("value") if "label" in item else None)
    return name if isinstance(name, str) else None


def items_of(part: Any) -> dict[str, Any] | None:
    """Return a list's items by their names, or nothing if some have none or share one."""
    if not isinstance(part, list) or not part:
        return None
    named = {name: item for item in part if (name := name_of(item)) is not None}
    return named if len(named) == len(part) else None


def step_to(name: str) -> str:
    """Return the step of a path that leads to an item."""
    return f"{_ITEM}{name}"


def is_item(path: Path) -> bool:
    """Tell whether the path leads to an item of a list."""
    return bool(path) and path[-1].startswith(_ITEM)


def value_at(document: Any, path: Path) -> Any:
    """Return what stands at a path; `NOTHING` where it leads nowhere."""
    part = document
    for step in path:
        if step.startswith(_ITEM) and isinstance(part, list):
            part = (items_of(part) or {}).get(step[1:], NOTHING)
        elif isinstance(part, Mapping):
            part = part.get(step, NOTHING)
        else:
            return NOTHING
    return part


def written(path: Path) -> str:
    """Return a path as one line, for addresses and inputs."""
    return "/".join(step.replace("~", "~0").replace("/", "~1") for step in path)


def read(text: str) -> Path:
    """Return the path that a line stands for."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text.split("/"))


def asks(path: Path) -> bool:
    """Tell whether the path leads to a question, or to a part of one."""
    return len(path) >= _QUESTION and path[0] == "pages" and path[2] == "questions"


def is_question(path: Path) -> bool:
    """Tell whether the path leads to a whole question."""
    return asks(path) and len(path) == _QUESTION


def is_within(path: Path, others: Sequence[Path]) -> bool:
    """Tell whether a path is one of the others, or lies below one."""
    return any(path[: len(other)] == other for other in others)
