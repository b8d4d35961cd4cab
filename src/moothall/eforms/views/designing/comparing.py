"""Any two versions of a form side by side, and an older one brought back to be worked on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.councils.queries import service_types, teams
from moothall.eforms import versions
from moothall.eforms.actions.designing import Edit
from moothall.eforms.arrivals import receivers_of
from moothall.eforms.designing.parts import Document, digest_of_part
from moothall.eforms.designing.side_by_side import is_same, side_by_side
from moothall.eforms.sharing import telling
from moothall.eforms.versions import VersionRow
from moothall.eforms.views.designing.frame import Desk, for_designers, screen
from moothall.kernel.errors import Conflict, NotFound

#: What is being designed now, among the numbers of versions.
COPY = "copy"
#: No form has a hundred million versions, and the database could not count them.
_MOST_DIGITS = 8


@dataclass(frozen=True)
class Choice:
    """A version that can be compared."""

    name: str
    words: str


@for_designers
def compare(desk: Desk) -> HttpResponse:
    """Show two versions side by side; at first what residents see now and what is worked on."""
    rows = versions.versions_of(desk.council.id, desk.form) if desk.design.published else ()
    choices = _choices(desk, rows)
    usual = [one.name for one in choices]
    if len(choices) < 2:  # noqa: PLR2004 - it takes two to compare
        return screen(desk, "compare", choices=choices, sheets=())
    before = desk.request.GET.get("before") or _published(desk, usual)
    after = desk.request.GET.get("after") or usual[0]
    words = {one.name: one.words for one in choices}
    old, new = _documents(desk, words, before, after)
    sheets = side_by_side(old, new, desk.language, _names(desk))
    return screen(
        desk, "compare", choices=choices, before=before, after=after, words=words,
        sheets=[one for one in sheets if not is_same(one)],
        same=[one for one in sheets if is_same(one) and (one.things or one.same)],
        kinds=telling.KIND_WORDS, copy=COPY,
    )  # fmt: skip


@for_designers
def restore(desk: Desk, number: int) -> HttpResponse:
    """Show what bringing an older version back would change, then work on that one instead."""
    (old,) = versions.documents_of(desk.council.id, desk.form, _sensible(number))
    errors = []
    if desk.request.method == "POST":
        edit = Edit(
            verb="version.restored",
            about=_version(number),
            change=lambda _document: old,
            part=lambda document: document,
            seen=desk.request.POST.get("seen", ""),
        )
        try:
            desk.edit(edit)
        except Conflict as error:
            errors.append({"href": "", "text": str(error)})
        else:
            words = _("The form is as it was in version %(number)s. It is not published yet.")
            desk.tell(words % {"number": number})
            return redirect(desk.url("design"))
    found = side_by_side(desk.document, old, desk.language, _names(desk))
    sheets = [one for one in found if not is_same(one)]
    return screen(
        desk, "restore", number=number, sheets=sheets, errors=errors,
        seen=digest_of_part(desk.document), kinds=telling.KIND_WORDS,
        words={COPY: _("Now"), str(number): _version(number)}, before=COPY, after=str(number),
    )  # fmt: skip


def _names(desk: Desk) -> dict[str, str]:
    """Return what the council calls its services, teams and systems, by member and key."""
    council = desk.council.id
    return {
        **{f"service_type:{one.slug}": one.name for one in service_types(council)},
        **{f"team:{one.slug}": one.name for one in teams(council)},
        **{f"system:{key}": name for key, name in receivers_of(council).items()},
    }


def _choices(desk: Desk, rows: tuple[VersionRow, ...]) -> list[Choice]:
    """Return what there is to compare, the newest first."""
    copy = [Choice(COPY, _("What is being worked on"))] if desk.design.is_changed else []
    return [
        *copy,
        *(
            Choice(
                str(row.number),
                _("%(version)s, in use now") % {"version": _version(row.number)}
                if row.is_current
                else _version(row.number),
            )
            for row in rows
        ),
    ]


def _published(desk: Desk, names: list[str]) -> str:
    """Return what is compared with at first: what is in use, or else the version before that."""
    return str(desk.design.published) if desk.design.is_changed else names[1]


def _documents(
    desk: Desk, words: Mapping[str, str], before: str, after: str
) -> tuple[Document, Document]:
    if before not in words or after not in words:
        raise NotFound(_("There is no such version of a form."))
    numbers = [int(one) for one in (before, after) if one != COPY]
    found: dict[str, Any] = {COPY: desk.document}
    documents = versions.documents_of(desk.council.id, desk.form, *numbers)
    found |= {str(number): one for number, one in zip(numbers, documents, strict=True)}
    return found[before], found[after]


def _version(number: int) -> str:
    return _("Version %(number)s") % {"number": number}


def _sensible(number: int) -> int:
    if len(str(number)) > _MOST_DIGITS:
        raise NotFound(_("There is no such version of a form."))
    return number
