"""What is read of a form's versions and of what was adopted; the council's scope is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from moothall.eforms import library
from moothall.eforms.models import FormVersion, InFlight, LeftImprovement, LibraryAdoption
from moothall.eforms.sharing import merging, paths, shelf
from moothall.eforms.sharing.differences import change_of
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
class LeftOffer:
    """An improvement that was not taken before: why, when and by whom."""

    offer: merging.Offer
    why: str
    left_at: datetime
    left_by: str


@dataclass(frozen=True)
class Improvements:
    """What the library offers for an adopted form, and the digests of what was compared."""

    offers: tuple[merging.Offer, ...]
    left: tuple[LeftOffer, ...]
    ours: Any
    theirs: Any
    seen: tuple[str, str]


@dataclass(frozen=True)
class OwnParts:
    """What a council may keep as its own in an adopted form, and what it has marked so."""

    candidates: tuple[paths.Path, ...]
    marked: tuple[paths.Path, ...]
    ours: Any
    base: Any


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
    adoption = _adoption(council_id, form)
    try:
        theirs = library.form(adoption.library_slug)
    except LookupError as error:
        raise NotFound("The library has no such form.") from error
    ours = adoption.form.current.document
    local = tuple(map(paths.read, adoption.local_paths))
    offers = merging.offers(adoption.base, theirs, ours, local)
    return Improvements(
        offers=offers,
        left=left_offers(adoption, theirs, offers),
        ours=ours,
        theirs=theirs,
        seen=(shelf.digest_of(theirs), adoption.form.current.digest),
    )


def left_offers(
    adoption: LibraryAdoption, theirs: Any, offers: Sequence[merging.Offer]
) -> tuple[LeftOffer, ...]:
    """Return what was left before and is not offered anew, the latest first."""
    anew = {one.change.key for one in offers}
    rows = LeftImprovement.objects.filter(council_id=adoption.council_id, adoption=adoption)
    by_key = {row.key: row for row in rows.order_by("-left_at", "key") if row.key not in anew}
    found = merging.offers_left(
        [change_of(row.change) for row in by_key.values()],
        theirs,
        adoption.form.current.document,
        tuple(map(paths.read, adoption.local_paths)),
    )
    return tuple(
        LeftOffer(one, row.why, row.left_at, row.left_by)
        for one in found
        if (row := by_key[one.change.key])
    )


def own_parts_of(council_id: int, form: str) -> OwnParts:
    """
    Return what the council may mark as its own in a form that it took from the library.

    :raises NotFound: if it did not, or has not published it
    """
    return own_parts(_adoption(council_id, form))


def own_parts(adoption: LibraryAdoption) -> OwnParts:
    """Return what may be marked as the council's own in what it adopted, and what is."""
    ours = adoption.form.current.document
    marked = tuple(map(paths.read, adoption.local_paths))
    candidates = merging.own_candidates(adoption.base, ours)
    more = tuple(path for path in marked if path not in candidates)
    return OwnParts(candidates + more, marked, ours, adoption.base)


def _adoption(council_id: int, form: str) -> LibraryAdoption:
    adoption = (
        LibraryAdoption.objects.filter(council_id=council_id, form__slug=form)
        .select_related("form__current")
        .first()
    )
    if adoption is None or adoption.form.current is None:
        raise NotFound("This form was not taken from the library.")
    found: LibraryAdoption = adoption
    return found
