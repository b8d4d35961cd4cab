"""All writes to forms, drafts and submissions; each file holds one kind of verb."""

from moothall.eforms.actions.drafting import (
    PageSaved,
    delete_expired_drafts,
    empty_submitted_drafts,
    keep_typing,
    reading_for,
    remove_item,
    save_page,
    start_draft,
)
from moothall.eforms.actions.publishing import publish_form
from moothall.eforms.actions.submitting import submit_draft
from moothall.eforms.actions.uploading import add_upload, remove_upload

__all__ = [
    "PageSaved",
    "add_upload",
    "delete_expired_drafts",
    "empty_submitted_drafts",
    "keep_typing",
    "publish_form",
    "reading_for",
    "remove_item",
    "remove_upload",
    "save_page",
    "start_draft",
    "submit_draft",
]
