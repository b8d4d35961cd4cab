"""All writes to forms, drafts and submissions; each file holds one kind of verb."""

from moothall.eforms.actions.drafting import (
    PageSaved,
    carry_over,
    delete_expired_drafts,
    empty_submitted_drafts,
    keep_typing,
    reading_for,
    remove_item,
    save_page,
    start_draft,
)
from moothall.eforms.actions.publishing import publish_form, set_availability
from moothall.eforms.actions.returning import remind_of_drafts, send_return_link
from moothall.eforms.actions.submitting import submit_draft
from moothall.eforms.actions.uploading import add_upload, remove_upload
from moothall.eforms.actions.wiping import wipe_sensitive_answers

__all__ = [
    "PageSaved",
    "add_upload",
    "carry_over",
    "delete_expired_drafts",
    "empty_submitted_drafts",
    "keep_typing",
    "publish_form",
    "reading_for",
    "remind_of_drafts",
    "remove_item",
    "remove_upload",
    "save_page",
    "send_return_link",
    "set_availability",
    "start_draft",
    "submit_draft",
    "wipe_sensitive_answers",
]
