"""All that changes Direct Debits."""

from moothall.payments.direct_debit.actions.advising import (
    present_again,
    read_report,
    settle_advice,
    take_advice,
    why_not_again,
)
from moothall.payments.direct_debit.actions.arranging import (
    change_arrangement,
    change_plan_total,
    make_arrangement,
    offer_plan,
    schedule_changed,
    stop_arrangement,
    stop_plan,
)
from moothall.payments.direct_debit.actions.choosing import choose_collector
from moothall.payments.direct_debit.actions.claiming import settle_claim
from moothall.payments.direct_debit.actions.ending import (
    cancel_mandate,
    change_day,
    pause_mandate,
)
from moothall.payments.direct_debit.actions.hearing import (
    ask_collector,
    hear_collection,
    hear_mandate,
)
from moothall.payments.direct_debit.actions.hosting import begin_hosted, settle_hosted
from moothall.payments.direct_debit.actions.passing import pass_day
from moothall.payments.direct_debit.actions.planning import plan_collections, plan_mandate
from moothall.payments.direct_debit.actions.running import (
    begin_run,
    fetch_file,
    start_due_runs,
    start_run,
    submit_run,
)
from moothall.payments.direct_debit.actions.signing_up import (
    AccountRefused,
    agree_mandate,
    draft_mandate,
    forget_drafts,
    send_link,
)

__all__ = [
    "AccountRefused",
    "agree_mandate",
    "ask_collector",
    "begin_hosted",
    "begin_run",
    "cancel_mandate",
    "change_arrangement",
    "change_day",
    "change_plan_total",
    "choose_collector",
    "draft_mandate",
    "fetch_file",
    "forget_drafts",
    "hear_collection",
    "hear_mandate",
    "make_arrangement",
    "offer_plan",
    "pass_day",
    "pause_mandate",
    "plan_collections",
    "plan_mandate",
    "present_again",
    "read_report",
    "schedule_changed",
    "send_link",
    "settle_advice",
    "settle_claim",
    "settle_hosted",
    "start_due_runs",
    "start_run",
    "stop_arrangement",
    "stop_plan",
    "submit_run",
    "take_advice",
    "why_not_again",
]
