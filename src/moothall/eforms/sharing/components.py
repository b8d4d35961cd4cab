"""Components of forms, as XGov, DEFRA and Form.io (Open Forms) have them, made into questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from moothall.eforms.designing.sentences import Says
from moothall.eforms.sharing.asked import Asked, Names, Unsayable, said_of
from moothall.eforms.sharing.building import (
    Keys,
    Loss,
    options_of,
    part,
    prose,
    rows_in,
    said,
    text_of,
)
from moothall.eforms.sharing.packing import Unreadable
from moothall.eforms.sharing.rules import ALWAYS

#: Their names of types, small, and ours.
_TYPES = {
    "textfield": "text", "multilinetextfield": "textarea", "freetextfield": "textarea",
    "textarea": "textarea", "numberfield": "number", "number": "number", "currency": "money",
    "datefield": "date", "datepartsfield": "date", "date": "date", "timefield": "time",
    "time": "time", "yesnofield": "yes_no", "checkbox": "yes_no", "radiosfield": "radios",
    "radio": "radios", "checkboxesfield": "checkboxes", "selectboxes": "checkboxes",
    "selectfield": "select", "autocompletefield": "select", "select": "select",
    "emailaddressfield": "email", "email": "email", "telephonenumberfield": "phone",
    "phonenumber": "phone", "ukaddressfield": "address", "addressnl": "address",
    "fileuploadfield": "upload", "file": "upload", "map": "map_location",
}  # fmt: skip
_CHOOSING = frozenset({"radios", "checkboxes", "select"})
_WORDS = frozenset({"html", "para", "details", "insettext", "content", "markdown"})
_MOST_DEPTH = 20
#: Few bytes could stand for millions of options, where many questions share a list.
_MOST_OPTIONS = 50_000
Listed = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Found:
    """A question, the component it was, and all components in which that stood."""

    question: dict[str, Any]
    component: Mapping[str, Any]
    within: tuple[Mapping[str, Any], ...]
    place: str


@dataclass
class Gathering:
    """What has been read of a form's components so far."""

    lists: Listed = field(default_factory=dict)
    keys: Keys = field(default_factory=Keys)
    names: Names = field(default_factory=Names)
    losses: list[Loss] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    #: The section in which names are read, where names of several sections may be the same.
    scope: str = ""
    _options: int = 0

    def questions(self, components: Sequence[Mapping[str, Any]], place: str) -> list[Found]:
        """Return the questions of a page; what cannot come over is noted."""
        found = list(self._questions(components, place, ()))
        self.found += found
        return found

    def words(self, components: Sequence[Mapping[str, Any]]) -> str:
        """Return what is said on a page, paragraph by paragraph."""
        rows = [one for one in components if said(one, "type").casefold() in _WORDS]
        paragraphs = []
        for one in rows:
            if said(one, "type").casefold() == "details":
                paragraphs.append(said(one, "title"))
            paragraphs.append(prose(one.get("content") or one.get("html")))
        return "\n\n".join(words for words in paragraphs if words)

    def _questions(
        self,
        components: Sequence[Mapping[str, Any]],
        place: str,
        within: tuple[Mapping[str, Any], ...],
    ) -> Iterator[Found]:
        for one in components:
            kind = said(one, "type")
            inner = rows_in(one.get("components"))
            for column in rows_in(one.get("columns")):
                inner += rows_in(column.get("components"))
            if inner and len(within) < _MOST_DEPTH:
                if kind == "editgrid":
                    what = _("that “%(name)s” repeats") % {"name": _called(one)}
                    self.losses.append(Loss(place, what, _("add a repeat page")))
                yield from self._questions(inner, place, (*within, one))
            elif kind.casefold() in _WORDS:
                if not within:
                    continue  # said at the top of the page, see `words`
                what = _("words: %(words)s") % {"words": said(one, "content", "html")[:80]}
                self.losses.append(Loss(place, what, _("add them")))
            else:
                found = self._found(one, place, within)
                yield found
                yield from self._below(found)

    def _found(
        self, one: Mapping[str, Any], place: str, within: tuple[Mapping[str, Any], ...]
    ) -> Found:
        kind, words = said(one, "type"), _called(one)
        ours, where = _TYPES.get(kind.casefold()), f"{place}: {words}"
        if ours is None:
            what = _("the type “%(type)s”") % {"type": kind}
            self.losses.append(Loss(where, what, _("there is no such type; it asks for text")))
        name = said(one, "name", "key")
        question: dict[str, Any] = {
            "key": self.keys.key_for(name or words),
            "type": ours or "text",
            "label": text_of(words),
        }
        values: dict[str, str] = {}
        if ours in _CHOOSING:
            rows = self.choices(one)
            self._options += len(rows)
            if self._options > _MOST_OPTIONS:
                raise Unreadable(_("The form has more options than we take."))
            options, values = options_of((row.get("value", ""), _called(row)) for row in rows)
            if options:
                question["options"] = options
            else:
                question["type"] = "text"
                why = _("none are in the file; it asks for text")
                self.losses.append(Loss(where, _("its options"), why))
        if said(one, "hint", "description", "tooltip"):
            question["hint"] = text_of(said(one, "hint", "description", "tooltip"))
        required = part(one, "options").get("required", part(one, "validate").get("required"))
        if required is False:
            question["required"] = False
        if part(one, "prefill").get("plugin"):
            self.losses.append(Loss(where, _("what fills it in"), _("set up a prefill of its own")))
        scoped = f"{self.scope}.{name}" if self.scope else ""
        self.names.add(Asked(question, values), said(one, "id"), scoped, name)
        return Found(question, one, within, where)

    def _below(self, found: Found) -> Iterator[Found]:
        """Give what is asked below an option, once that is chosen."""
        for row in self.choices(found.component):
            for one in rows_in(part(row, "conditional").get("components")):
                inner = self._found(one, found.place, found.within)
                try:
                    asked = self.names.of(found.question["key"])
                    inner.question["show_when"] = said_of(asked, Says.IS, row.get("value"))
                except Unsayable as error:
                    self.losses.append(when_it_is_shown(inner.place, error))
                yield inner

    def choices(self, one: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return what can be chosen, as the file has it."""
        listed = one.get("list") or part(one, "values").get("list")
        if isinstance(listed, str) and listed in self.lists:
            return self.lists[listed]
        return rows_in(one.get("values")) or rows_in(part(one, "data").get("values"))


def when_it_is_shown(place: str, error: Unsayable) -> Loss:
    """Return the loss of a condition, and what to do about it."""
    return Loss(
        place,
        _("when it is shown"),
        _("%(why)s; say it in the question's own rule") % {"why": error},
    )


def page_of(
    key: str, title: str, found: Sequence[Found], rule: Any = ALWAYS, words: str = ""
) -> dict[str, Any]:
    """Return a page of these questions, with what is said above them."""
    page: dict[str, Any] = {"key": key, "title": text_of(title)}
    if words:
        page["body"] = text_of(words)
    if rule is not ALWAYS:
        page["show_when"] = rule
    return {**page, "questions": [one.question for one in found]}


def _called(one: Mapping[str, Any]) -> str:
    return said(one, "title", "label", "text", "name", "key") or said(one, "type")
