"""Files that residents send in their account: stored whatever else is wrong with the page."""

from dataclasses import dataclass, field
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from moothall.councils.requests import CouncilRequest
from moothall.documents.actions import store_upload
from moothall.documents.errors import UploadRefused
from moothall.documents.late_files import give_back, keeps_files
from moothall.documents.models import Scan
from moothall.documents.queries import stored_files
from moothall.kernel import clock

MOST_FILES = 5
PURPOSE = "evidence"
_SALT = "moothall.cases.own_files"


@dataclass
class HandedIn:
    """
    The files that came with a page, those of an earlier try included, and what is wrong with some.

    `kept` are their names, each with a seal by which the next try brings it along.
    """

    file_ids: list[UUID] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def handed_in(request: CouncilRequest) -> HandedIn:
    """Store what came, and return it with what came before; the rest of the page may be wrong."""
    before = _earlier(request, request.actor.subject)
    found = HandedIn(file_ids=[stored.pk for stored in stored_files(before)])
    if len(found.file_ids) < len(before):
        found.problems.append(_("A file from before is not here any more. Choose it again."))
    for upload in request.FILES.getlist("files"):
        if len(found.file_ids) >= MOST_FILES:
            found.problems.append(
                _("You can send up to %(number)s files at a time") % {"number": MOST_FILES}
            )
            break
        try:
            stored = store_upload(
                actor=request.actor,
                council_id=request.council.id,
                upload=upload,
                original_name=upload.name or "",
                purpose=PURPOSE,
                now=clock.now(),
            )
        except UploadRefused as refusal:
            found.problems.append(f"{upload.name}: {refusal.message}")
        else:
            found.file_ids.append(stored.pk)
    found.kept = [
        (stored.original_name, _seal(request, stored.pk)) for stored in stored_files(found.file_ids)
    ]
    return found


def given_back(request: CouncilRequest) -> HandedIn:
    """Return the files that came to this page when the session was over, to be sent now."""
    waiting = give_back(request)
    return HandedIn(
        file_ids=[stored.pk for stored in waiting if stored.scan != Scan.INFECTED],
        kept=[
            (stored.original_name, _seal(request, stored.pk))
            for stored in waiting
            if stored.scan != Scan.INFECTED
        ],
        problems=[
            _("%(file)s: it holds a virus, so we deleted it") % {"file": stored.original_name}
            for stored in waiting
            if stored.scan == Scan.INFECTED
        ],
    )


def _earlier(request: HttpRequest, subject: str) -> list[UUID]:
    """Return the files of an earlier try of the same person; a seal of anybody else's is none."""
    found = []
    for seal in request.POST.getlist("kept")[:MOST_FILES]:
        try:
            person_id, file_id = signing.loads(seal, salt=_SALT)
        except (signing.BadSignature, ValueError):
            continue
        if person_id == subject:
            found.append(UUID(file_id))
    return list(dict.fromkeys(found))


#: Files that come when the session is over wait for their sender, with those of an earlier try.
keeps_own_files = keeps_files(field="files", purpose=PURPOSE, earlier=_earlier)


def _seal(request: CouncilRequest, file_id: UUID) -> str:
    return signing.dumps([request.actor.subject, str(file_id)], salt=_SALT)
