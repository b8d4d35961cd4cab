"""All writes to forms, drafts and submissions; each file holds one kind of verb."""

from moothall.eforms.actions.bringing import forget_read_forms, keep_read_form, take_read_form
from moothall.eforms.actions.carrying_over import carry_over
from moothall.eforms.actions.clearing import delete_expired_drafts, empty_submitted_drafts
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
    keep_typing,
    reading_for,
    remove_item,
    retype_answer,
    save_page,
    start_draft,
)
from moothall.eforms.actions.exporting import export_submissions
from moothall.eforms.actions.improving import mark_own_parts, take_improvements
from moothall.eforms.actions.keeping_in_account import (
    drop_draft,
    keep_draft_in_account,
    start_draft_in_account,
)
from moothall.eforms.actions.paying import (
    ask_for_fee,
    hand_in_paid,
    let_go_of_unpaid,
    take_fee_back,
)
from moothall.eforms.actions.prefilling import (
    Offered,
    forget_prefills,
    offer_prefill,
    start_prefilled_draft,
)
from moothall.eforms.actions.publishing import publish_form, set_availability
from moothall.eforms.actions.removing import (
    erase_draft,
    erase_submission,
    remove_submission,
    review_submissions,
)
from moothall.eforms.actions.returning import remind_of_drafts, send_return_link
from moothall.eforms.actions.sharing import (
    adopt_form,
    import_form,
    restore_version,
)
from moothall.eforms.actions.signing import (
    ask_for_signature,
    decline,
    remind_signers,
    send_again,
    settle_overdue,
    sign,
    take_back,
)
from moothall.eforms.actions.submitting import submit_draft
from moothall.eforms.actions.taking_time import (
    ask_about_booking,
    ask_again_for_times,
    keep_times,
)
from moothall.eforms.actions.taking_up import take_up_draft
from moothall.eforms.actions.trying import begin_trial_anew, keep_trial
from moothall.eforms.actions.uploading import add_upload, name_kinds, remove_upload
from moothall.eforms.actions.wiping import wipe_sensitive_answers

__all__ = [
    "Offered",
    "PageSaved",
    "add_upload",
    "adopt_form",
    "ask_about_booking",
    "ask_again_for_times",
    "ask_for_approval",
    "ask_for_fee",
    "ask_for_signature",
    "begin_trial_anew",
    "carry_over",
    "comment_on_form",
    "decline",
    "delete_expired_drafts",
    "discard_working_copy",
    "drop_draft",
    "edit_form",
    "empty_submitted_drafts",
    "erase_draft",
    "erase_submission",
    "export_submissions",
    "forget_prefills",
    "forget_read_forms",
    "forget_trials",
    "go_back",
    "hand_in_paid",
    "import_form",
    "keep_draft_in_account",
    "keep_read_form",
    "keep_times",
    "keep_trial",
    "keep_typing",
    "keep_working_copy",
    "let_go_of_unpaid",
    "mark_own_parts",
    "name_kinds",
    "offer_prefill",
    "publish_form",
    "publish_working_copy",
    "reading_for",
    "remind_of_drafts",
    "remind_signers",
    "remove_item",
    "remove_submission",
    "remove_upload",
    "restore_version",
    "retype_answer",
    "review_submissions",
    "save_page",
    "send_again",
    "send_return_link",
    "set_availability",
    "settle_comment",
    "settle_overdue",
    "sign",
    "start_draft",
    "start_draft_in_account",
    "start_form",
    "start_prefilled_draft",
    "submit_draft",
    "take_back",
    "take_fee_back",
    "take_improvements",
    "take_read_form",
    "take_up_draft",
    "wipe_sensitive_answers",
]
