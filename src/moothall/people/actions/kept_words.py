"""All writes to words that were sent when a session was over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from moothall.kernel.scope import current_council_id
from moothall.people.models import KeptWords

KEPT_FOR = timedelta(days=7)


@transaction.atomic
def keep_words(
    *, account_id: int, path: str, words: Mapping[str, str], had_files: bool, now: datetime
) -> None:
    """Keep what was typed into a page for this account, in place of what waits there already."""
    KeptWords.objects.update_or_create(
        council_id=current_council_id(),
        account_id=account_id,
        path=path,
        defaults={"words": dict(words), "had_files": had_files, "kept_at": now},
    )


def forget_kept_words(*, account_id: int, path: str) -> None:
    """Forget what waited at a page, which was now sent; nothing there is no mistake."""
    KeptWords.objects.filter(account_id=account_id, path=path).delete()


def forget_old_words(*, now: datetime) -> int:
    """Forget, in the councils in force, what nobody came back for; return how much it was."""
    deleted, _each = KeptWords.objects.filter(kept_at__lt=now - KEPT_FOR).delete()
    return deleted
