"""Letting a draft that is complete wait for somebody: nothing in it changes meanwhile."""

from datetime import datetime

from moothall.eforms.actions.drafting import TOUCHED, touch
from moothall.eforms.models import Draft, Waiting


def freeze(draft: Draft, waiting: Waiting, *, now: datetime) -> None:
    """Let a locked draft wait."""
    draft.frozen_at, draft.frozen_for = now, waiting
    touch(draft, now)
    draft.save(update_fields=["frozen_at", "frozen_for", *TOUCHED])


def thaw(draft: Draft, *, now: datetime) -> None:
    """Let a locked draft be changed again."""
    draft.frozen_at, draft.frozen_for = None, ""
    touch(draft, now)
    draft.save(update_fields=["frozen_at", "frozen_for", *TOUCHED])
