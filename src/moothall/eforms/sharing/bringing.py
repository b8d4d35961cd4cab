"""Files of every kind that we read, told apart by what they hold."""

from django.utils.translation import gettext as _

from moothall.eforms.sharing import open_forms, pages, spreadsheets, steps
from moothall.eforms.sharing.building import Brought, Loss
from moothall.eforms.sharing.packing import Unreadable, members, parsed, unpack
from moothall.eforms.sharing.usable import usable

__all__ = ["Brought", "Loss", "bring"]


def bring(name: str, content: bytes) -> Brought:
    """
    Return the form that a file holds, with what could not be carried over.

    :raises Unreadable: if it is of no kind that we know
    """
    theirs = _of_others(name, content)
    return Brought(unpack(content)) if theirs is None else usable(theirs)


def _of_others(name: str, content: bytes) -> Brought | None:  # noqa: PLR0911 - one for each kind
    """Return the form of another product's file, or nothing if it is a file of ours."""
    if name.casefold().endswith(".csv"):
        return spreadsheets.bring(name, content)
    if content.startswith(b"PK"):
        files = members(content)
        if "manifest.json" in files:
            return None
        if "forms.json" in files:
            return open_forms.bring(files)
        if "xl/workbook.xml" in files:
            return spreadsheets.bring(name, content)
        raise Unreadable(_("The zip file holds no form of a kind that we know."))
    value = parsed(content)
    if steps.looks_like(value):
        return steps.bring(value)
    if pages.looks_like(value) and "schema_version" not in value:
        return pages.bring(value)
    return None
