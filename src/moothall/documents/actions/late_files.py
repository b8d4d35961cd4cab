"""All writes of files that came when the session was over."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from moothall.documents.actions.files import forget_files
from moothall.documents.models import LateFile, StoredFile
from moothall.documents.purposes import MEGABYTE
from moothall.kernel.scope import current_council_id
from moothall.people.models import Account

#: Nobody who means to go on stays away longer.
LATE_KEPT_FOR = timedelta(days=1)
#: Looked at again and again, they go with the words beside them.
LATE_KEPT_AT_MOST = timedelta(days=7)
#: As many as a page takes.
MOST_LATE_AT_PAGE = 5
MOST_LATE_FILES = 10
MOST_LATE_BYTES = 60 * MEGABYTE


@transaction.atomic
def keep_late_files(
    *, account_id: int, person_id: UUID, path: str, file_ids: Sequence[UUID], now: datetime
) -> None:
    """
    Let stored files wait for an account at a page, in place of what waits there already.

    The same content twice, as of a button pressed twice, waits once. What is over the number or
    size that one account may leave is deleted.
    """
    council_id = current_council_id()
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    waiting = LateFile.objects.filter(account_id=account_id)
    here = waiting.filter(person_id=person_id, path=path)
    others = waiting.exclude(pk__in=here.values("pk"))
    room = MOST_LATE_FILES - others.count()
    bytes_left = MOST_LATE_BYTES - sum(others.values_list("file__size", flat=True))
    before = set(here.values_list("file_id", flat=True))
    given = StoredFile.objects.filter(kept_at=None).in_bulk(list(file_ids))
    kept: dict[str, UUID] = {}
    for stored in (given[one] for one in dict.fromkeys(file_ids) if one in given):
        fits = len(kept) < min(room, MOST_LATE_AT_PAGE) and stored.size <= bytes_left
        if fits and stored.digest not in kept:
            kept[stored.digest] = stored.pk
            bytes_left -= stored.size
    here.delete()
    LateFile.objects.bulk_create(
        LateFile(
            council_id=council_id,
            account_id=account_id,
            person_id=person_id,
            path=path,
            file_id=file_id,
            came_at=now,
        )
        for file_id in kept.values()
    )
    _forget((before | given.keys()) - set(kept.values()))


def note_late_files_shown(*, file_ids: Sequence[UUID], now: datetime) -> None:
    """Let files that a page has given back wait a day from now."""
    LateFile.objects.filter(file_id__in=file_ids).update(shown_at=now)


@transaction.atomic
def settle_late_files(*, account_id: int, person_id: UUID, path: str) -> None:
    """Let nothing wait at a page that was sent: what went with it is kept, the rest deleted."""
    _let_go(LateFile.objects.filter(account_id=account_id, person_id=person_id, path=path))


@transaction.atomic
def forget_unclaimed_files(*, now: datetime) -> int:
    """Delete, in the councils in force, what nobody came back for; return how many it was."""
    last = Greatest(F("came_at"), Coalesce(F("shown_at"), F("came_at")))
    rows = LateFile.objects.annotate(last=last).filter(
        Q(last__lt=now - LATE_KEPT_FOR) | Q(came_at__lt=now - LATE_KEPT_AT_MOST)
    )
    return _let_go(rows.select_for_update())


@transaction.atomic
def forget_late_files_of(*, account_ids: Iterable[int]) -> int:
    """Delete everything that waits for some accounts, in the councils in force."""
    return _let_go(LateFile.objects.filter(account_id__in=list(account_ids)))


def _let_go(rows: QuerySet[LateFile]) -> int:
    found = list(rows)
    LateFile.objects.filter(pk__in=[one.pk for one in found]).delete()
    _forget(one.file_id for one in found)
    return len(found)


def _forget(file_ids: Iterable[UUID]) -> None:
    """Delete files unless something refers to them for good by now."""
    unkept = StoredFile.objects.filter(pk__in=list(file_ids), kept_at=None)
    forget_files(file_ids=list(unkept.values_list("pk", flat=True)))
