"""Every address that names a record which was merged away leads to the one in its place."""

from collections.abc import Iterable
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from moothall.people.merging.leading_on import ids_leading_on


def lead_on(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """
    Return the answer, or the way to the record that took the place of one that is not there.

    It looks only where a page was not found, so that no page that is found pays for it. What was
    typed goes along: a form is sent again to the other address (307).
    """
    if response.status_code != HTTPStatus.NOT_FOUND:
        return response
    address = request.get_full_path()
    for gone, kept in ids_leading_on(_ids_in(request)).items():
        address = address.replace(str(gone), str(kept))
    if address == request.get_full_path():
        return response
    answer = HttpResponseRedirect(address, preserve_request=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _ids_in(request: HttpRequest) -> set[UUID]:
    """Return every id that the address names, in its path or its query."""
    match = request.resolver_match
    named: Iterable[object] = (
        *(match.kwargs.values() if match is not None else ()),
        *request.GET.values(),
    )
    return {one for one in map(_id_in, named) if one is not None}


def _id_in(value: object) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None
