"""All writes of the work on cases; each file holds a few verbs that belong together."""

from moothall.cases.work.actions.dividing import (
    add_task,
    finish_task,
    give_task,
    open_sub_case,
    reopen_task,
    tick_item,
)
from moothall.cases.work.actions.drafting import discard_draft, forget_old, keep_draft
from moothall.cases.work.actions.holding import give_back, give_case, hand_to_team, take_case
from moothall.cases.work.actions.mailing import choose_notice_mail, mail_notices
from moothall.cases.work.actions.pulling import push_waiting, take_next
from moothall.cases.work.actions.setting_up import (
    add_checklist_item,
    add_route,
    drop_queue,
    drop_route,
    retire_checklist_item,
    save_queue,
    set_working_style,
)
from moothall.cases.work.actions.telling import (
    escalate_late_tasks,
    mark_read,
    tell_of_news,
    unwatch_case,
    watch_case,
)

__all__ = [
    "add_checklist_item",
    "add_route",
    "add_task",
    "choose_notice_mail",
    "discard_draft",
    "drop_queue",
    "drop_route",
    "escalate_late_tasks",
    "finish_task",
    "forget_old",
    "give_back",
    "give_case",
    "give_task",
    "hand_to_team",
    "keep_draft",
    "mail_notices",
    "mark_read",
    "open_sub_case",
    "push_waiting",
    "reopen_task",
    "retire_checklist_item",
    "save_queue",
    "set_working_style",
    "take_case",
    "take_next",
    "tell_of_news",
    "tick_item",
    "unwatch_case",
    "watch_case",
]
