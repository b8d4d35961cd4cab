"""What is read of a form's versions and of what was adopted; the council's scope is in force."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from moothall.eforms import library
from moothall.eforms.models import FormVersion, InFlight, LibraryAdoption
from moothall.eforms.sharing import merging, paths, shelf
from moothall.kernel.errors import NotFound


@dataclass(frozen=True)
class VersionRow:
    """One version as a list shows it."""

    number: int
    published_at: datetime
    is_current: bool
    #: What it said of drafts of the versions before it, in words.
    in_flight: str


@dataclass(frozen=True)
class Improvements:
    """What the library offers for an adopted form, and the digests of what was compared."""

    offers: tuple[merging.Offer, ...]
    ours: Any
    theirs: Any
    seen: tuple[str, str]


def versions_of(council_id: int, form: str) -> tuple[VersionRow, ...]:
    """
    Return a form's versions, the newest first.

    :raises NotFound: if the council has no such form
    """
    rows = (
        FormVersion.objects.filter(council_id=council_id, form__slug=form)
        .select_related("form")
        .defer("document")
        .order_by("-number")
    )
    found = tuple(
        VersionRow(
            row.number,
            row.published_at,
            row.form.current_id == row.pk,
            str(InFlight(row.drafts_in_flight).label),
        )
        for row in rows
    )
    if not found:
        raise NotFound(f"This council has no form {form!r}.")
    return found


def documents_of(council_id: int, form: str, *numbers: int) -> tuple[Any, ...]:
    """
    Return the documents of some versions, in the order asked for.

    :raises NotFound: if one of them is not there
    """
    found = dict(
        FormVersion.objects.filter(
            council_id=council_id, form__slug=form, number__in=numbers
        ).values_list("number", "document")
    )
    try:
        return tuple(found[number] for number in numbers)
    except KeyError as error:
        raise NotFound("There is no such version of a form.") from error


def current_document(council_id: int, form: str) -> Any:
    """
    Return what a form asks now.

    :raises NotFound: if the council has published none of this name
    """
    version = FormVersion.objects.filter(
        council_id=council_id, form__slug=form, pk=F("form__current_id")
    ).first()
    if version is None:
        raise NotFound(f"This council has no form {form!r}.")
    return version.document


def adopted_digests(council_id: int) -> dict[str, tuple[str, str]]:
    """Return the form and the digest of its base of each that was adopted, by library slug."""
    return {
        slug: (form, digest)
        for slug, form, digest in LibraryAdoption.objects.filter(council_id=council_id).values_list(
            "library_slug", "form__slug", "base_digest"
        )
    }


def improvements_of(council_id: int, form: str) -> Improvements:
    """
    Return what the library offers for a form that was adopted from it.

    :raises NotFound: if it was not, or the library has it no more
    """
    adoption = (
        LibraryAdoption.objects.filter(council_id=council_id, form__slug=form)
        .select_related("form__current")
        .first()
    )
    if adoption is None or adoption.form.current is None:
        raise NotFound("This form was not taken from the library.")
    try:
        theirs = library.form(adoption.library_slug)
    except LookupError as error:
        raise NotFound("The library has no such form.") from error
    ours = adoption.form.current.document
    local = tuple(map(paths.read, adoption.local_paths))
    return Improvements(
        offers=merging.offers(adoption.base, theirs, ours, local),
        ours=ours,
        theirs=theirs,
        seen=(shelf.digest_of(theirs), adoption.form.current.digest),
    )
