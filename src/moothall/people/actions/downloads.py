"""Copies of everything that is held about somebody (UK GDPR arts 12(3), 15 and 20)."""

import tempfile
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from moothall.councils.queries import council_by_id
from moothall.kernel import audit, clock
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.kernel.rate_limits import allow
from moothall.kernel.tasks import task
from moothall.people import policies
from moothall.people.actions.persons import locked_person
from moothall.people.letters import Letter, send
from moothall.people.models import DataDownload, DownloadState, Joining
from moothall.people.personal_data import whose
from moothall.people.rights_queries import shows_names_of_staff
from moothall.people.your_data.document import YourData, gathered
from moothall.people.your_data.packing import pack

#: A copy can be fetched for so long.
LIVES = timedelta(days=7)
#: One that is not made by then has lost its job: another may be asked for.
LOST_AFTER = timedelta(hours=24)
MOST_A_DAY = 5
A_DAY = timedelta(days=1)
#: So much of a zip is kept in memory before it goes to a temporary file.
IN_MEMORY = 16 * 1024 * 1024

_ACTOR = system("people.download")


@task(name="people.make_download", queue="deliveries", attempts=6)
def make(*, council_id: int, download_id: UUID) -> None:
    """Make one copy."""
    make_download(download_id=UUID(str(download_id)), now=clock.now())


@task(name="people.delete_download", queue="default")
def delete_bytes(*, council_id: int, key: str) -> None:
    """Delete the bytes of a copy; those that are gone are no mistake."""
    default_storage.delete(key)


@transaction.atomic
def ask_for_download(
    *, actor: Actor, person_id: UUID, language: str, now: datetime
) -> DataDownload:
    """
    Have a copy made of everything that is held about somebody, for themselves alone.

    :raises NotFound: if the councils in force have no such person
    :raises NotPermitted: if the actor is anybody else
    :raises Conflict: if one is being made, or too many were asked for
    """
    person = locked_person(person_id)
    require(policies.is_own_account(actor, person.pk, person.council_id))
    waiting = DataDownload.objects.filter(person_id=person.pk, state=DownloadState.ASKED)
    waiting.filter(asked_at__lte=now - LOST_AFTER).update(state=DownloadState.FAILED)
    if waiting.exists():
        raise Conflict("A copy is being made already.")
    if not allow(f"your-data:{person.pk}", limit=MOST_A_DAY, per=A_DAY, now=now):
        raise Conflict("Too many copies were asked for.")
    download = DataDownload.objects.create(
        council_id=person.council_id, person=person, language=language, asked_at=now
    )
    audit.record(actor=actor, verb="data-download.asked", subject=download, now=now)
    make.defer(council_id=person.council_id, download_id=download.pk)
    return download


def make_download(*, download_id: UUID, now: datetime) -> None:
    """
    Make a copy, put it away and tell the person; made already, it does nothing.

    The bytes lie under one name, so that a process that dies half-way leaves nothing behind that
    the next does not write over.
    """
    download = DataDownload.objects.filter(pk=download_id, state=DownloadState.ASKED).first()
    if download is None:
        return
    council = council_by_id(download.council_id)
    key = f"{council.slug}/your-data/{download.pk}.zip"
    with translation.override(download.language):
        data = _read(download, now)
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as packed:
            pack(data, packed)
            size = packed.tell()
            packed.seek(0)
            default_storage.delete(key)
            stored = default_storage.save(key, File(packed))
    with transaction.atomic():
        made = DataDownload.objects.select_for_update().filter(
            pk=download_id, state=DownloadState.ASKED
        )
        if not made.update(
            state=DownloadState.READY,
            ready_at=now,
            expires_at=now + LIVES,
            storage_key=stored,
            size=size,
        ):
            return
        audit.record(actor=_ACTOR, verb="data-download.made", subject=download, now=now)
        _tell(download, now)


def fetch_download(*, actor: Actor, download_id: UUID, now: datetime) -> DataDownload:
    """
    Return a copy for the person it is about to fetch, and write down that they did.

    :raises NotFound: if there is none, it is over, or it is somebody else's
    """
    with transaction.atomic():
        download = (
            DataDownload.objects.select_for_update()
            .filter(pk=download_id, state=DownloadState.READY, expires_at__gt=now)
            .first()
        )
        if download is None or not policies.is_own_account(
            actor, download.person_id, download.council_id
        ):
            raise NotFound("There is no such copy.")
        if download.fetched_at is None:
            download.fetched_at = now
            download.save(update_fields=["fetched_at"])
        audit.record(actor=actor, verb="data-download.fetched", subject=download, now=now)
        return download


@transaction.atomic
def forget_downloads(*, now: datetime) -> int:
    """Delete the copies whose time is over, in the councils in force; return how many."""
    over = DataDownload.objects.select_for_update(skip_locked=True).filter(
        state=DownloadState.READY, expires_at__lte=now
    )
    return drop_downloads(list(over))


def drop_downloads(downloads: list[DataDownload]) -> int:
    """Let go of copies, their bytes by a job of the same transaction."""
    for download in downloads:
        if download.storage_key:
            delete_bytes.defer(council_id=download.council_id, key=download.storage_key)
        download.state, download.storage_key = DownloadState.GONE, ""
        download.save(update_fields=["state", "storage_key"])
    return len(downloads)


@transaction.atomic
def _read(download: DataDownload, now: datetime) -> YourData:
    """Read everything that the copy says at one moment."""
    held = whose(
        download.person_id,
        council_id=download.council_id,
        names_of_staff=shows_names_of_staff(download.council_id),
    )
    return gathered(held, council=council_by_id(download.council_id), now=now)


def _tell(download: DataDownload, now: datetime) -> None:
    """Tell the person at the address they sign in with, which staff cannot change."""
    joining = (
        Joining.objects.filter(person_id=download.person_id, ended_at__isnull=True)
        .select_related("account")
        .first()
    )
    if joining is None:
        return
    council = council_by_id(download.council_id)
    with translation.override(download.language):
        link = council.url + reverse("account:your-data")
    send(
        Letter(
            council_id=download.council_id,
            template="people.data-ready",
            channel="email",
            to=joining.account.email,
            language=download.language,
            context={"link": link, "days": str(LIVES.days)},
            dedupe_key=f"data-ready:{download.pk}",
            about_id=download.person_id,
            now=now,
        )
    )
