"""Files of every kind that we read, told apart by what they hold."""

from moothall.eforms.sharing import open_forms, pages, spreadsheets, steps
from moothall.eforms.sharing.building import Brought, Loss
from moothall.eforms.sharing.packing import Unreadable, members, parsed, unpack

__all__ = ["Brought", "Loss", "bring"]


def bring(name: str, content: bytes) -> Brought:  # noqa: PLR0911 - one for each kind of file
    """
    Return the form that a file holds, with what could not be carried over.

    :raises Unreadable: if it is of no kind that we know
    """
    if name.casefold().endswith(".csv"):
        return spreadsheets.bring(name, content)
    if content.startswith(b"PK"):
        files = members(content)
        if "manifest.json" in files:
            return Brought(unpack(content))
        if "forms.json" in files:
            return open_forms.bring(files)
        if "xl/workbook.xml" in files:
            return spreadsheets.bring(name, content)
        raise Unreadable("The zip file holds no form of a kind that we know.")
    value = parsed(content)
    if steps.looks_like(value):
        return steps.bring(value)
    if pages.looks_like(value) and "schema_version" not in value:
        return pages.bring(value)
    return Brought(unpack(content))
