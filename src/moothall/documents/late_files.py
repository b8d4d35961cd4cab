"""
Files that were sent just as a session ran out are not lost either.

Whoever still holds the secret of the session that ran out may leave them, and nobody gets them
but the account that it was of: signed in again, at the same page, in the same person's affairs.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import wraps
from typing import IO, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from moothall.documents import actions
from moothall.documents.errors import UploadRefused
from moothall.documents.models import LateFile, StoredFile
from moothall.documents.queries import late_files_at
from moothall.kernel import clock, rate_limits
from moothall.kernel.actors import Actor
from moothall.kernel.scope import current_council_id
from moothall.people.keeping_words import lapsed_resident
from moothall.people.resident_standing import ResidentStanding, actor_of_resident

View = Callable[..., HttpResponseBase]
#: Finds the files that a page had already, sealed for the person of this id.
Earlier = Callable[[HttpRequest, str], Sequence[UUID]]

LONGEST_PATH = LateFile._meta.get_field("path").max_length or 0
#: More than anybody sends by a slow hand; a program that holds an old secret sends more.
TRIES_PER_ACCOUNT = 20
PERIOD = timedelta(hours=1)


def keeps_files(
    *, field: str, purpose: str, earlier: Earlier | None = None
) -> Callable[[View], View]:
    """Keep the files that a page brings when nobody is signed in any more; above `resident`."""

    def around(view: View) -> View:
        @wraps(view)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and getattr(request, "resident", None) is None:
                _take(request, field, purpose, earlier)
            return view(request, *args, **kwargs)

        return keeping

    return around


def give_back(request: HttpRequest) -> list[StoredFile]:
    """Return what waits at this page for whoever is signed in, and let it wait a day longer."""
    standing, subject = _signed_in(request)
    if standing is None:
        return []
    found = late_files_at(account_id=standing.account_id, person_id=subject, path=request.path)
    if found:
        actions.note_late_files_shown(file_ids=[one.pk for one in found], now=clock.now())
    return found


def forget_late_files(request: HttpRequest) -> None:
    """Delete what waited at this page and was not sent with it."""
    standing, subject = _signed_in(request)
    if standing is not None:
        actions.settle_late_files(
            account_id=standing.account_id, person_id=subject, path=request.path
        )


def _take(request: HttpRequest, field: str, purpose: str, earlier: Earlier | None) -> None:
    """Store what came; what cannot be taken is not among what the page gives back."""
    uploads = request.FILES.getlist(field)
    lapsed = lapsed_resident(request)
    if lapsed is None or len(request.path) > LONGEST_PATH:
        return
    council_id, now = current_council_id(), clock.now()
    actor = actor_of_resident(lapsed, council_id=council_id)
    before = list(earlier(request, actor.subject)) if earlier and actor.subject else []
    if not actor.subject or not (uploads or before):
        return
    if not _may_leave_more(lapsed, council_id, now):
        return
    chosen = uploads[: actions.MOST_LATE_AT_PAGE]
    stored = [_stored(actor, council_id, one, one.name or "", purpose) for one in chosen]
    actions.keep_late_files(
        account_id=lapsed.account_id,
        person_id=UUID(actor.subject),
        path=request.path,
        file_ids=[*before, *(one.pk for one in stored if one is not None)],
        now=now,
    )


def _signed_in(request: HttpRequest) -> tuple[ResidentStanding | None, UUID]:
    standing: ResidentStanding | None = getattr(request, "resident", None)
    actor: Actor | None = getattr(request, "actor", None)
    if standing is None or actor is None or not actor.subject:
        return None, UUID(int=0)
    return standing, UUID(actor.subject)


def _may_leave_more(lapsed: ResidentStanding, council_id: int, now: datetime) -> bool:
    return rate_limits.allow(
        f"late-files:{council_id}:{lapsed.account_id}",
        limit=TRIES_PER_ACCOUNT,
        per=PERIOD,
        now=now,
    )


def _stored(
    actor: Actor, council_id: int, upload: IO[bytes], name: str, purpose: str
) -> StoredFile | None:
    try:
        return actions.store_upload(
            actor=actor,
            council_id=council_id,
            upload=upload,
            original_name=name,
            purpose=purpose,
            now=clock.now(),
        )
    except UploadRefused:
        return None
