"""All writes to forms, drafts and submissions; each file holds one kind of verb."""

from moothall.eforms.actions.designing import (
    ask_for_approval,
    comment_on_form,
    discard_working_copy,
    edit_form,
    forget_trials,
    go_back,
    keep_working_copy,
    publish_working_copy,
    settle_comment,
    start_form,
)
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
from moothall.eforms.actions.sharing import (
    adopt_form,
    import_form,
    restore_version,
    take_improvements,
)
from moothall.eforms.actions.submitting import submit_draft
from moothall.eforms.actions.trying import begin_trial_anew, keep_trial
from moothall.eforms.actions.uploading import add_upload, name_kinds, remove_upload
from moothall.eforms.actions.wiping import wipe_sensitive_answers

__all__ = [
    "PageSaved",
    "add_upload",
    "adopt_form",
    "ask_for_approval",
    "begin_trial_anew",
    "carry_over",
    "comment_on_form",
    "delete_expired_drafts",
    "discard_working_copy",
    "edit_form",
    "empty_submitted_drafts",
    "forget_trials",
    "go_back",
    "import_form",
    "keep_trial",
    "keep_typing",
    "keep_working_copy",
    "name_kinds",
    "publish_form",
    "publish_working_copy",
    "reading_for",
    "remind_of_drafts",
    "remove_item",
    "remove_upload",
    "restore_version",
    "save_page",
    "send_return_link",
    "set_availability",
    "settle_comment",
    "start_draft",
    "start_form",
    "submit_draft",
    "take_improvements",
    "wipe_sensitive_answers",
]
