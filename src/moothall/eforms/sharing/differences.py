"""What has changed between two documents of a form, matched by keys and not by place."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from moothall.eforms.sharing.paths import (
    NOTHING,
    Path,
    is_question,
    items_of,
    step_to,
    value_at,
    written,
)

#: Parts that hold a rule: compared whole, since half a rule means nothing.
RULES = frozenset({"show_when", "when", "calculate", "amount", "category", "priority"})


class Kind(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """One difference; `was` and `now` are parts of documents, or for a move where it stood."""

    kind: Kind
    path: Path
    was: Any = None
    now: Any = None

    @property
    def key(self) -> str:
        """Return what names this change among the others."""
        return f"{self.kind}:{written(self.path)}"

    def kept(self) -> dict[str, Any]:
        """Return the change as a row keeps it."""
        return {"kind": str(self.kind), "path": list(self.path), "was": self.was, "now": self.now}


def change_of(kept: Mapping[str, Any]) -> Change:
    """Return the change that a row keeps."""
    return Change(Kind(kept["kind"]), tuple(kept["path"]), kept["was"], kept["now"])


def changes(before: Any, after: Any) -> tuple[Change, ...]:
    """Return every change between two documents, in the order in which one reads a form."""
    return tuple(_joined(list(_between(before, after, ())), before, after))


def _between(was: Any, now: Any, path: Path) -> list[Change]:
    if _same(was, now):
        return []
    if isinstance(was, Mapping) and isinstance(now, Mapping) and not (path and path[-1] in RULES):
        return [
            change
            for name in [*was, *(one for one in now if one not in was)]
            for change in _of_part(was.get(name, NOTHING), now.get(name, NOTHING), (*path, name))
        ]
    if isinstance(was, list) and isinstance(now, list):
        olds, news = items_of(was), items_of(now)
        if olds is not None and news is not None:
            return _of_items(olds, news, path)
    return [Change(Kind.CHANGED, path, was, now)]


def _of_part(was: Any, now: Any, path: Path) -> list[Change]:
    if was is NOTHING:
        return [Change(Kind.ADDED, path, None, now)]
    if now is NOTHING:
        return [Change(Kind.REMOVED, path, was, None)]
    return _between(was, now, path)


def _of_items(olds: Mapping[str, Any], news: Mapping[str, Any], path: Path) -> list[Change]:
    found = []
    moved = _moved([one for one in olds if one in news], [one for one in news if one in olds])
    for name in [*news, *(one for one in olds if one not in news)]:
        place = (*path, step_to(name))
        if name in moved:
            was, now = list(olds).index(name) + 1, list(news).index(name) + 1
            found.append(Change(Kind.MOVED, place, was, now))
        found += _of_part(olds.get(name, NOTHING), news.get(name, NOTHING), place)
    return found


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return those whose order changed, as few as it takes to tell."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {
        name for block in matcher.get_matching_blocks() for name in before[block.a :][: block.size]
    }
    return set(before) - kept


def _joined(found: list[Change], before: Any, after: Any) -> list[Change]:
    """Tell of a question that went to another page as moved, not as removed and added."""
    gone = {
        one.path[-1]: one for one in found if one.kind is Kind.REMOVED and is_question(one.path)
    }
    come = {one.path[-1]: one for one in found if one.kind is Kind.ADDED and is_question(one.path)}
    both = gone.keys() & come.keys()
    rows = []
    for one in found:
        name = one.path[-1]
        if name in both and one is gone[name]:
            continue
        if name in both and one is come[name]:
            left = gone[name]
            rows.append(Change(Kind.MOVED, one.path, written(left.path), written(one.path)))
            rows += _between(value_at(before, left.path), value_at(after, one.path), one.path)
        else:
            rows.append(one)
    return rows


def _same(one: Any, other: Any) -> bool:
    """Tell apart what Python calls equal and a document does not: true and 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
