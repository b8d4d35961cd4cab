"""
What the library has improved since a council adopted a form, brought together with what is its own.

Three documents take part: `base`, which the council adopted; `theirs`, what the library says now;
`ours`, what the council publishes. Nothing here changes what it is given.
"""

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from moothall.eforms.sharing.differences import Change, Kind, changes
from moothall.eforms.sharing.paths import (
    NOTHING,
    Path,
    asks,
    is_item,
    is_within,
    name_of,
    value_at,
)

#: What is the council's own in every form.
ALWAYS_LOCAL: tuple[Path, ...] = (("slug",), ("outcome", "service_type"))


class Standing(StrEnum):
    """What stands in the way of an improvement: nothing, our own change, or that it is local."""

    FREE = "free"
    CONFLICT = "conflict"
    LOCAL = "local"
    GONE = "gone"


@dataclass(frozen=True)
class Offer:
    """One improvement, and what stands there in the council's own form."""

    change: Change
    standing: Standing
    ours: Any = None

    @property
    def can_be_taken(self) -> bool:
        """Tell whether the council may take it: not where it is local, nor where nothing is."""
        return self.standing in (Standing.FREE, Standing.CONFLICT)


def local_candidates(document: Mapping[str, Any]) -> tuple[Path, ...]:
    """Return what a council often makes its own: the values of figures, and words about itself."""
    figures = tuple(
        ("figures", f"#{name}", "value")
        for figure in document.get("figures", ())
        if (name := name_of(figure)) is not None
    )
    parts: tuple[Path, ...] = (
        ("start", "after"),
        ("privacy",),
        ("about", "service_standard"),
        ("confirmation", "next_steps"),
        ("outcome", "destinations"),
        ("keeping", "days"),
    )
    return figures + tuple(path for path in parts if value_at(document, path) is not NOTHING)


def offers(base: Any, theirs: Any, ours: Any, local: Sequence[Path] = ()) -> tuple[Offer, ...]:
    """Return the improvements that the council does not have yet."""
    kept = (*ALWAYS_LOCAL, *local)
    found = (_offer(change, ours, kept) for change in changes(base, theirs))
    return tuple(one for one in found if one is not None)


def offers_left(
    left: Sequence[Change], theirs: Any, ours: Any, local: Sequence[Path] = ()
) -> tuple[Offer, ...]:
    """Return what was not taken before and can be now, in the words of the library of today."""
    kept = (*ALWAYS_LOCAL, *local)
    found = []
    for change in left:
        now = value_at(theirs, change.path)
        if (now is NOTHING) != (change.kind is Kind.REMOVED):
            continue
        renewed = change if change.kind in (Kind.REMOVED, Kind.MOVED) else replace(change, now=now)
        found.append(_offer(renewed, ours, kept))
    return tuple(one for one in found if one is not None and one.can_be_taken)


def is_always_local(change: Change) -> bool:
    """Tell whether a change is to what is the council's own in every form."""
    return is_within(change.path, ALWAYS_LOCAL)


def own_candidates(base: Any, ours: Any) -> tuple[Path, ...]:
    """Return what a council may mark as its own: the usual parts, and what it has changed."""
    usual = local_candidates(ours)
    changed = (one.path for one in changes(base, ours) if one.kind is Kind.CHANGED)
    return usual + tuple(
        path for path in changed if not is_within(path, ALWAYS_LOCAL) and path not in usual
    )


def accept(ours: Any, theirs: Any, offered: Sequence[Offer], keys: Collection[str]) -> Any:
    """Return the council's document with the chosen improvements in it."""
    document = copy.deepcopy(ours)
    for offer in offered:
        if offer.can_be_taken and offer.change.key in keys:
            _apply(document, offer.change, theirs)
    return document


def _offer(  # noqa: PLR0911 - one line for each way in which three documents can stand
    change: Change, ours: Any, local: Sequence[Path]
) -> Offer | None:
    path = _found(change.path, ours)
    here = value_at(ours, path)
    if is_within(change.path, local) or is_within(path, local):
        return Offer(change, Standing.LOCAL, None if here is NOTHING else here)
    if change.kind is Kind.MOVED:
        return _offer_of_move(change, path, here)
    if change.kind is Kind.REMOVED:
        if here is NOTHING:
            return None
        standing = Standing.FREE if here == change.was else Standing.CONFLICT
        return Offer(change, standing, here)
    if here == change.now and here is not NOTHING:
        return None
    if not _has_place(path, ours):
        return Offer(change, Standing.GONE)
    if change.kind is Kind.ADDED:
        return Offer(
            change, Standing.FREE if here is NOTHING else Standing.CONFLICT, _or_none(here)
        )
    standing = Standing.FREE if here == change.was else Standing.CONFLICT
    return Offer(change, standing, _or_none(here))


def _offer_of_move(change: Change, path: Path, here: Any) -> Offer | None:
    if here is NOTHING:
        return Offer(change, Standing.GONE)
    if isinstance(change.was, str) and path == change.path:
        return None
    return Offer(change, Standing.FREE)


def _or_none(here: Any) -> Any:
    return None if here is NOTHING else here


def _has_place(path: Path, document: Any) -> bool:
    """Tell whether something could be put there: what it would be a part of exists."""
    parent = path[:-2] if is_item(path) else path[:-1]
    return isinstance(value_at(document, parent), Mapping)


def _found(path: Path, document: Any) -> Path:
    """Return where a question, or a part of one, stands now, on whatever page."""
    if not asks(path):
        return path
    if value_at(document, path[:4]) is not NOTHING:
        return path
    for page in document.get("pages", ()):
        there = ("pages", f"#{name_of(page)}", *path[2:])
        if value_at(document, there[:4]) is not NOTHING:
            return there
    return path


def _apply(document: Any, change: Change, theirs: Any) -> None:
    path = _found(change.path, document)
    if change.kind is Kind.MOVED:
        item = _take(document, path)
        if item is not NOTHING:
            _insert(
                document, change.path if _has_list(document, change.path) else path, item, theirs
            )
    elif change.kind is Kind.REMOVED:
        _take(document, path)
    elif not _has_place(path, document):
        return
    elif is_item(path):
        _take(document, path)
        _insert(document, path, copy.deepcopy(change.now), theirs)
    else:
        value_at(document, path[:-1])[path[-1]] = copy.deepcopy(change.now)


def _has_list(document: Any, path: Path) -> bool:
    return isinstance(value_at(document, path[:-1]), list)


def _take(document: Any, path: Path) -> Any:
    """Take a part out of the document and return it; a list that ends empty goes with it."""
    holder = value_at(document, path[:-1])
    part = value_at(document, path)
    if part is NOTHING:
        return NOTHING
    if isinstance(holder, list):
        holder[:] = [one for one in holder if one is not part]
    else:
        del holder[path[-1]]
    return part


def _insert(document: Any, path: Path, item: Any, theirs: Any) -> None:
    """Put an item into its list, after the nearest one that also comes before it in `theirs`."""
    holder = value_at(document, path[:-2])
    if not isinstance(holder, dict):
        return
    rows = holder.setdefault(path[-2], [])
    names = [name_of(one) for one in rows]
    at = 0
    order = value_at(theirs, path[:-1])
    for one in order if isinstance(order, list) else ():
        if name_of(one) == path[-1][1:]:
            break
        if name_of(one) in names:
            at = names.index(name_of(one)) + 1
    rows.insert(at, item)
