"""Residents' own files: a list of them all, and each to have."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from moothall.councils.requests import CouncilRequest
from moothall.documents import policies
from moothall.documents.ports import OwnFile, Position
from moothall.documents.queries import own_file, own_files_of
from moothall.documents.views.serving import file_answer
from moothall.kernel.access import resident
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people import scopes

PAGE = 25
_SEPARATOR = "|"


@resident(scopes.DOCUMENTS)
def files(request: CouncilRequest) -> HttpResponseBase:
    """List every file of theirs, whatever it came with, newest first."""
    person_id, council_id = UUID(request.actor.subject), request.council.id
    require(policies.can_see_own_files(request.actor, person_id, council_id))
    after = request.GET.get("after", "")
    shown = own_files_of(
        person_id,
        council_id=council_id,
        after=_position_in(after) if after else None,
        limit=PAGE + 1,
        language=request.LANGUAGE_CODE,
    )
    here = reverse("account:documents")
    found = shown.files
    is_more = len(found) > PAGE
    return render(
        request,
        "documents/account/files.html",
        {
            "files": found[:PAGE],
            "is_withheld": shown.is_withheld,
            "older_href": f"{here}?{_following(found[PAGE - 1])}" if is_more else "",
            "newer_href": here if after else "",
        },
    )


@resident(scopes.DOCUMENTS)
def file(request: CouncilRequest, file_id: UUID) -> HttpResponseBase:
    """Give somebody a file of theirs; anybody else's is not there for them."""
    person_id, council_id = UUID(request.actor.subject), request.council.id
    require(policies.can_see_own_files(request.actor, person_id, council_id))
    return file_answer(own_file(person_id, council_id=council_id, file_id=file_id))


def _following(last: OwnFile) -> str:
    return urlencode({"after": f"{last.added_at.isoformat()}{_SEPARATOR}{last.file_id}"})


def _position_in(text: str) -> Position:
    moment, _, file_id = text.rpartition(_SEPARATOR)
    try:
        return datetime.fromisoformat(moment), UUID(file_id)
    except ValueError as error:
        raise NotFound("There is no such page of this list.") from error
