"""
Taking card numbers out of what browsers send, before any view sees it.

Whatever a page does with what was typed, keep it, judge it or show it again, it never had the
number. Where one stood there stands a mark now, which forms refuse in words beside the field.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict

from moothall.kernel.card_numbers import without_card_numbers

#: Where what comes is proved by a signature over every letter, so that nothing in it is masked, and
#: where programs are answered in the shape of a standard, by views that refuse such numbers.
LEFT_TO_VIEWS = ("/machine/", "/open311/")
#: What browsers tell of themselves and of the page before: libraries keep it in sessions and rows.
TOLD_BY_BROWSERS = ("HTTP_USER_AGENT", "HTTP_REFERER")
Next = Callable[[HttpRequest], HttpResponseBase]

#: What a body that cannot be read makes Django raise.
UNREADABLE = (UnreadablePostError, BadRequest, SuspiciousOperation, MultiPartParserError)


class NoCardNumbers:
    """
    Masks what looks like a card's number in forms, queries, names of files and browsers' headers.

    Left alone are passwords, which may be any digits and are stored by their digest, and what
    gateways and carriers send: their signatures cover every letter, and their views keep none.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Mask what came, and pass it on."""
        _mask_headers(request)
        if not request.path.startswith(LEFT_TO_VIEWS):
            _mask(request)
        return self.get_response(request)


def _mask_headers(request: HttpRequest) -> None:
    for name in TOLD_BY_BROWSERS:
        if name in request.META:
            request.META[name] = without_card_numbers(request.META[name])


def _mask(request: HttpRequest) -> None:
    clean = _masked(request.GET)
    if clean is not request.GET:
        request.GET = clean  # type: ignore[assignment]
        request.META["QUERY_STRING"] = clean.urlencode()  # what addresses to return to are made of
    if request.method != "POST":
        return
    try:
        request.POST = _masked(request.POST)  # type: ignore[assignment]
    except UNREADABLE:
        return  # whoever reads it next finds out, and says so in words of its own
    _name_anew(request.FILES)


def _masked(given: QueryDict) -> QueryDict:
    """Return what was given itself, unless it holds a card's number."""
    found = {
        name: [without_card_numbers(value) for value in values]
        for name, values in given.lists()
        if not _is_secret(name)
    }
    if all(values == given.getlist(name) for name, values in found.items()):
        return given
    clean = given.copy()
    for name, values in found.items():
        clean.setlist(name, values)
    clean._mutable = False
    return clean


def _name_anew(files: MultiValueDict[str, UploadedFile[Any]]) -> None:
    for _name, uploads in files.lists():
        for upload in uploads:
            upload.name = without_card_numbers(upload.name or "")


def _is_secret(name: str) -> bool:
    return "password" in name.lower()
