"""Two versions of a form side by side: page by page, and in each page what it asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.eforms.designing.facts import Fact, facts_of
from moothall.eforms.designing.in_words import page_words
from moothall.eforms.designing.parts import Document, words_of_page, words_of_question
from moothall.eforms.sharing.differences import Change, Kind, changes
from moothall.eforms.sharing.paths import Path, is_question, read, step_to

#: The parts of a form that are no pages, by where they stand; the rest comes last.
_BEFORE: Mapping[Any, tuple[str, ...]] = {
    gettext_lazy("Start page"): ("title", "start", "privacy"),
}
_AFTER: Mapping[Any, tuple[str, ...]] = {
    gettext_lazy("Fee and other needs"): ("needs", "figures"),
    gettext_lazy("What happens with the answers"): ("outcome",),
    gettext_lazy("Sending and last page"): ("declaration", "confirmation", "saving", "keeping"),
    gettext_lazy("Parts of a long form"): ("sections",),
}
#: What a form has besides, and what tells the machine how to read it.
_OTHER = ("slug", "about", "prefill")


@dataclass(frozen=True)
class Piece:
    """A run of words of a text, and whether the other version has it too."""

    words: str
    is_other: bool = False


@dataclass(frozen=True)
class Row:
    """One thing that is said in one version or in both; nothing where it is not said."""

    label: str
    was: Sequence[Piece] = ()
    now: Sequence[Piece] = ()
    kind: Kind | None = None


@dataclass(frozen=True)
class Thing:
    """A page's own words or a question: what became of it, what differs and what does not."""

    title: str
    kind: Kind | None = None
    note: str = ""
    rows: Sequence[Row] = ()
    same: Sequence[Row] = ()


@dataclass(frozen=True)
class Sheet:
    """A page, or a part of the form that is none, with the things on it."""

    title: str
    kind: Kind | None = None
    note: str = ""
    things: Sequence[Thing] = ()
    same: Sequence[Thing] = ()


@dataclass
class _Two:
    before: Document
    after: Document
    language: str
    names: Mapping[str, str]
    found: Sequence[Change]
    whole: Mapping[tuple[Path, Kind], Change] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.whole = {(one.path, one.kind): one for one in self.found}

    def change(self, path: Path, *kinds: Kind) -> Change | None:
        return next((one for kind in kinds if (one := self.whole.get((path, kind)))), None)


def side_by_side(
    before: Document,
    after: Document,
    language: str = "en",
    names: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Sheet, ...]:
    """
    Return the parts of both versions, in the newer's order; what went stands where it was.

    `names` are what the council calls its services, teams and systems, by `team:<its key>`.
    """
    two = _Two(before, after, language, names, changes(before, after))
    return (
        *(_part(two, str(title), names) for title, names in _BEFORE.items()),
        *_pages(two),
        *(_part(two, str(title), names) for title, names in _AFTER.items()),
        _part(two, _("Other settings"), _OTHER),
    )


def is_same(sheet: Sheet) -> bool:
    """Tell whether both versions have a part, the same and at the same place."""
    return sheet.kind is None


def _part(two: _Two, title: str, names: Sequence[str]) -> Sheet:
    was, now = (
        {name: form[name] for name in names if name in form} for form in (two.before, two.after)
    )
    thing = _thing(two, title, was, now)
    if thing.kind is None:
        return Sheet(title, same=(thing,) if thing.same else ())
    return Sheet(title, Kind.CHANGED, things=(thing,))


def _pages(two: _Two) -> list[Sheet]:
    olds, news = ({one["key"]: one for one in form["pages"]} for form in (two.before, two.after))
    return [
        _page(two, key, olds.get(key), news.get(key)) for key in _merged(list(olds), list(news))
    ]


def _page(two: _Two, key: str, was: Any, now: Any) -> Sheet:
    path: Path = ("pages", step_to(key))
    own = _thing(two, _("The page itself"), _own(was), _own(now))
    things = [own, *_questions(two, path, was or {}, now or {})]
    title = words_of_page(now or was, two.language)
    differing = [one for one in things if one.kind is not None]
    moved = two.change(path, Kind.MOVED)
    kind = _kind(was, now) or (Kind.MOVED if moved else None)
    if kind is None or kind is Kind.MOVED:
        kind = Kind.CHANGED if differing else kind
    return Sheet(
        title, kind, _places(moved), differing,
        [one for one in things if one.kind is None and (one.same or one is not own)],
    )  # fmt: skip


def _questions(two: _Two, path: Path, was: Any, now: Any) -> list[Thing]:
    olds, news = ({one["key"]: one for one in page.get("questions", ())} for page in (was, now))
    found = []
    for key in _merged(list(olds), list(news)):
        here = (*path, "questions", step_to(key))
        moved = two.change(here, Kind.MOVED)
        old, new = olds.get(key), news.get(key)
        if moved is not None and isinstance(moved.was, str):
            old = _question_at(two.before, read(moved.was))
        elif new is None and _went(two, key):
            continue
        called = words_of_question(new or old or {}, two.language)
        found.append(_thing(two, called, old, new, moved))
    return found


def _went(two: _Two, key: str) -> bool:
    """Tell whether a question went to another page, where it is shown."""
    return any(
        one.kind is Kind.MOVED and is_question(one.path) and one.path[-1] == step_to(key)
        and isinstance(one.was, str)
        for one in two.found
    )  # fmt: skip


def _question_at(document: Document, path: Path) -> Any:
    page = next(one for one in document["pages"] if step_to(one["key"]) == path[1])
    return next(one for one in page["questions"] if step_to(one["key"]) == path[3])


def _thing(two: _Two, title: str, was: Any, now: Any, moved: Change | None = None) -> Thing:
    olds = facts_of(two.before, was, two.language, two.names) if was else {}
    news = facts_of(two.after, now, two.language, two.names) if now else {}
    rows = [_row(olds.get(path), news.get(path)) for path in _merged(list(olds), list(news))]
    differing = [one for one in rows if one.kind is not None]
    kind = _kind(was, now) if (was or now) else None
    if kind is None and (differing or moved):
        kind = Kind.CHANGED if differing else Kind.MOVED
    note = _places(moved) or (_moved_from(two, moved) if moved else "")
    return Thing(title, kind, note, differing, [one for one in rows if one.kind is None])


def _row(was: Fact | None, now: Fact | None) -> Row:
    if was is None or now is None:
        kind = Kind.ADDED if was is None else Kind.REMOVED
        left, right = ([Piece(one.words)] if one else [] for one in (was, now))
        return Row((now or was or Fact("", "")).label, left, right, kind)
    if was.words == now.words:
        return Row(now.label, [Piece(was.words)], [Piece(now.words)])
    return Row(now.label, *_pieces(was.words, now.words), Kind.CHANGED)


def _pieces(was: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in runs of words, those that the other has not marked as such."""
    olds, news = was.split(" "), now.split(" ")
    left: list[Piece] = []
    right: list[Piece] = []
    for name, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if b > a:
            left.append(Piece(" ".join(olds[a:b]), name != "equal"))
        if d > c:
            right.append(Piece(" ".join(news[c:d]), name != "equal"))
    return left, right


def _kind(was: Any, now: Any) -> Kind | None:
    if was and now:
        return None
    return Kind.REMOVED if was else Kind.ADDED


def _own(page: Any) -> Any:
    return page and {name: one for name, one in page.items() if name != "questions"}


def _places(moved: Change | None) -> str:
    if moved is None or not isinstance(moved.was, int):
        return ""
    return _("It stood at place %(was)s and stands at place %(now)s.") % {
        "was": moved.was, "now": moved.now,
    }  # fmt: skip


def _moved_from(two: _Two, moved: Change) -> str:
    page = page_words(two.before, read(moved.was)[1][1:], two.language)
    return _("It stood on the page “%(name)s”.") % {"name": page}


def _merged(olds: Sequence[Any], news: Sequence[Any]) -> list[Any]:
    """Return all names in the new order; those that went come behind what they stood behind."""
    merged = list(news)
    known = set(news)
    for number, name in enumerate(olds):
        if name not in known:
            behind = olds[number - 1] if number else None
            merged.insert(merged.index(behind) + 1 if number else 0, name)
            known.add(name)
    return merged
